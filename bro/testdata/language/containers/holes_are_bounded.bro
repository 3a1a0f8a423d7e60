# An assignment far beyond the end of a vector is refused, as is a string that grows without end; neither takes the memory.
event bro_init() &priority=5 { local v: vector of count; v[1099511627776] = 1; } ### "too far beyond the end"
event bro_init() &priority=4 { local v: vector of string; v[20000000] = "x"; } ### "too far beyond the end"
event bro_init() &priority=3 { local v: vector of any; v[3] = 1; v[0 - 1] = 2; } ### "too far beyond the end" "warning: count underflow"
event bro_init() &priority=2 { local v: vector of count; resize(v, 18446744073709551615); } ### "resize"
event bro_init() &priority=1 { local v: vector of count; resize(v, 3); print |v|; v[9] = 1; print |v|; }
# expect: 3
# expect: 10
