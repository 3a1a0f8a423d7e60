# What stands between quotes keeps its case whatever the flag.
event bro_init()
	{
	print /"Ab"c/i == "AbC", /"Ab"c/i == "abc", /(?i:"K"k)/ == "KK", /(?i:"K"k)/ == "kk";
	}
# expect: T, F, T, F
