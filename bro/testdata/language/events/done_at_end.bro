# bro_done is the last event; its handlers may still raise others.
event last() { print "last"; }
event bro_done() { print "done", bro_is_terminating(); event last(); }
event bro_init() { print "init", bro_is_terminating(); }
# expect: init, F
# expect: done, T
# expect: last
