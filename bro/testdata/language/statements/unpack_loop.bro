event bro_init()
	{
	local t: table[addr, port] of string = { [1.2.3.4, 80/tcp] = "x" };
	for ( [a, p], v in t ) print a, p, v;
	local s: set[count, count] = set([1, 2], [3, 4]);
	for ( [i, j] in s ) print i + j;
	local m: table[count] of vector of count = table([1] = vector(5, 6));
	for ( k, vec in m ) for ( i2, e in vec ) print k, i2, e;
	}
# expect: 1.2.3.4, 80/tcp, x
# expect: 3
# expect: 7
# expect: 1, 0, 5
# expect: 1, 1, 6
