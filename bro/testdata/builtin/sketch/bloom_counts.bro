# A counting Bloom filter tells how often, and takes elements out again.
event bro_init()
	{
	local b = bloomfilter_counting_init(3, 1000, 3);
	for ( i in vector(1, 2, 3, 4, 5) )
		bloomfilter_add(b, "x");
	bloomfilter_add(b, "y");
	print bloomfilter_lookup(b, "x"), bloomfilter_lookup(b, "y"), bloomfilter_decrement(b, "y"), bloomfilter_lookup(b, "y"), bloomfilter_decrement(b, "z");
	print bloomfilter_decrement(bloomfilter_basic_init(0.1, 10), "x"); ### "bloomfilter_decrement: a basic Bloom filter does not count"
	}
# expect: 3, 1, T, 0, F
# expect: F
