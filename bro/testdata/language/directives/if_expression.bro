# The condition of @if may use constants, operators and what is defined so far.
const level = 3 &redef;
redef level = 5;
const name = "abc";
@if ( level > 4 && name == "abc" )
print "yes";
@endif
@if ( level == 3 || ! T )
print "no";
@endif
@if ( "b" in name && |name| == 3 )
print "in";
@endif
# expect: yes
# expect: in
