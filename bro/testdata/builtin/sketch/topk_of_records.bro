# Elements of any type are counted by their content.
type R: record { a: count; };
event bro_init()
	{
	local k = topk_init(3);
	local r = R($a=1);
	topk_add(k, r);
	r$a = 2;
	topk_add(k, r);
	topk_add(k, R($a=1));
	print topk_get_top(k, 1), topk_count(k, R($a=1));
	}
# expect: [[a=1]], 2
