# A run-time error in the initial value of a global ends the run.
# exit: 1
function f(): count { local v: vector of count; return v[3]; } ### "no such index"
global x = f();
event bro_init() { print "never"; }
