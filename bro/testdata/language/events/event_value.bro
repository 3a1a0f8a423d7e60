global a: event(n: count);
global b: event(n: count);
event a(n: count) { print "a", n; }
event b(n: count) { print "b", n; }
type Holder: record { ev: event(n: count); };
event bro_init()
	{
	local h: Holder = [$ev=b];
	local e = a;
	event e(1);
	local e2 = h$ev;
	event e2(2);
	print a, T;
	}
# expect: a
# expect: { print "a", n; }, T
# expect: a, 1
# expect: b, 2
