# Bytes may be written as \xHH and in octal.
event bro_init()
	{
	print /\x41\102/ == "AB", /[\x30-\x39]+/ == "42", /\x4a4/ == "J4";
	}
# expect: T, T, T
