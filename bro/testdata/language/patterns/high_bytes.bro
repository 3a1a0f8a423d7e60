# Bytes of 0x80 and above match as bytes; no encoding is assumed.
event bro_init()
	{
	print /\xc3\xa4/ in "K\xc3\xa4se", /[\x80-\xff]{2}/ == "\xc3\xa4", /K.se/ == "K\xc3\xa4se", /[[:alpha:]]/ == "\xe4";
	}
# expect: T, T, F, F
