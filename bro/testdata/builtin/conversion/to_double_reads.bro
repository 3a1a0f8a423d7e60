# to_double reads decimals and exponents; all else is 0 and a message.
event bro_init()
	{
	print to_double("3.14"), to_double("-1e3"), to_double("7"), to_double(".5");
	print to_double("pi"); ### "to_double: bad conversion to double: \"pi\""
	print to_double(""); ### "to_double: bad conversion to double: \"\""
	}
# expect: 3.14, -1000.0, 7.0, 0.5
# expect: 0.0
# expect: 0.0
