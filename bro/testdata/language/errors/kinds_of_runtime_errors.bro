# Each run-time error ends its handler alone and names its line.
type R: record { a: count &optional; };
event bro_init() &priority=9 { local t: table[string] of count; print t["x"]; } ### "no such index"
event bro_init() &priority=8 { local v: vector of count; print v[0]; } ### "no such index"
event bro_init() &priority=7 { local r: R; print r$a; } ### "field value missing"
event bro_init() &priority=6 { local s: string; print s; } ### "value used but not set"
event bro_init() &priority=5 { local z = 0; print 1 / z; } ### "division by zero"
event bro_init() &priority=4 { local z = 0; print 1 % z; } ### "modulo by zero"
event bro_init() &priority=3 { local z = 0.0; print 1.0 / z; } ### "division by zero"
event bro_init() &priority=2 { local x: any = "a"; print x as count; } ### "'string' to type 'count'"
event bro_init() { print "all others run"; }
# expect: all others run
