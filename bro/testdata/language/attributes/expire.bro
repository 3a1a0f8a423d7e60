# advance: 400sec
global gone: function(t: table[string] of count, k: string): interval;
global a: table[string] of count &create_expire=20sec &expire_func=gone;
global r: set[count] &read_expire=15sec;
global extended = F;
function gone(t: table[string] of count, k: string): interval
	{
	print "expire", k, t[k];
	if ( k == "x" && ! extended ) { extended = T; return 30sec; }
	return 0sec;
	}
event start() { a["x"] = 1; a["y"] = 2; add r[1]; add r[2]; schedule 75sec { check() }; schedule 5sec { touch() }; }
event touch() { if ( 1 in r && network_time() < double_to_time(101.0) ) schedule 5sec { touch() }; }
event check() { print "x" in a, "y" in a, 1 in r, 2 in r; }
event bro_init() { schedule 1sec { start() }; }
# expect: expire, x, 1
# expect: expire, y, 2
# expect: expire, x, 1
# expect: F, F, T, F
