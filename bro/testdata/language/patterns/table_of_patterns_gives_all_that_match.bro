# A table of patterns indexed by a string gives the values of all patterns that match the whole of it.
global kinds: table[pattern] of count = {
	[/.*\.html/] = 1,
	[/index\..*/] = 2,
	[/.*\.(php|cgi)/] = 3,
};
event bro_init()
	{
	print kinds["index.html"];
	print kinds["index.php"];
	print kinds["readme"], |kinds["x.html"]|;
	print kinds[/.*\.html/];
	}
# expect: [1, 2]
# expect: [2, 3]
# expect: [], 1
# expect: 1
