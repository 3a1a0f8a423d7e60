# A number is no bool.
# exit: 1
local b: bool = 1; ### "type mismatch: expected bool, found count"
if ( "x" ) print "x"; ### "conditional in test must be boolean"
print T + 1; ### "type clash"
