# Raw bytes are addresses in network order.
event bro_init()
	{
	print raw_bytes_to_v4_addr("\x01\x02\x03\x04"), raw_bytes_to_v6_addr("\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01");
	print raw_bytes_to_v4_addr("abc"); ### "too short a string for a raw address of 4 bytes"
	print raw_bytes_to_v6_addr("abcd"); ### "too short a string for a raw address of 16 bytes"
	}
# expect: 1.2.3.4, 2001:db8::1
# expect: 0.0.0.0
# expect: ::
