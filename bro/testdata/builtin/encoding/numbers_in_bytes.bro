# bytestring_to_count reads up to 8 bytes, bytestring_to_double 8 and bytestring_to_float 4.
event bro_init()
	{
	print bytestring_to_count("\x01"), bytestring_to_count("\x01\x02"), bytestring_to_count("\x01\x02", T), bytestring_to_count("\x01\x02\x03"), bytestring_to_count("\x01\x02\x03", T), bytestring_to_count("");
	print bytestring_to_count("\xff\xff\xff\xff\xff\xff\xff\xff"), bytestring_to_double("\x40\x04\x00\x00\x00\x00\x00\x00"), bytestring_to_float("\x3f\xc0\x00\x00");
	print bytestring_to_count("123456789"); ### "unsupported byte length for bytestring_to_count: 9"
	print bytestring_to_double("x"); ### "bytestring_to_double: bad conversion to double"
	print bytestring_to_float("xx"); ### "bytestring_to_float: bad conversion to float"
	}
# expect: 1, 258, 513, 66051, 197121, 0
# expect: 18446744073709551615, 2.5, 1.5
# expect: 0
# expect: 0.0
# expect: 0.0
