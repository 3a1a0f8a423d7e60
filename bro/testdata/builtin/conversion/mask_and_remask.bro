# mask_addr keeps top bits; remask_addr takes the others from a second address, counting 128 bits.
event bro_init()
	{
	print mask_addr(192.168.5.7, 18), mask_addr([2001:db8::ff], 32), remask_addr(1.2.3.4, 5.6.7.8, 112), remask_addr([2001:db8::1], [::2], 64);
	print mask_addr(1.2.3.4, 33); ### "mask_addr: bad prefix length 33"
	}
# expect: 192.168.0.0/18, 2001:db8::/32, 1.2.7.8, 2001:db8::2
