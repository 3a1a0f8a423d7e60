# encode_base64 and decode_base64, also with another alphabet.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
event bro_init()
	{
	print encode_base64("bro"), encode_base64("broker"), encode_base64("b"), encode_base64(""), decode_base64("YnJv"), decode_base64("YnJva2Vy"), decode_base64("Yg=="), decode_base64("Yg");
	print encode_base64("\xff\xef\xfe", alphabet), decode_base64("_-_-", alphabet) == "\xff\xef\xfe", encode_base64_custom("\xff\xef\xfe", alphabet), decode_base64_custom("_-_-", alphabet) == "\xff\xef\xfe";
	print is_valid_base64("YnJv"), is_valid_base64("Yn*v"), is_valid_base64("_-_-"), is_valid_base64("_-_-", alphabet);
	}
# expect: YnJv, YnJva2Vy, Yg==, , bro, broker, b, b
# expect: _-_-, T, _-_-, T
# expect: T, F, F, T
