# A local in the body of a loop starts anew each time.
for ( i in vector(1, 2) )
	{
	local v: vector of count;
	v += i;
	print v;
	}
# expect: [0]
# expect: [1]
