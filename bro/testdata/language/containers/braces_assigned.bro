# Braces take the type of what they are assigned or added to, also in local variables.
# expect: [1, 3, 9, 2]
# expect: [[3, 2], [1], [7]]
# expect: T, F
# expect: 5.0, 0
event zeek_init()
	{
	local v: vector of count;
	v = { 1, 3 };
	v += 9;
	v += { 2 };
	print v;
	local vv: vector of vector of count;
	vv += { vector(3, 2), vector(1) };
	vv += vector(7);
	print vv;
	local s: set[double, int];
	s += { [3, 4] };
	print [3.0, +4] in s, [3.0, +5] in s;
	local t: table[double] of double;
	t += { [3] = 5 };
	local five = t[3.0];
	t -= { [3] = 0 };
	print five, |t|;
	}
