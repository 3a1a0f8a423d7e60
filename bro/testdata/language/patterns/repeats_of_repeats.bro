# A repeat may be repeated.
event bro_init()
	{
	print /(a{2}){2}/ == "aaaa", /(a*)*b/ == "aab", /(a+)?/ == "", /a{2}{3}/ == "aaaaaa", /a+?/ == "";
	}
# expect: T, T, T, T, T
