# With an index of several parts, &expire_func gets them one by one.
# advance: 40sec
redef table_expire_interval = 1sec;
function gone(t: table[addr, port] of count, a: addr, p: port): interval { print a, p, t[a, p]; return 0sec; }
global t: table[addr, port] of count &create_expire=5sec &expire_func=gone;
event start() { t[1.2.3.4, 80/tcp] = 3; }
event bro_init() { schedule 1sec { start() }; }
# expect: 1.2.3.4, 80/tcp, 3
