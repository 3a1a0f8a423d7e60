# A ] first, a - first or last, and escapes stand for themselves in a class.
event bro_init()
	{
	print /[]x]+/ == "]x", /[^]x]/ == "]", /[-a]+/ == "-a", /[a-]+/ == "a-", /[a\-c]+/ == "b", /[\]]/ == "]";
	}
# expect: T, F, T, T, F, T
