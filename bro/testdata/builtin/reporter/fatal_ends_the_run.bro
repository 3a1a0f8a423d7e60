# Reporter::fatal ends the run with status 1.
event bro_init() { Reporter::fatal("it is over"); }
event bro_init() &priority=-1 { print "not reached"; }
# report: testdata/builtin/reporter/fatal_ends_the_run.bro, line 2: fatal error: it is over
# exit: 1
