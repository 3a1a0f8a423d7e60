# Handlers written for a &deprecated declaration or parameter of an event are warned of.
# expect: all
# expect: part
global seen: event(a: string, b: string &deprecated="b is always empty", c: string);
global seen: event(a: string, c: string);
global seen: event(a: string, b: string) &deprecated="take a and c";
event seen(a: string, b: string, c: string) &priority=1 { print "all"; }	### "warning: use of deprecated parameter 'b': b is always empty"
event seen(a: string, b: string) { print "part"; }	### "warning: use of deprecated 'seen' prototype: take a and c" "warning: use of deprecated parameter 'b'"
event seen("1", "2", "3");
