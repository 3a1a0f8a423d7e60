# A when whose condition holds already runs its body at once.
event bro_init()
	{
	local n = 1;
	when ( T ) { print "body", n; }
	n = 2;
	print "handler ends";
	}
# expect: body, 1
# expect: handler ends
