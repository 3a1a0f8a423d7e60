# A when statement wakes when its string is matched by what was added to a table of patterns.
global t: table[pattern] of count;
event add_it()
	{
	print "added";
	t[/x[0-9]+/] = 7;
	}
event bro_init()
	{
	when ( "x42" in t )
		{
		print "found", t["x42"];
		}
	schedule 1sec { add_it() };
	}
# advance: 3sec
# expect: added
# expect: found, [7]
