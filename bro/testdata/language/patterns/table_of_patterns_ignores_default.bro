# &default has no say when a table of patterns is indexed by a string.
global t: table[pattern] of count = { [/a/] = 1 } &default=7;
event bro_init()
	{
	print t["a"], t["b"];
	print t[/b/];
	}
# expect: [1], []
# expect: 7
