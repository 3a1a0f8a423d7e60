# What a handler did before its error stays.
global n = 0;
event bro_init() &priority=1 { n = 5; local v: vector of count; v[0] = v[7]; n = 6; } ### "no such index"
event bro_init() { print n; }
# expect: 5
