# to_subnet reads a prefix and its length, and masks it.
event bro_init()
	{
	print to_subnet("10.1.2.3/8"), to_subnet("2001:db8::/32"), to_subnet("0.0.0.0/0"), to_subnet("1.2.3.4/32");
	print to_subnet("10.0.0.0"); ### "to_subnet: failed converting string to IP prefix: \"10.0.0.0\""
	print to_subnet("10.0.0.0/33"); ### "to_subnet: failed converting string to IP prefix: \"10.0.0.0/33\""
	}
# expect: 10.0.0.0/8, 2001:db8::/32, 0.0.0.0/0, 1.2.3.4/32
# expect: ::/0
# expect: ::/0
