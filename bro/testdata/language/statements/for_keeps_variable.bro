# The variable of a loop keeps its last value behind it.
event bro_init()
	{
	local i = 100;
	for ( i in vector(5, 6) ) ;
	print i;
	}
# expect: 1
