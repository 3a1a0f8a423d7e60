# find_str and rfind_str look within [start, end) and count from 0; -1 is none.
event bro_init()
	{
	local s = "abcabc";
	print find_str(s, "b"), find_str(s, "b", 2), find_str(s, "b", 2, 4), find_str(s, "x"), find_str(s, "bc", 0, 2);
	print rfind_str(s, "b"), rfind_str(s, "b", 2), rfind_str(s, "b", 0, 4), rfind_str(s, "x"), rfind_str(s, "a", 9);
	}
# expect: 1, 4, -1, -1, -1
# expect: 4, 4, 1, -1, -1
