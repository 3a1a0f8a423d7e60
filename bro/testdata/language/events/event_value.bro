global a: event(n: count);
global b: event(n: count);
event a(n: count) { print "a", n; }
event b(n: count) { print "b", n; }
global picked: event(n: count);
type Holder: record { ev: event(n: count); };
event bro_init()
	{
	local h: Holder = [$ev=b];
	picked = a;
	event picked(1);
	picked = h$ev;
	event picked(2);
	print a, T;
	}
# expect: a
# expect: { print "a", n; }, T
# expect: a, 1
# expect: b, 2
