# assert with a false condition ends the handler with its message.
event bro_init() &priority=3 { local n = 1; assert n == 1; print "one"; assert n == 2, fmt("n is %d", n); print "never"; } ### "assertion failure: n == 2 (n is 1)"
event bro_init() &priority=2 { assert F; } ### "assertion failure: F"
event bro_init() &priority=1 { print "goes on"; }
# expect: one
# expect: goes on
