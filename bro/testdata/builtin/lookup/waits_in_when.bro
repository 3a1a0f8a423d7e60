# The condition of a when waits for a lookup; what follows the when runs meanwhile.
event bro_init()
	{
	when ( local h = lookup_hostname("127.0.0.1") )
		print "found", h;
	print "meanwhile";
	}
# expect: meanwhile
# expect: found, {
# expect: 127.0.0.1
# expect: }
