# A Bloom filter knows what was added, and what for certain was not.
event bro_init()
	{
	local b = bloomfilter_basic_init(0.001, 100);
	print bloomfilter_lookup(b, "a");
	bloomfilter_add(b, "a"); bloomfilter_add(b, "b"); bloomfilter_add(b, "a");
	print bloomfilter_lookup(b, "a"), bloomfilter_lookup(b, "b"), bloomfilter_lookup(b, "c");
	bloomfilter_clear(b);
	print bloomfilter_lookup(b, "a");
	local c = bloomfilter_basic_init2(4, 1000);
	bloomfilter_add(c, 1.2.3.4);
	print bloomfilter_lookup(c, 1.2.3.4), bloomfilter_lookup(c, 1.2.3.5);
	}
# expect: 0
# expect: 1, 1, 0
# expect: 0
# expect: 1, 0
