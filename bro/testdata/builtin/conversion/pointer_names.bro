# Names of reverse lookups are addresses backwards.
event bro_init()
	{
	print addr_to_ptr_name(1.2.3.4), ptr_name_to_addr("4.3.2.1.in-addr.arpa");
	print addr_to_ptr_name([2001:db8::1]);
	print ptr_name_to_addr(addr_to_ptr_name([2001:db8::1]));
	print ptr_name_to_addr("www.example.com"); ### "ptr_name_to_addr: bad PTR name: \"www.example.com\""
	}
# expect: 4.3.2.1.in-addr.arpa, 1.2.3.4
# expect: 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa
# expect: 2001:db8::1
# expect: 0.0.0.0
