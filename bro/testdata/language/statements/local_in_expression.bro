# A local may be declared within an expression: it is T, and the variable is there from then on, also in a when that waits for it.
function later(x: count): count
	{
	return when ( T ) { return x * 2; }
	}

event bro_init()
	{
	if ( (local a = "abc") && |a| == 3 )
		print a, (local b = 5), b;
	when ( (local c = later(4)) && c > 7 )
		print c;
	when ( (local d = later(1)) && (local e = later(d)) && d + e == 6 )
		print d, e;
	when ( (local f = later(4)) && f > 8 )
		print f;
	timeout 1sec
		{ print "no"; }
	}
# expect: abc, T, 5
# expect: 8
# expect: 2, 4
# expect: no
