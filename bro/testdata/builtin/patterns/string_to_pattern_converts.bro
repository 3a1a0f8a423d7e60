# string_to_pattern compiles a string, escaped first if asked; convert_for_pattern escapes.
event bro_init()
	{
	print string_to_pattern("a.c", F) == "abc", string_to_pattern("a.c", T) == "abc", string_to_pattern("a.c", T) == "a.c";
	print convert_for_pattern("a.b*(c)/[d]");
	print string_to_pattern("foo|bar", F);
	}
# expect: T, F, T
# expect: a\.b\*\(c\)\/\[d\]
# expect: /^?(foo|bar)$?/
