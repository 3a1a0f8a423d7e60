# to_addr reads IPv4 and IPv6 addresses; zeros before digits do not make them octal.
event bro_init()
	{
	print to_addr("10.20.30.40"), to_addr("100.000.001.010"), to_addr("2001:db8::1"), to_addr("::ffff:1.2.3.4");
	print to_addr("10.20.30.256"); ### "to_addr: failed converting string to IP address: \"10.20.30.256\""
	print to_addr("not"); ### "to_addr: failed converting string to IP address: \"not\""
	print to_addr(""); ### "to_addr: failed converting string to IP address: \"\""
	}
# expect: 10.20.30.40, 100.0.1.10, 2001:db8::1, 1.2.3.4
# expect: ::
# expect: ::
# expect: ::
