event bro_init()
	{
	print encode_base64("hello"), decode_base64("aGVsbG8="), decode_base64("aGVsbG8"), unescape_URI("a%20b%2fc%zz"); ### "incomplete base64 group"
	print bytestring_to_count("\x01\x00"), bytestring_to_count("\x01\x00", T), decode_netbios_name("FEEIEFCAEOEFFEECEJEPFDCAEOEBENEF"), decode_netbios_name_type("FEEIEFCAEOEFFEECEJEPFDCAEOEBENEF");
	print uuid_to_string("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10");
	print decode_base64("!!!"); ### "character 33 ignored"
	}
# expect: aGVsbG8=, hello, hello, a b/c%zz
# expect: 256, 1, THE NETBIOS NAM, 69
# expect: 04030201-0605-0807-090a-0b0c0d0e0f10
# expect:
