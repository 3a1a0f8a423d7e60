# Conditions stand between any two tokens.
event bro_init()
	{
	local v = vector(1,
@if ( T )
		2,
@endif
		3);
	if ( |v| == 3 )
@if ( F )
		print "a";
@else
		print "b";
@endif
	}
# expect: b
