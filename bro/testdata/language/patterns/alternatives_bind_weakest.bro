# | binds weaker than one behind the other, and that weaker than repeats.
event bro_init()
	{
	print /ab|cd/ == "ab", /ab|cd/ == "abd", /a(b|c)d/ == "acd", /ab*|c/ == "abb";
	}
# expect: T, F, T, T
