# A local container may have attributes.
event bro_init()
	{
	local t: table[string] of count &default=3;
	local u = table(["a"] = 1) &default=0;
	print t["x"], u["x"];
	}
# expect: 3, 0
