# A run-time error names the line of the part that fails, not that of the statement.
event bro_init()
	{
	local t = table(["a"] = 1);
	print t["a"],
		t["b"], ### "no such index"
		1;
	}
