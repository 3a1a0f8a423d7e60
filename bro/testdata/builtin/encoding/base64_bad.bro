# What is no base64, and an alphabet that is none, are messages and the empty string.
event bro_init()
	{
	print decode_base64("kaputt*"); ### "decode_base64: error in decoding string kaputt*"
	print encode_base64("a", "short"); ### "encode_base64: a base64 alphabet must have 64 characters"
	print decode_base64("a", "short"); ### "decode_base64: a base64 alphabet must have 64 characters"
	}
# expect:
# expect:
# expect:
