# A priority is a constant integer.
# exit: 1
event bro_init() &priority="x" { } ### "&priority"
function f() &priority=5 { print 1; }
