# A further declaration of an event or hook may only name parameters of the first, without defaults.
# exit: 1
global seen: event(a: string, n: count &default=1);
global seen: event(m: count);	### "alternate function prototype arg 'm' not found in canonical prototype"
global seen: event(n: string);	### "alternate function prototype arg 'n' has a different type"
global seen: event(n: count &default=2, a: string);	### "alternate function prototype arguments may not have attributes: arg 'n'"
global asked: hook(a: string);
global asked: hook(b: addr);	### "arg 'b' not found"
event seen(a: string) { print n; }	### "unknown identifier n"
