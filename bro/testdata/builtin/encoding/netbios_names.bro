# decode_netbios_name and its type (RFC 1001), in letters of either case.
event bro_init()
	{
	print decode_netbios_name("FEEIEFCAEOEFFEEJEPFDCAEOEBENEFAA"), decode_netbios_name_type("FEEIEFCAEOEFFEEJEPFDCAEOEBENEFAA"), decode_netbios_name_type("AB");
	print decode_netbios_name("eieffcenejebcacacacacacacacacaca"), decode_netbios_name_type("abfpacacacacacacacacacacacacacbl"), decode_netbios_name("abfpacacacacacacacacacacacacacbl");
	}
# expect: THE NETIOS NAME, 0, 255
# expect: HERMIA, 27, \x01_\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02
