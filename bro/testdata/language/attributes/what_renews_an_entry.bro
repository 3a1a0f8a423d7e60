# create_expire counts from the first assignment, write_expire from the latest one, read_expire from the latest use: t[k], k in t and assignments, but not a loop.
# advance: 100sec
redef table_expire_interval = 1sec;
global made: table[string] of count &create_expire=10sec;
global written: table[string] of count &write_expire=10sec;
global used: table[string] of count &read_expire=10sec;
event use()
	{
	for ( k in written ) print fmt("%.0f", network_time()), k;
	if ( "w" in written ) { made["w"] = 2; written["w"] = 2; }
	if ( "r" in written && "r" in used && used["r"] == 1 ) ;
	for ( k2 in used ) ;
	}
event sizes() { print |made|, |written|, |used|; }
event bro_init()
	{
	for ( w in set("w", "r") ) { made[w] = 1; written[w] = 1; used[w] = 1; }
	schedule 8sec { use() };
	schedule 15sec { sizes() };
	schedule 30sec { sizes() };
	}
# expect: 8, w
# expect: 8, r
# expect: 0, 1, 1
# expect: 0, 0, 0
