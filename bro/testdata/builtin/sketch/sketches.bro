event bro_init()
	{
	local h = hll_cardinality_init(0.05, 0.95);
	local i = 0;
	while ( i < 10000 ) { hll_cardinality_add(h, i); ++i; }
	local est = hll_cardinality_estimate(h);
	print est > 9000.0 && est < 11000.0;
	local h2 = hll_cardinality_copy(h);
	while ( i < 20000 ) { hll_cardinality_add(h2, i); ++i; }
	print hll_cardinality_merge_into(h, h2), hll_cardinality_estimate(h) > 18000.0;
	local t = topk_init(3);
	for ( c in "aaaabbbccd" ) topk_add(t, c);
	print topk_get_top(t, 2), topk_count(t, "a"), topk_size(t), topk_sum(t);
	local t2 = topk_init(3);
	topk_add(t2, "b"); topk_add(t2, "b");
	topk_merge(t, t2);
	print topk_get_top(t, 1);
	local b = bloomfilter_basic_init(0.01, 100);
	bloomfilter_add(b, 1.2.3.4);
	print bloomfilter_lookup(b, 1.2.3.4), bloomfilter_lookup(b, 5.6.7.8);
	local cb = bloomfilter_counting_init(3, 1000, 10);
	bloomfilter_add(cb, "x"); bloomfilter_add(cb, "x");
	print bloomfilter_lookup(cb, "x"), bloomfilter_lookup(bloomfilter_merge(cb, cb), "x");
	}
# expect: T
# expect: T, T
# expect: [a, b, d], 4, 3, 10
# expect: [b]
# expect: 1, 0
# expect: 2, 4
