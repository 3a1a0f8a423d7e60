# Addresses become counts and back.
event bro_init()
	{
	print addr_to_counts(1.2.3.4), addr_to_counts([2001:db8::1]), counts_to_addr(vector(16909060));
	print counts_to_addr(addr_to_counts([2001:db8::1])), count_to_v4_addr(16909060);
	print count_to_v4_addr(4294967296); ### "count_to_v4_addr: conversion of non-IPv4 count to addr (4294967296)"
	print counts_to_addr(vector(1, 2)); ### "counts_to_addr: invalid vector size, an address has 1 or 4 counts: [1, 2]"
	}
# expect: [16909060], [536939960, 0, 0, 1], 1.2.3.4
# expect: 2001:db8::1, 1.2.3.4
# expect: 0.0.0.0
# expect: ::
