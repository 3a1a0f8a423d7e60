# routing0_data_to_addrs gives the addresses behind four bytes that are reserved.
event bro_init()
	{
	local a = "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01";
	print routing0_data_to_addrs("\x00\x00\x00\x00" + a + a);
	print routing0_data_to_addrs("abc"); ### "warning: bad ip6_routing data length: 3"
	}
# expect: [2001:db8::1, 2001:db8::1]
# expect: []
