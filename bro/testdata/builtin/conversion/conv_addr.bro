event bro_init()
	{
	print to_addr("1.2.3.4"), to_addr("2001:db8::1"), to_addr("001.02.3.4"), to_subnet("10.0.0.5/8"), to_port("53/udp");
	print is_v4_addr(1.2.3.4), is_v6_addr([::1]), is_v4_subnet(1.0.0.0/8), mask_addr(1.2.3.4, 16), remask_addr(1.2.3.4, 5.6.7.8, 112);
	print count_to_v4_addr(16909060), addr_to_counts(1.2.3.4), counts_to_addr(vector(16909060)), addr_to_ptr_name(1.2.3.4), ptr_name_to_addr("4.3.2.1.in-addr.arpa");
	print ptr_name_to_addr(addr_to_ptr_name([2001:db8::1])), subnet_to_addr(10.0.0.0/8), subnet_width(10.0.0.0/8), addr_to_subnet(1.2.3.4);
	print raw_bytes_to_v4_addr("\x01\x02\x03\x04"), is_valid_ip("1.2.3.4"), is_valid_ip("nope"), to_addr("nope"); ### "failed converting string to IP address"
	}
# expect: 1.2.3.4, 2001:db8::1, 1.2.3.4, 10.0.0.0/8, 53/udp
# expect: T, T, T, 1.2.0.0/16, 1.2.7.8
# expect: 1.2.3.4, [16909060], 1.2.3.4, 4.3.2.1.in-addr.arpa, 1.2.3.4
# expect: 2001:db8::1, 10.0.0.0, 8, 1.2.3.4/32
# expect: 1.2.3.4, T, F, ::
