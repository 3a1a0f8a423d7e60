# A missing key yields a fresh copy of &default each time; changing that copy leaves the table as it is.
type Host: record { seen: count &default=0; names: set[string] &default=set(); };
global hosts: table[addr] of Host = {} &default=[];
global lists: table[string] of vector of count &default=vector(1);
event bro_init()
	{
	hosts[10.0.0.1]$seen = 5;
	add hosts[10.0.0.1]$names["x"];
	lists["a"] += 2;
	lists["b"][3] = 4;
	print |hosts|, hosts[10.0.0.1], |lists|, lists["a"];
	local h = hosts[10.0.0.2];
	h$seen = 7;
	hosts[10.0.0.2] = h;
	print hosts[10.0.0.2]$seen, hosts[10.0.0.3]$seen;
	}
# expect: 0, [seen=0, names={
# expect: 
# expect: }], 0, [1]
# expect: 7, 0
