# (?i:...) ignores case within the group only.
event bro_init()
	{
	print /(?i:get) \/X/ == "GeT /X", /(?i:get) \/X/ == "get /x", /a(?i:b)c/ == "aBc", /a(?i:b)c/ == "aBC";
	}
# expect: T, F, T, F
