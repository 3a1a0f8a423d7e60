# Patterns and texts may hold zero bytes.
event bro_init()
	{
	local s = "a\x00b";
	print /\x00/ in s, /a.b/ == s, /a[^x]b/ == s, |s|, /b$/ in s;
	}
# expect: T, T, T, 3, T
