# Reading an unset field is a run-time error.
type R: record { a: count &optional; };
event bro_init() &priority=1 { local r: R; print r$a; } ### "field value missing"
event bro_init() { print "goes on"; }
# expect: goes on
