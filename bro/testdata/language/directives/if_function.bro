# A condition may call functions that are defined before it and work out what they return.
function newer(): bool { return T; }
function level(name: string, n: count &default=1): count
	{
	local wanted = "high";
	if ( name == wanted )
		return 2 * n;
	else if ( name == "low" )
		return 0;
	return 1;
	}
@if ( newer() && ! F )
print "newer";
@endif
@if ( level("high", 3) == 6 && level("low", 1) < level("other", 1) )
print "levels";
@endif
@if ( F && Nowhere::level() )
print "never";
@endif
# expect: newer
# expect: levels
