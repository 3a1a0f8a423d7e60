event bro_init()
	{
	print 1.2.3.4 == 1.2.3.4, 1.2.3.4 < 1.2.3.10, [::ffff:1.2.3.4] == 1.2.3.4, |1.2.3.4|, |[::1]|;
	local s = set(1.2.3.4, [::1]);
	print [::1] in s, 1.2.3.5 in s;
	}
# expect: T, T, T, 32, 128
# expect: T, F
