# {n}, {n,} and {n,m} repeat what stands before them.
event bro_init()
	{
	print /[0-9]{4}/ == "2013", /[0-9]{4}/ == "213", /a{2,}/ == "aaaaa", /a{2,}/ == "a";
	print /(ab){1,2}/ == "abab", /(ab){1,2}/ == "ababab", /a{0}b/ == "b", /a{0,1}b/ == "ab";
	}
# expect: T, F, T, F
# expect: T, F, T, T
