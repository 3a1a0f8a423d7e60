# Finding all matches takes time in proportion to the text, even if each has to be looked for far ahead.
event bro_init()
	{
	local s = "aaaaaaaaaaaaaaaa";
	while ( |s| < 100000 )
		s = s + s;
	print |gsub(s, /a|a*b/, "xy")| == 2 * |s|, |split_string(s, /a*b/)|, gsub(s, /a*b/, "") == s;
	print |find_last(s + "c", /a|a*b/)|;
	}
# expect: T, 1, T
# expect: 1
