# encode_base64 and decode_base64, also with another alphabet, of which "=" may be a character.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const odd = "=BCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
event bro_init()
	{
	print encode_base64("bro"), encode_base64("broker"), encode_base64("b"), encode_base64(""), decode_base64("YnJv"), decode_base64("YnJva2Vy"), decode_base64("Yg=="), decode_base64("YnI=");
	print encode_base64("\xff\xef\xfe", alphabet), decode_base64("_-_-", alphabet) == "\xff\xef\xfe", encode_base64_custom("\xff\xef\xfe", alphabet), decode_base64_custom("_-_-", alphabet) == "\xff\xef\xfe";
	print is_valid_base64("YnJv"), is_valid_base64("Yn*v"), is_valid_base64("_-_-"), is_valid_base64("_-_-", alphabet), is_valid_base64("Yg"), is_valid_base64(""), is_valid_base64("YnJv\nYnJv\n");
	print encode_base64("\x00\x00\x00", odd), decode_base64("====", odd) == "\x00\x00\x00";
	}
# expect: YnJv, YnJva2Vy, Yg==, , bro, broker, b, br
# expect: _-_-, T, _-_-, T
# expect: T, F, F, T, F, T, T
# expect: ====, T
