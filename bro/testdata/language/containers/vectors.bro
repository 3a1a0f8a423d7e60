event bro_init()
	{
	local v: vector of count = vector(1, 2, 3);
	v += 4;
	v[|v|] = 5;
	print v, |v|, v[0], v[1:3], v[-2:];
	v[1:2] = vector(20, 21, 22);
	print v;
	for ( i in v ) { if ( i > 1 ) break; print i, v[i]; }
	for ( i, x in v ) { if ( i > 1 ) break; print i, x; }
	print vector(1, 2) + vector(10, 20), vector(1, 2) * 3, vector(1, 5) > vector(2, 2);
	local w: vector of string;
	w[2] = "c";
	print w, |w|, 0 in w, 2 in w;
	print resize(v, 2), v;
	print sort(vector(3, 1, 2)), order(vector(30, 10, 20));
	print sort(vector("bb", "a"), function(x: string, y: string): int { return |x| > |y| ? 1 : -1; });
	local share = v;
	share += 99;
	print v;
	local n: vector of vector of count = vector(vector(1), vector(2, 3));
	print n[1][0], n;
	++v[0];
	print v;
	}
# expect: [1, 2, 3, 4, 5], 5, 1, [2, 3], [4, 5]
# expect: [1, 20, 21, 22, 3, 4, 5]
# expect: 0, 1
# expect: 1, 20
# expect: 0, 1
# expect: 1, 20
# expect: [11, 22], [3, 6], [F, T]
# expect: [, , c], 3, F, T
# expect: 7, [1, 20]
# expect: [1, 2, 3], [1, 2, 0]
# expect: [a, bb]
# expect: [1, 20, 99]
# expect: 2, [[1], [2, 3]]
# expect: [2, 20, 99]
