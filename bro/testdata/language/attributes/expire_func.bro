# &expire_func is asked before an entry goes: what it returns is how much longer it stays.
# advance: 80sec
redef table_expire_interval = 1sec;
global asked = 0;
function gone(t: table[string] of count, k: string): interval { print k, t[k]; ++asked; return asked < 2 ? 20sec : 0sec; }
global t: table[string] of count &create_expire=5sec &expire_func=gone;
event start() { t["x"] = 7; }
event look() { print "x" in t; }
event bro_init() { schedule 1sec { start() }; schedule 15sec { look() }; schedule 60sec { look() }; }
# expect: x, 7
# expect: T
# expect: x, 7
# expect: F
