# fmt writes a time with %D and %T, and its seconds with %f.
event bro_init()
	{
	local t = double_to_time(1234567890.25);
	print fmt("%D", t), fmt("%T", t), fmt("%.2f", t), fmt("%e", 90sec), fmt("%s", t);
	print fmt("%T", 5); ### "fmt: bad type for %T: count"
	}
# expect: 2009-02-13-23:31:30, 2009-02-13-23:31:30.250000, 1234567890.25, 9.000000e+01, 1234567890.25
