# Blocks beside each other have locals of their own, of other types if need be.
event bro_init()
	{
	if ( T ) { local x = 1; print x; }
	if ( T ) { local x = "a"; print x; }
	}
# expect: 1
# expect: a
