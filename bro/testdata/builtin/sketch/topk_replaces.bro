# A full sketch gives the place of its least element to a new one, which takes over the count.
event bro_init()
	{
	local k = topk_init(2);
	for ( c in "aaabbc" )
		topk_add(k, c);
	print topk_get_top(k, 2), topk_count(k, "c"), topk_epsilon(k, "c");
	topk_add(k, "d");
	print topk_get_top(k, 5), topk_count(k, "d"), topk_epsilon(k, "d");
	}
# expect: [a, c], 3, 2
# expect: [d, c], 4, 3
