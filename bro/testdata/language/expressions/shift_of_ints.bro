# >> of an int keeps its sign; shifting by or of a negative number is an error.
event bro_init() &priority=5 { local i: int = -16; print i >> 2, +8 << 1; }
event bro_init() &priority=4 { local i: int = -16; print i << 1; } ### "left shifting a negative number"
event bro_init() &priority=3 { local n: int = -1; local c: int = 5; print c << n; } ### "negative number"
# expect: -4, 16
