event bro_init() &priority=3 { assert 1 + 1 == 2; print "ok"; }
event bro_init() { assert 1 > 2, fmt("msg %d", 5); print "no"; } ### "assertion failure: 1 > 2 (msg 5)"
# expect: ok
