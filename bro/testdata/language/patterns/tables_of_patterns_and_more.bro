# Where a pattern is one of several parts of an index, it is a value like others.
event bro_init()
	{
	local t: table[pattern, count] of string = { [/a/, 1] = "x", [/a/, 2] = "y" };
	print t[/a/, 2], [/a/, 1] in t, [/b/, 1] in t;
	for ( [p, n] in t )
		print p, n;
	}
# expect: y, T, F
# expect: /^?(a)$?/, 1
# expect: /^?(a)$?/, 2
