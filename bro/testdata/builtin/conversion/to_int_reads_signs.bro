# to_int reads a sign and digits.
event bro_init()
	{
	print to_int("-7"), to_int("+7"), to_int(" 7"), to_int("0");
	print to_int("seven"); ### "to_int: bad conversion to integer: \"seven\""
	}
# expect: -7, 7, 7, 0
# expect: 0
