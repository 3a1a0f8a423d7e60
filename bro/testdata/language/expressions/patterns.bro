event bro_init()
	{
	print /foo/ in "a foo b", "foo" == /foo/, /foo/ == "foobar", /foo/ != "x", /^a.c$/ in "abc";
	print /A/i in "xa", /a.b/s == "a\nb", /a.b/ == "a\nb", /(?i:x)y/ == "Xy";
	local p = /foo/ | /bar/;
	print p == "bar", p;
	p += /baz/;
	print p == "baz", (/a/ & /b/) == "ab";
	print string_to_pattern("a+", F) == "aaa", string_to_pattern("a+", T) == "a+", convert_for_pattern("a.b");
	print /"a.b"/ == "a.b", /"a.b"/ == "axb", /[^\/]+\/x/ == "q/x", /a{2,3}/ == "aaa";
	print "x" !in "abc", /x/ !in "abc";
	}
# expect: T, T, F, T, T
# expect: T, T, F, T
# expect: T, /^?((^?(foo)$?)|(^?(bar)$?))$?/
# expect: T, T
# expect: T, T, a\.b
# expect: T, F, T, T
# expect: T, T
