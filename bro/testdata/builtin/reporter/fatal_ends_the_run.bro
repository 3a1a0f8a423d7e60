# Reporter::fatal ends the run with status 1.
event bro_init() { Reporter::fatal("it is over"); } ### "fatal error: it is over"
event bro_init() &priority=-1 { print "not reached"; }
# exit: 1
