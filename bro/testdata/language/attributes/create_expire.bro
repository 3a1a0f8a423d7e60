# &create_expire removes an entry that long after it was made, however often it is used.
# advance: 60sec
redef table_expire_interval = 1sec;
global t: table[string] of count &create_expire=10sec;
event check(n: count) { print n, "a" in t; t["a"] = n; }
event look() { print "a" in t; }
event bro_init() { schedule 1sec { check(1) }; schedule 5sec { check(5) }; schedule 40sec { look() }; }
# expect: 1, F
# expect: 5, T
# expect: F
