# What is no base64 is a message and what can be decoded; an alphabet that is none gives nothing.
event bro_init()
	{
	print decode_base64("Yn*J!v"); ### "decode_base64: character 42 ignored by Base64 decoding"
	print decode_base64("Yg"); ### "decode_base64: incomplete base64 group, padding with 12 bits of 0"
	print decode_base64("YnJvY"); ### "decode_base64: incomplete base64 group, padding with 18 bits of 0"
	print decode_base64("Yg==YnJv");
	print encode_base64("a", "short"); ### "encode_base64: a base64 alphabet must have 64 characters"
	print decode_base64("a", "short"); ### "decode_base64: a base64 alphabet must have 64 characters"
	}
# expect: bro
# expect: b
# expect: bro
# expect: b
# expect:
# expect:
