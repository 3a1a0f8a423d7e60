# Conditions are bools: a number is none, nor is a string or a container.
# exit: 1
event bro_init()
	{
	local s = set(1);
	if ( s ) print 1; ### "must be boolean"
	while ( "x" ) print 1; ### "must be boolean"
	assert 1.5; ### "bool"
	print s ? 1 : 2; ### "bool"
	}
