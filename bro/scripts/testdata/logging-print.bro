# What is printed goes to a log instead, if the site wants that.
redef Log::print_to_log = Log::REDIRECT_STDOUT;

event bro_init() &priority=10
	{
	print "before the stream is there";
	}

event bro_init()
	{
	print "two values", 5;
	print vector("a", "b"), 1.2.3.4, 3sec;
	}
