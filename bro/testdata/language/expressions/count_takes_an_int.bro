# An int may be added to a count and taken from it, whatever its sign; the count stays one.
event bro_init() &priority=1
	{
	local n = 5;
	n += +2;
	n -= -3;
	print n, type_name(n);
	n += -4;
	n *= +2;
	n /= +3;
	print n;
	}
event bro_init() { local n = 5; n *= -2; } ### "overflow converting -2 to count"
# expect: 10, count
# expect: 4
