# Events that are still scheduled at the end of the run are raised then, before bro_done.
event e() { print "late"; }
event bro_init() { schedule 1 day { e() }; }
event bro_done() { print "done"; }
# expect: late
# expect: done
