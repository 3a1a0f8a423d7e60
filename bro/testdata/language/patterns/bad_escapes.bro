# An escape in hexadecimal needs digits, and is a byte.
event bro_init()
	{
	print /\xg1/ in "a"; ### "bad escape"
	print /\777/ in "a"; ### "escape is no byte"
	}
# exit: 1
