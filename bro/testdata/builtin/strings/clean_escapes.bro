# clean and escape_string write bytes that do not print as hexadecimal; to_string_literal escapes quotes and backslashes too.
event bro_init()
	{
	local s = "a\\b\"c'\x00\x1b\n\xff";
	print clean(s);
	print escape_string(s);
	print to_string_literal(s);
	}
# expect: a\b"c'\x00\x1b\x0a\xff
# expect: a\b"c'\x00\x1b\x0a\xff
# expect: a\\b\"c\'\x00\x1b\x0a\xff
