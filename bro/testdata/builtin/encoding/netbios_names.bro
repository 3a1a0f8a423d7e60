# decode_netbios_name and its type (RFC 1001).
event bro_init()
	{
	local n = "FEEIEFCAEOEFFEEJEPFDCAEOEBENEFAA";
	print fmt("[%s] %x", decode_netbios_name(n), decode_netbios_name_type(n)), decode_netbios_name_type("AB");
	}
# expect: [THE NETIOS NAME] 0, 255
