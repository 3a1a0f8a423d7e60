# strptime reads dates in UTC.
event bro_init()
	{
	print strptime("%Y-%m-%d %H:%M:%S", "2009-02-13 23:31:30"), strptime("%s", "1234567890"), strptime("%d/%b/%Y:%H:%M:%S %z", "13/Feb/2009:23:31:30 +0100");
	print strptime("%Y-%j", "2009-044"), strptime("%y%m%d", "090213"), strptime("%I:%M %p", "11:30 PM"), strptime("%D %T", "02/13/09 01:02:03");
	}
# expect: 1234567890.0, 1234567890.0, 1234564290.0
# expect: 1234483200.0, 1234483200.0, 84600.0, 1234486923.0
