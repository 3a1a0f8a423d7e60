# when sees a table of its condition change.
# advance: 5sec
global t: table[string] of count;
event fill() { t["x"] = 5; }
event bro_init()
	{
	when ( "x" in t ) { print t["x"]; }
	schedule 2sec { fill() };
	}
# expect: 5
