event bro_init()
	{
	print "hello", 1 + 2, 80/tcp;
	}
# expect: hello, 3, 80/tcp
