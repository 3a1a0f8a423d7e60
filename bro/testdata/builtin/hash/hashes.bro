event bro_init()
	{
	print md5_hash("abc"), sha1_hash("a", "bc");
	print sha256_hash("abc");
	local h = md5_hash_init();
	print md5_hash_update(h, "a"), md5_hash_update(h, "bc"), md5_hash_finish(h), fnv1a32("abc");
	}
# expect: 900150983cd24fb0d6963f7d28e17f72, a9993e364706816aba3e25717850c26c9cd0d89d
# expect: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
# expect: T, T, 900150983cd24fb0d6963f7d28e17f72, 440920331
