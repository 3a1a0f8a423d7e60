# A string that is no pattern is a run-time error.
event bro_init()
	{
	string_to_pattern("(a", F); ### "missing )"
	print "not reached";
	}
