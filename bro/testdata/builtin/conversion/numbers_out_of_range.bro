# A number that its new type cannot hold is 0 and a message.
event bro_init()
	{
	print int_to_count(-1); ### "int_to_count: bad conversion to count (-1)"
	print double_to_count(-3.5); ### "double_to_count: bad conversion to count (-3.5)"
	print double_to_count(1e30); ### "double_to_count: bad conversion to count (1.000000e+30)"
	print double_to_int(1e30); ### "double_to_int: bad conversion to int (1.000000e+30)"
	}
# expect: 0
# expect: 0
# expect: 0
# expect: 0
