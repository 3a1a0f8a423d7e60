# Repeats: none or more, one or more, none or one.
event bro_init()
	{
	print /ab*c/ == "ac", /ab*c/ == "abbbc", /ab+c/ == "ac", /ab+c/ == "abbc", /ab?c/ == "abc", /ab?c/ == "abbc";
	}
# expect: T, T, F, T, T, F
