# A string is in a set of patterns if one of them matches the whole of it.
event bro_init()
	{
	local s = set(/ab*/, /[0-9]+/);
	print "abb" in s, "17" in s, "xabb" in s, "17" !in s, "" in s;
	add s[/x.*/];
	print "xabb" in s;
	delete s[/[0-9]+/];
	print "17" in s, |s|, /ab*/ in s;
	}
# expect: T, T, F, F, F
# expect: T
# expect: F, 2, T
