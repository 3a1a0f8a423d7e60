# Operators have no meaning in a class.
event bro_init()
	{
	print /[.*+?|(){}$"]+/ == ".*+?|(){}$\"", /[.]/ == "x", /[a^]+/ == "^a";
	}
# expect: T, F, T
