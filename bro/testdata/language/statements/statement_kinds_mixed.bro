# Blocks nest, and a block may stand wherever a statement may.
event bro_init()
	{
	{ { print "deep"; } }
	if ( T ) { } else { print "no"; }
	for ( x in set(1) ) { { print x; } }
	}
# expect: deep
# expect: 1
