# An event or hook may be declared again with some of its parameters, found by name.
# expect: all, left, 7, right
# expect: turned, right, left
# expect: one, 7
# expect: none
# expect: hook, 3
global seen: event(a: string, n: count, z: string);
global seen: event(z: string, a: string, n: count);
global seen: event(n: count);
global seen: event();
global checked: hook(a: string, n: count);
global checked: hook(n: count);

event seen(a: string, n: count, z: string) { print "all", a, n, z; }
event seen(z: string, a: string, n: count) { print "turned", z, a; }
event seen(n: count) { print "one", n; }
event seen() { print "none"; }
hook checked(n: count) { print "hook", n; }

event seen("left", 7, "right");
event zeek_init() &priority=-1 { hook checked("x", 3); }
