global t: table[addr] of count &default=0;
global nested: table[string] of table[count] of string = table();
global d: table[string] of set[count] &default_insert=set();
event bro_init()
	{
	++t[1.2.3.4];
	++t[1.2.3.4];
	t[5.6.7.8] += 10;
	print t[1.2.3.4], t[9.9.9.9], |t|, 9.9.9.9 in t;
	nested["a"] = table([1] = "one");
	nested["a"][2] = "two";
	print nested["a"][2], |nested["a"]|;
	add d["x"][5];
	add d["x"][6];
	print d["x"];
	delete t[1.2.3.4];
	print 1.2.3.4 !in t, |t|;
	for ( k in t ) print k, t[k];
	local m: table[count, string] of bool;
	m[1, "a"] = T;
	m[2, "b"] = F;
	for ( [i, s] in m ) print i, s, m[i, s];
	for ( [i2, s2], v in m ) print i2, s2, v;
	print [1, "a"] in m, [1, "b"] in m;
	local c = copy(m);
	delete c[1, "a"];
	print |m|, |c|;
	clear_table(m);
	print |m|;
	}
# expect: 2, 0, 2, F
# expect: two, 2
# expect: {
# expect: 5,
# expect: 6
# expect: }
# expect: T, 1
# expect: 5.6.7.8, 10
# expect: 1, a, T
# expect: 2, b, F
# expect: 1, a, T
# expect: 2, b, F
# expect: T, F
# expect: 2, 1
# expect: 0
