# A digest that is fed in parts is that of the whole.
event bro_init()
	{
	local a = md5_hash_init(); local b = sha1_hash_init(); local c = sha224_hash_init();
	local d = sha256_hash_init(); local e = sha384_hash_init(); local f = sha512_hash_init();
	print md5_hash_update(a, "o"), sha1_hash_update(b, "o"), sha224_hash_update(c, "o"), sha256_hash_update(d, "o"), sha384_hash_update(e, "o"), sha512_hash_update(f, "o");
	md5_hash_update(a, "ne"); sha1_hash_update(b, "ne"); sha224_hash_update(c, "ne"); sha256_hash_update(d, "ne"); sha384_hash_update(e, "ne"); sha512_hash_update(f, "ne");
	print md5_hash_finish(a) == md5_hash("one"), sha1_hash_finish(b) == sha1_hash("one"), sha224_hash_finish(c) == sha224_hash("one");
	print sha256_hash_finish(d) == sha256_hash("one"), sha384_hash_finish(e) == sha384_hash("one"), sha512_hash_finish(f) == sha512_hash("one");
	}
# expect: T, T, T, T, T, T
# expect: T, T, T
# expect: T, T, T
