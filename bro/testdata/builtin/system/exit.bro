# exit: 3
event bro_init() { print "before"; exit(3); print "after"; }
event bro_init() &priority=-1 { print "other"; }
event bro_done() { print "done"; }
# expect: before
