# A table is looked through in steps of table_incremental_step entries, each table_expire_delay after the one before.
# advance: 30sec
redef table_expire_interval = 10sec;
redef table_incremental_step = 3;
redef table_expire_delay = 1sec;
global gone = 0;
function count_gone(t: set[count], i: count): interval { ++gone; return 0sec; }
global s: set[count] &create_expire=1sec &expire_func=count_gone;
event look() { print network_time(), gone, |s|; schedule 1sec { look() }; }
event bro_init()
	{
	local i = 0;
	while ( i < 8 ) { add s[i]; ++i; }
	schedule 10sec { look() };
	}
event look() &priority=-1 { if ( |s| == 0 ) terminate(); }
# expect: 10.0, 3, 5
# expect: 11.0, 6, 2
# expect: 12.0, 8, 0
# expect: 12.0, 8, 0
