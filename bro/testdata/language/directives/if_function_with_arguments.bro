# A function in a condition may have parameters.
function newer(than: count): bool { return than < 5; }
@if ( newer(4) && ! newer(6) )
print "newer";
@endif
# expect: newer
