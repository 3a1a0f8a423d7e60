# terminate ends the run after the events that are queued; no further packets are taken.
# advance: 100sec
event tick() { print network_time(); if ( network_time() >= double_to_time(3.0) ) terminate(); schedule 1sec { tick() }; }
event bro_init() { schedule 1sec { tick() }; }
event bro_done() { print "done", network_time() < double_to_time(5.0); }
# expect: 1.0
# expect: 2.0
# expect: 3.0
# expect: 3.0
# expect: done, T
