# A digest that is finished takes no more, and has no second end.
event bro_init()
	{
	local h = md5_hash_init();
	md5_hash_finish(h);
	print md5_hash_update(h, "x");
	print md5_hash_finish(h); ### "md5_hash_finish: the digest has been finished already"
	}
# expect: F
