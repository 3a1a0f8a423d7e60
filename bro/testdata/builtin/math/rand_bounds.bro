# rand gives numbers below its argument, and the same after the same srand.
event bro_init()
	{
	local ok = T;
	local i = 0;
	while ( i < 100 )
		{
		ok = ok && rand(10) < 10;
		++i;
		}
	print ok, rand(1), rand(0);
	srand(5);
	local a = rand(1000000);
	srand(5);
	print a == rand(1000000);
	}
# expect: T, 0, 0
# expect: T
