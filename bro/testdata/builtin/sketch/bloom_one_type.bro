# The first element decides the type of all.
event bro_init()
	{
	local b = bloomfilter_basic_init(0.1, 10);
	bloomfilter_add(b, "a");
	bloomfilter_add(b, 1); ### "incompatible Bloom filter types: string and count"
	print bloomfilter_lookup(b, 1.2.3.4); ### "incompatible Bloom filter types: string and addr"
	}
# expect: 0
