event bro_init()
	{
	local t: table[count] of count;
	local i = 0;
	while ( i < 5000 ) { t[i] = i * 2; ++i; }
	i = 0;
	while ( i < 5000 ) { if ( i % 3 != 0 ) delete t[i]; ++i; }
	print |t|, 2999 in t, t[3000];
	local sum = 0;
	for ( k, v in t ) { sum += v; if ( k % 6 == 0 ) delete t[k]; }
	print sum, |t|;
	local last = 0;
	for ( k in t ) { last = k; t[k + 100000] = 1; if ( |t| > 2000 ) break; }
	print |t|;
	}
# expect: 1667, F, 6000
# expect: 8331666, 833
# expect: 1666
