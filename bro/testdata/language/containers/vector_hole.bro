# Reading an unset place of a vector is a run-time error.
event bro_init() &priority=1 { local v: vector of count; v[2] = 1; print v[0]; } ### "no such index"
event bro_init() { print "goes on"; }
# expect: goes on
