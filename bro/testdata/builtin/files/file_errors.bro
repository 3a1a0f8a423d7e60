event bro_init()
	{
	local f = open("/nonexistent-dir/x"); ### "can't open"
	print active_file(f);
	print f, "x"; ### "which is closed"
	}
# expect: F
