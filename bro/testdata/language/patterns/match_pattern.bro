# match_pattern tells what matched, and where, counted from 1.
event bro_init()
	{
	print match_pattern("foobar", /o+b?/);
	print match_pattern("foobar", /^o/);
	}
# expect: [matched=T, str=oob, off=2]
# expect: [matched=F, str=, off=0]
