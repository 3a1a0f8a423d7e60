# @if takes the branch whose condition holds; what is left out need not even be Bro.
@if ( F )
this is ( no script
@else
print "else";
@endif
@if ( T )
print "then";
@else
) neither is this "
@endif
@if ( F )
print 1;
@else if ( T )
print "else if";
@else
print 3;
@endif
# expect: else
# expect: then
# expect: else if
