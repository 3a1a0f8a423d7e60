# Addresses and subnets of both families lie in one table: in a loop that adds the first of IPv6, 0.0.0.0 is not ::, and each is found, deleted and printed.
global t: table[addr] of count;
global s: set[subnet];

function fill(n: count)
	{
	local i = 0;
	while ( ++i <= n )
		t[count_to_v4_addr(i)] = i;
	}

event bro_init()
	{
	fill(12);
	t[0.0.0.0] = 0;
	print |t|, [::] in t, [::1] in t;
	delete t[[::1]];
	local seen = 0;
	for ( a in t )
		{
		if ( ++seen == 3 )
			{
			t[[::1]] = 100;
			t[[::]] = 101;
			delete t[0.0.0.12];
			delete t[0.0.0.4];
			}
		if ( seen > 3 && t[a] > 100 )
			print "not there at the start", a;
		}
	print seen, |t|, 0.0.0.0 in t, t[[::]], t[[::1]], t[0.0.0.11], 0.0.0.12 in t;
	local u = copy(t);
	clear_table(t);
	t[0.0.0.3] = 3;
	print t, |u|, 0.0.0.3 in u, [::1] in u;

	add s[10.0.0.0/8];
	print 10.1.2.3 in s, [2001:db8::1] in s;
	add s[[2001:db8::]/32];
	print 10.1.2.3 in s, [2001:db8::1] in s, 11.0.0.1 in s, |s|;
	delete s[10.0.0.0/8];
	print s;
	}
# expect: 13, F, F
# expect: 11, 13, T, 101, 100, 11, F
# expect: {
# expect: [0.0.0.3] = 3
# expect: }, 13, T, T
# expect: T, F
# expect: T, T, F, 2
# expect: {
# expect: 2001:db8::/32
# expect: }
