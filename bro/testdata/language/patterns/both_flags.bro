# Both flags may be given together.
event bro_init()
	{
	print /a.b/is == "A\nB", /a.b/i == "A\nB";
	print /q/is;
	}
# expect: T, F
# expect: /(?s:(?i:^?(q)$?))/
