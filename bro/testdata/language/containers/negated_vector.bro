# The negation of a vector of count is a vector of int; holes stay holes.
event bro_init()
	{
	local v: vector of count;
	v[2] = 5;
	local n = -v;
	print n, type_name(n), -vector(+1, -2), -vector(1.5), -vector(1sec);
	}
# expect: [, , -5], vector of int, [-1, 2], [-1.5], [-1.0 sec]
