# The event of schedule may be written with the word event and a semicolon.
# advance: 3sec
event e(n: count, s: string) { print n, s; }
event bro_init()
	{
	schedule 1sec { event e(1, "a") };
	schedule 2sec { e(2, "b"); };
	}
# expect: 1, a
# expect: 2, b
