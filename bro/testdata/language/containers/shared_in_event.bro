# An event gets the container itself: what is changed before it is handled is seen.
event e(t: table[string] of count) { print t["a"]; t["a"] = 3; }
event bro_init() &priority=1 { local t = table(["a"] = 1); event e(t); t["a"] = 2; event e(t); }
# expect: 2
# expect: 3
