# A run-time error in a statement outside of functions ends the run.
# exit: 1
print "before";
local v: vector of count;
print v[3]; ### "no such index"
event bro_init() { print "never"; }
# expect: before
