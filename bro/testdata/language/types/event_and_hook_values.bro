# Events and hooks are values as well.
global e: event(n: count);
global h: hook(n: count);
event e(n: count) { print "e", n; }
hook h(n: count) { print "h", n; }
type R: record { ev: event(n: count); hk: hook(n: count); };
event bro_init()
	{
	local r: R = [$ev=e, $hk=h];
	hook r$hk(2);
	print type_name(r$ev), type_name(r$hk);
	}
# expect: h, 2
# expect: event(n:count;), hook(n:count;)
