# With /i letters stand for both cases, in classes too.
event bro_init()
	{
	print /Host/i == "hOST", /x[a-c]z/i == "XBZ", /[^a]/i == "A", /[[:lower:]]/i == "Q";
	print /Host/i;
	}
# expect: T, T, F, T
# expect: /(?i:^?(Host)$?)/
