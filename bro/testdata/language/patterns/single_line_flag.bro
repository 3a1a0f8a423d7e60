# With /s a dot is a newline too.
event bro_init()
	{
	print /a.c/s == "a\nc", /a.*z/s in "a\n\nz", /a.*z/ in "a\n\nz";
	print /x.y/s;
	}
# expect: T, T, F
# expect: /(?s:^?(x.y)$?)/
