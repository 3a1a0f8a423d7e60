# A HyperLogLog counter estimates how many different elements it was given.
event bro_init()
	{
	local c = hll_cardinality_init(0.01, 0.95);
	local i = 0;
	while ( i < 5000 )
		{
		hll_cardinality_add(c, i % 1000);
		++i;
		}
	local n = hll_cardinality_estimate(c);
	print n > 980.0 && n < 1020.0, hll_cardinality_estimate(hll_cardinality_init(0.01, 0.95));
	}
# expect: T, 0.0
