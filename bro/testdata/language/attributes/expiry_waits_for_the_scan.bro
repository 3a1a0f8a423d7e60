# Tables are looked through every table_expire_interval; until then an entry stays although its time is over.
# advance: 40sec
redef table_expire_interval = 6sec;
global s: set[string] &create_expire=2sec;
event look(what: string) { print what, network_time(), |s|; }
event bro_init()
	{
	add s["a"];
	schedule 5sec { look("before") };
	schedule 13sec { look("after") };
	}
# expect: before, 5.0, 1
# expect: after, 13.0, 0
