# A condition may call functions that are defined before it.
function newer(): bool { return T; }
@if ( newer() && ! F )
print "newer";
@endif
# expect: newer
