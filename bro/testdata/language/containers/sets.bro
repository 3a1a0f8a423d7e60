event bro_init()
	{
	local a = set(1, 2, 3);
	local b = set(3, 4);
	print a & b;
	print |(a | b)|, |(a - b)|, a < set(1, 2, 3, 4), a <= a, a == set(3, 2, 1), a != b;
	add a[9];
	delete a[1];
	print 9 in a, 1 in a, 1 !in a;
	a += set(20, 21);
	a -= set(20);
	print |a|;
	local s: set[addr, port] = { [1.2.3.4, 80/tcp] };
	print [1.2.3.4, 80/tcp] in s, [1.2.3.4, 81/tcp] in s;
	local r: set[string] = set("z", "a");
	for ( x in r ) print x;
	}
# expect: {
# expect: 3
# expect: }
# expect: 4, 2, T, T, T, T
# expect: T, F, T
# expect: 4
# expect: T, F
# expect: z
# expect: a
