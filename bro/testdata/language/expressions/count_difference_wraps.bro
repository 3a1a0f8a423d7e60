# The difference of two counts is a count and wraps below zero; -- at zero warns, and a sum that is too large is an error.
event bro_init() &priority=3
	{
	local a = 5;
	local b = 9;
	local c = a;
	c -= b;
	print a - b, c, |a - b|, |+5 - +9|;
	print +5 - 9;
	}
event bro_init() &priority=2 { local z = 0; --z; print z; } ### "warning: count underflow"
event bro_init() &priority=1 { local m = 18446744073709551615; m += 1; } ### "integer overflow"
# expect: 18446744073709551612, 18446744073709551612, 18446744073709551612, 4
# expect: -4
# expect: 18446744073709551615
