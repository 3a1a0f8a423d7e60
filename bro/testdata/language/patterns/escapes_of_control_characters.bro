# The escapes of C stand for control characters.
event bro_init()
	{
	print /\n\t\r/ == "\n\t\r", /\a\b\f\v/ == "\x07\x08\x0c\x0b";
	}
# expect: T, T
