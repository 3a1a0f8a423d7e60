# All errors are reported at once, and nothing runs.
# exit: 1
print undefined_a; ### "unknown identifier undefined_a"
global x: NoType; ### "NoType"
function f(n: count): string { return n; } ### "type mismatch"
event bro_init() { f(); if ( 1.5 ) print 1; } ### "wrong number of arguments" "must be boolean"
print "never";
