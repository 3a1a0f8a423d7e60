# A loop goes over the keys that were there when it began; what the body removes is not visited any more, what it adds is not.
event bro_init()
	{
	local t = table([1] = "a", [2] = "b", [3] = "c");
	for ( k in t ) { print k; delete t[k + 1]; t[k + 100] = "new"; }
	print |t|;
	local s = set("x");
	for ( e in s ) { local i = 0; while ( i < 50 ) { add s[cat(e, i)]; ++i; } }
	print |s|;
	for ( e2 in s ) clear_table(s);
	print |s|;
	local v = vector(1, 2, 3);
	for ( j in v ) { if ( |v| < 6 ) v += 9; }
	print v;
	}
# expect: 1
# expect: 3
# expect: 4
# expect: 51
# expect: 0
# expect: [1, 2, 3, 9, 9, 9]
