# schedule raises an event later, by network time; in order of time, then of scheduling.
# advance: 10sec
event e(n: count) { print n, network_time(); }
event bro_init()
	{
	schedule 5sec { e(1) };
	schedule 2sec { e(2) };
	schedule 5 sec { e(3) };
	schedule 2500 msec { e(4) };
	}
# expect: 2, 2.0
# expect: 4, 3.0
# expect: 1, 5.0
# expect: 3, 5.0
