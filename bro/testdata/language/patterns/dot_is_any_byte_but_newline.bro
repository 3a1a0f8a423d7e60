# A dot is any byte but a newline, zero and high ones included.
event bro_init()
	{
	print /a.c/ == "abc", /a.c/ == "a\nc", /a.c/ == "a\x00c", /a.c/ == "a\xffc", /.../ == "ab";
	}
# expect: T, F, T, T, F
