# Patterns that differ in their flags alone are different indices; copies and cleared tables match on their own.
event bro_init()
	{
	local t: table[pattern] of count;
	t[/a.b/] = 1;
	t[/a.b/s] = 2;
	t[/a.b/i] = 3;
	print |t|, t["a\nb"], t["axb"], t["AXB"];
	local u = copy(t);
	delete t[/a.b/i];
	print t["AXB"], u["AXB"];
	clear_table(t);
	print t["axb"], "axb" in t, "axb" in u;
	}
# expect: 3, [2], [1, 2, 3], [3]
# expect: [], [3]
# expect: [], F, T
