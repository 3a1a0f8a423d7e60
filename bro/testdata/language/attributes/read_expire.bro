# &read_expire counts from the last use of an entry.
# advance: 60sec
redef table_expire_interval = 1sec;
global s: set[count] &read_expire=10sec;
event start() { add s[1]; add s[2]; }
event use(n: count) { if ( n !in s ) print n, "is gone"; }
event look() { print 1 in s, 2 in s; }
event bro_init()
	{
	schedule 1sec { start() };
	schedule 8sec { use(1) };
	schedule 14sec { look() };
	}
# expect: T, F
