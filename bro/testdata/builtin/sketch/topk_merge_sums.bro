# topk_merge adds up two sketches and may grow; topk_merge_prune keeps the size.
event bro_init()
	{
	local a = topk_init(2); local b = topk_init(2); local p = topk_init(2);
	for ( c in "xxy" ) { topk_add(a, c); topk_add(p, c); }
	for ( d in "yyz" ) topk_add(b, d);
	topk_merge(a, b);
	topk_merge_prune(p, b);
	print topk_get_top(a, 3), topk_count(a, "y"), topk_sum(a);
	print topk_get_top(p, 3), topk_size(p);
	print topk_sum(p); ### "warning: topk_sum: the sketch has been pruned; the sum may be too low"
	}
# expect: [y, x, z], 3, 6
# expect: [y, x], 2
# expect: 5
