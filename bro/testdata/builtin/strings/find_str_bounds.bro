# find_str and rfind_str look from start to end, which is included, and count from 0; -1 is none.
event bro_init()
	{
	local s = "abcabc";
	print find_str(s, "b"), find_str(s, "b", 2), find_str(s, "b", 2, 4), find_str(s, "b", 2, 3), find_str(s, "x"), find_str(s, "bc", 0, 2), find_str(s, "bc", 0, 1);
	print rfind_str(s, "b"), rfind_str(s, "b", 2), rfind_str(s, "b", 0, 3), rfind_str(s, "x"), rfind_str(s, "a", 9);
	print find_str("xaBc", "ABC", 0, -1, F), rfind_str("abcABC", "abc", 0, -1, F), find_str("abc", "B");
	print find_str(s, "b", 3, 2); ### "find_str: the start 3 lies behind the end 2"
	}
# expect: 1, 4, 4, -1, -1, 1, -1
# expect: 4, 4, 1, -1, -1
# expect: 1, 3, -1
# expect: -1
