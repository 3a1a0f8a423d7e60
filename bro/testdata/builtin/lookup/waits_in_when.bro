# The condition of a when waits for a lookup, which is made once.
event bro_init()
	{
	when ( local h = lookup_hostname("127.0.0.1") )
		print "found", h;
	}
# expect: found, {
# expect: 127.0.0.1
# expect: }
