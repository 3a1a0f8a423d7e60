# &write_expire counts from the last change of an entry.
# advance: 60sec
redef table_expire_interval = 1sec;
global t: table[string] of count &write_expire=10sec;
event write(n: count) { t["a"] = n; }
event look(n: count) { print n, "a" in t; }
event bro_init()
	{
	schedule 1sec { write(1) };
	schedule 8sec { write(8) };
	schedule 15sec { look(15) };
	schedule 40sec { look(40) };
	}
# expect: 15, T
# expect: 40, F
