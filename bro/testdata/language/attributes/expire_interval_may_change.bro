# An expiry interval that names a variable follows it; a negative one lets entries stay.
# advance: 60sec
global age = -1sec;
global t: table[count] of string &create_expire=age;
event look() { print network_time(), |t|; }
event shorter() { age = 3sec; }
event bro_init()
	{
	t[1] = "x";
	schedule 35sec { look() };
	schedule 36sec { shorter() };
	schedule 45sec { look() };
	}
# expect: 35.0, 1
# expect: 45.0, 0
