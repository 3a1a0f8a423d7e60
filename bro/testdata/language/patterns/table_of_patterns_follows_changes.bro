# What is added to and deleted from a table of patterns counts at once.
event bro_init()
	{
	local t: table[pattern] of string;
	print t["a"], "a" in t;
	t[/a+/] = "some";
	print t["aa"], "aa" in t, "b" in t;
	t[/[ab]/] = "one";
	print t["a"];
	delete t[/a+/];
	print t["a"], t["aa"];
	t[/[ab]/] = "other";
	print t["b"], |t|;
	}
# expect: [], F
# expect: [some], T, F
# expect: [some, one]
# expect: [one], []
# expect: [other], 1
