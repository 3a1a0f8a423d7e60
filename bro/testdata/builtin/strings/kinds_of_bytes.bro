# is_ascii, is_num, is_alpha and is_alnum look at every byte; nothing is not a number.
event bro_init()
	{
	print is_ascii("abc"), is_ascii("a\x80"), is_ascii("");
	print is_num("123"), is_num("12a"), is_num("");
	print is_alpha("abC"), is_alpha("ab1"), is_alpha("");
	print is_alnum("ab1"), is_alnum("ab_"), is_alnum("");
	}
# expect: T, F, T
# expect: T, F, F
# expect: T, F, F
# expect: T, F, F
