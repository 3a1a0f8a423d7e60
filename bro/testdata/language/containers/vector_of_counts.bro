# Elements of a vector are read and written where they lie; assigning behind the end leaves holes.

event zeek_init()
	{
	local v: vector of count;
	local i = 0;
	while ( i < 4 )
		{
		v[|v|] = i * i;
		++i;
		}
	i = 3;
	v[i] = v[i] + 1;
	v[i] += v[2];
	++v[i];
	print v, |v|, v[i];
# expect: [0, 1, 4, 15], 4, 15
	v[6] = 1;
	print |v|, 5 in v, 6 in v;
# expect: 7, F, T
	v[4] = 44;
	print v[4];
# expect: 44
	i = 5;
	print v[i]; ### "no such index"
	}

event zeek_init() &priority=-1
	{
	local v = vector(1, 2);
	local i = 2;
	print v[i]; ### "no such index"
	}
