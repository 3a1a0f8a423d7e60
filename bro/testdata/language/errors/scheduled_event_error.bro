# An error in a scheduled event ends that event; later ones are raised.
# advance: 5sec
event e(n: count) { if ( n == 1 ) { local v: vector of count; print v[n]; } print "e", n; } ### "no such index"
event bro_init() { schedule 1sec { e(1) }; schedule 2sec { e(2) }; }
# expect: e, 2
