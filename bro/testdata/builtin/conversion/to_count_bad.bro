# What to_count cannot read is 0 and a message, and the handler goes on.
event bro_init()
	{
	print to_count(""); ### "to_count: bad conversion to count: \"\""
	print to_count("12x"); ### "to_count: bad conversion to count: \"12x\""
	print to_count("4 "); ### "to_count: bad conversion to count: \"4 \""
	print to_count("1.5"); ### "to_count: bad conversion to count: \"1.5\""
	}
# expect: 0
# expect: 0
# expect: 0
# expect: 0
