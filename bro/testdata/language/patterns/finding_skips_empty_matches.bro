# Matches of the empty text are not found.
event bro_init()
	{
	print gsub("abc", /x*/, "-"), gsub("xxaxx", /x*/, "-"), split_string("a,b", /,?/), |find_all("abc", /z?/)|;
	}
# expect: abc, -a-, [a, b], 0
