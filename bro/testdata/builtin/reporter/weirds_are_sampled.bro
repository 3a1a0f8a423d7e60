# The first weirds of a name are raised, then one in so many; names can be exempt, and each two hosts count for themselves.
redef Weird::sampling_threshold = 3;
redef Weird::sampling_rate = 5;
redef Weird::sampling_whitelist += { "always" };
redef Weird::sampling_global_list += { "together" };

global seen: table[string] of count &default=0;

event net_weird(name: string) { ++seen[name]; }
event flow_weird(name: string, src: addr, dst: addr) { ++seen[cat(name, src)]; }

event bro_init()
	{
	local i = 0;
	while ( ++i <= 14 )
		{
		Reporter::net_weird("odd");
		Reporter::net_weird("always");
		Reporter::flow_weird("pair", 10.0.0.1, 10.0.0.9);
		Reporter::flow_weird("together", i % 2 == 0 ? 10.0.0.1 : 10.0.0.2, 10.0.0.9);
		}

	Reporter::flow_weird("pair", 10.0.0.2, 10.0.0.9);
	Reporter::set_weird_sampling_rate(0);
	i = 0;
	while ( ++i <= 20 )
		Reporter::net_weird("odd");
	}

event bro_done()
	{
	print seen["odd"], seen["always"], seen["pair10.0.0.1"], seen["pair10.0.0.2"];
	print seen["together10.0.0.1"] + seen["together10.0.0.2"];
	}
# expect: 5, 14, 5, 1
# expect: 5
