# The arguments of a scheduled event are worked out when it is scheduled.
# advance: 3sec
event e(n: count) { print n; }
event bro_init() { local n = 1; schedule 1sec { e(n) }; n = 2; print "scheduled"; }
# expect: scheduled
# expect: 1
