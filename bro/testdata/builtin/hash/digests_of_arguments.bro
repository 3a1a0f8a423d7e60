# The digests hash all arguments one after the other.
event bro_init()
	{
	print md5_hash("one", "two"), md5_hash("onetwo") == md5_hash("one", "two");
	print sha1_hash("one");
	print sha224_hash("one");
	print sha256_hash("one");
	print sha384_hash("one");
	print sha512_hash("one");
	print md5_hash(), md5_hash(1, T) == md5_hash("1T");
	}
# expect: 5b9164ad6f496d9dee12ec7634ce253f, T
# expect: fe05bcdcdc4928012781a5f1a2a77cbb5398e106
# expect: 7371e4047e2a524ba3f417cc5dedd64a5070638c1991b0c0b196f9af
# expect: 7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed
# expect: 5dbcbedb00d131a29e0593f976f2b43794293923919ad42766de817fec824a6262799fec8d04cb9b17c48e8eae912658
# expect: 05f70341078acf6a06d423d21720f9643d5f953626d88a02636dc3a9e79582aeb0c820857fd3f8dc502aa8360d2c8fa97a985fda5b629b809cad18ffb62d3899
# expect: d41d8cd98f00b204e9800998ecf8427e, T
