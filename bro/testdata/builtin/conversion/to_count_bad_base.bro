# A digit that the base does not have, and a base that there is not, are no numbers.
event bro_init()
	{
	print to_count("12", 2); ### "to_count: bad conversion to count: \"12\""
	print to_count("1", 37); ### "to_count: bad conversion to count: \"1\""
	print to_count("0x10"); ### "to_count: bad conversion to count: \"0x10\""
	}
# expect: 0
# expect: 0
# expect: 0
