# Conditions nest, in what is taken and in what is left out.
@if ( T )
@if ( F )
print 1;
@else
print "inner else";
@endif
print "outer";
@else
@if ( T )
print 2;
@endif
print 3;
@endif
# expect: inner else
# expect: outer
