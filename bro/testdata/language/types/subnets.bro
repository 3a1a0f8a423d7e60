event bro_init()
	{
	local s: set[subnet] = set(10.0.0.0/8, 192.168.0.0/16);
	print 10.1.2.3 in s, 11.0.0.1 in s, 10.1.0.0/16 in s, 1.2.3.4 in 1.2.3.0/24, [2001:db8::5] in [2001:db8::]/32;
	local t: table[subnet] of string = { [10.0.0.0/8] = "wide", [10.1.0.0/16] = "narrow", [0.0.0.0/0] = "any" };
	print t[10.1.2.3], t[10.2.2.3], t[8.8.8.8], |10.0.0.0/24|;
	delete t[10.1.0.0/16];
	print t[10.1.2.3], check_subnet(10.0.0.0/8, t), check_subnet(10.1.0.0/16, t);
	print 1.2.3.4/8 == 1.0.0.0/8, 1.2.3.4 / 16;
	print matching_subnets(10.5.0.0/16, s);
	}
# expect: T, F, T, T, T
# expect: narrow, wide, any, 256.0
# expect: wide, T, F
# expect: T, 1.2.0.0/16
# expect: [10.0.0.0/8]
