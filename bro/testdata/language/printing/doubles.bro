# Doubles print with up to six decimals; whole ones with .0, those that only round to a whole number without, large ones with an exponent.
event bro_init()
	{
	print 3.0, -2.5, 0.1 + 0.2, 1.0 / 3.0, 123456789.125;
	print 0.0000004, 0.0000006, 2.9999999, -0.0;
	print 2147483647.0, 2147483648.0, 1e100, -4e9;
	print vector(1.0, 2.5), 1e300 * 1e300, -1e300 * 1e300;
	}
# expect: 3.0, -2.5, 0.3, 0.333333, 123456789.125
# expect: 0, 0.000001, 3, 0.0
# expect: 2147483647.0, 2.147484e+09, 1.000000e+100, -4.000000e+09
# expect: [1.0, 2.5], inf, -inf
