# Values of opaque types are made and used by built-in functions only.
global h: opaque of md5 = md5_hash_init();
global c: opaque of cardinality = hll_cardinality_init(0.1, 0.9);
md5_hash_update(h, "abc");
print md5_hash_finish(h) == md5_hash("abc"), type_name(h);
# expect: T, opaque of md5
