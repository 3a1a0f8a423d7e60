# A run with a capture ends with net_done, then what is scheduled, then bro_done.
# advance: 5sec
event late() { print "late", network_time(), bro_is_terminating(); }
event never() { print "never"; }
event bro_init() { schedule 1day { late() }; }
event net_done(t: time) { print "net_done", t, bro_is_terminating(); }
event bro_done() { print "bro_done", network_time(); schedule 1sec { never() }; }
# expect: net_done, 5.0, F
# expect: late, 5.0, T
# expect: bro_done, 5.0
