# A top-k sketch gives the most frequent elements, and how often they were seen at most.
event bro_init()
	{
	local k = topk_init(4);
	for ( i in split_string("a b a c a b d", / /) )
		topk_add(k, split_string("a b a c a b d", / /)[i]);
	print topk_get_top(k, 2), topk_count(k, "a"), topk_count(k, "c"), topk_epsilon(k, "a"), topk_size(k), topk_sum(k);
	print topk_get_top(k, 3);
	print topk_count(k, "z"); ### "topk: z is not among the elements kept"
	}
# expect: [a, b], 3, 1, 0, 4, 7
# expect: [a, b, c, d]
# expect: 0
