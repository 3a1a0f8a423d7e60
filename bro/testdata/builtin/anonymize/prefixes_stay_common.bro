# Addresses with a common prefix have one afterwards; preserved prefixes stay as they are.
redef orig_addr_anonymization = PREFIX_PRESERVING_A50;
redef resp_addr_anonymization = RANDOM_MD5;
function common(a: addr, b: addr): count
	{
	local n = 0;
	while ( n < 32 && mask_addr(a, n + 1) == mask_addr(b, n + 1) )
		++n;
	return n;
	}
event bro_init()
	{
	preserve_prefix(10.0.0.0, 8);
	preserve_subnet(192.168.0.0/16);
	local a = anonymize_addr(1.2.3.4, ORIG_ADDR);
	print common(a, anonymize_addr(1.2.3.7, ORIG_ADDR)), common(1.2.3.4, 1.2.3.7), a == anonymize_addr(1.2.3.4, ORIG_ADDR);
	print anonymize_addr(10.1.2.3, ORIG_ADDR) in 10.0.0.0/8, anonymize_addr(192.168.1.2, ORIG_ADDR) in 192.168.0.0/16;
	print anonymize_addr(1.2.3.4, RESP_ADDR) == anonymize_addr(1.2.3.4, RESP_ADDR);
	preserve_prefix([::1], 8); ### "preserve_prefix() not supported for IPv6 addresses"
	preserve_subnet([::]/0); ### "preserve_subnet() not supported for IPv6 addresses"
	}
# expect: 30, 30, T
# expect: T, T
# expect: T
