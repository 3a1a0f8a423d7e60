# An IPv4 address or subnet lies within an IPv6 subnet that holds ::ffff:0:0/96.
event bro_init()
	{
	print 1.2.3.4 in [::]/0, 1.2.3.4 in [ffff::]/16, 1.2.3.0/24 in [::]/64, 1.2.3.4 in [2001:db8::]/32;
	print [::ffff:1.2.3.4] in 1.2.0.0/16, [::1] in 0.0.0.0/0, [::1] in [::]/0;
	}
# expect: T, F, T, F
# expect: T, F, T
