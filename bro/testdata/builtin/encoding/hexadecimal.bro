# bytestring_to_hexstr, string_to_ascii_hex and hexstr_to_bytestring.
event bro_init()
	{
	print bytestring_to_hexstr("04"), bytestring_to_hexstr("\x00\xff"), string_to_ascii_hex("AZ"), hexstr_to_bytestring("3034"), hexstr_to_bytestring("ff00") == "\xff\x00", hexstr_to_bytestring("aB") == "\xab";
	print hexstr_to_bytestring("abc"); ### "hexstr_to_bytestring: \"abc\" is no hexadecimal string"
	print hexstr_to_bytestring("xy"); ### "hexstr_to_bytestring: \"xy\" is no hexadecimal string"
	}
# expect: 3034, 00ff, 415a, 04, T, T
# expect:
# expect:
