# clear_table removes all elements of a table or set.
event bro_init()
	{
	local t = table([1] = "a", [2] = "b");
	local s = set(1, 2);
	clear_table(t);
	clear_table(s);
	print |t|, |s|;
	t[3] = "c";
	print t;
	}
# expect: 0, 0
# expect: {
# expect: [3] = c
# expect: }
