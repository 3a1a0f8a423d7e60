# The union and the intersection of filters with the same parameters; others are refused.
event bro_init()
	{
	local a = bloomfilter_basic_init2(4, 1000); local b = bloomfilter_basic_init2(4, 1000);
	bloomfilter_add(a, "x"); bloomfilter_add(a, "y"); bloomfilter_add(b, "y");
	local m = bloomfilter_merge(a, b); local i = bloomfilter_intersect(a, b);
	print bloomfilter_lookup(m, "x"), bloomfilter_lookup(m, "y"), bloomfilter_lookup(i, "x"), bloomfilter_lookup(i, "y");
	print bloomfilter_internal_state(i) == bloomfilter_internal_state(b), bloomfilter_internal_state(a) == bloomfilter_internal_state(b);
	bloomfilter_merge(a, bloomfilter_basic_init2(4, 999)); ### "bloomfilter_merge: filters with different parameters cannot be combined"
	}
# expect: 1, 1, 0, 1
# expect: T, F
