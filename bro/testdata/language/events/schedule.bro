# advance: 400sec
event tick(n: count) { print "tick", n, network_time(); if ( n < 3 ) schedule 5sec { tick(n + 1) }; }
event late() { print "late"; }
event bro_init() { schedule 1hr { late() }; }
event start() { schedule 2sec { tick(1) }; }
event bro_init() &priority=-1 { schedule 1sec { start() }; }
# expect: tick, 1, 3.0
# expect: tick, 2, 8.0
# expect: tick, 3, 13.0
# expect: late
