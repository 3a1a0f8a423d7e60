# Merged counters count what either counted; a copy is apart.
event bro_init()
	{
	local a = hll_cardinality_init(0.05, 0.9);
	local b = hll_cardinality_init(0.05, 0.9);
	hll_cardinality_add(a, "x"); hll_cardinality_add(b, "x"); hll_cardinality_add(b, "y");
	local c = hll_cardinality_copy(a);
	print hll_cardinality_merge_into(a, b), double_to_count(hll_cardinality_estimate(a)), double_to_count(hll_cardinality_estimate(c));
	print hll_cardinality_merge_into(a, hll_cardinality_init(0.3, 0.5)); ### "hll_cardinality_merge_into: cardinality counters with different parameters cannot be merged"
	}
# expect: T, 2, 1
# expect: F
