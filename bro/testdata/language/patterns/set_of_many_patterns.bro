# Many patterns are matched together, in one pass.
event bro_init()
	{
	local s: set[pattern];
	local t: table[pattern] of count;
	local i = 0;
	while ( i < 300 )
		{
		add s[string_to_pattern(fmt("(.*[-.])?host%d", i), F)];
		t[string_to_pattern(fmt(".*%d", i), F)] = i;
		++i;
		}
	print "www-host299" in s, "a.host17" in s, "host300" in s, "xhost1" in s;
	print t["x217"], t["x"];
	}
# expect: T, T, F, F
# expect: [7, 17, 217], []
