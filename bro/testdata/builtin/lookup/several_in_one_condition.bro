# Lookups in one condition, and lookups of functions that a condition calls, have an answer each.
function ask(name: string): addr_set { return lookup_hostname(name); }
event bro_init()
	{
	when ( |lookup_hostname("127.0.0.1")| == 1 && 127.0.0.2 in ask("127.0.0.2") )
		print "both";
	}
# expect: both
