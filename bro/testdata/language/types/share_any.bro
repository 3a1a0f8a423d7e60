function fill(v: vector of any, n: count) { v[|v|] = n; }
event bro_init()
	{
	local v: vector of count;
	fill(v, 3);
	fill(v, 4);
	print v;
	}
# expect: [3, 4]
