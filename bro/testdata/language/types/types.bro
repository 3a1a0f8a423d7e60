type R: record { a: count; };
event bro_init()
	{
	print type_name(1), type_name(-1), type_name(1.0), type_name("s"), type_name(T), type_name(1sec), type_name(80/tcp), type_name(1.2.3.4), type_name(1.2.3.0/24), type_name(/x/);
	print type_name(set(1)), type_name(table(["a"] = 1)), type_name(vector(1.0)), type_name(network_time());
	local r: R = [$a=1];
	print type_name(r);
	local x: any = "str";
	print x, x as string, x is string, x is count;
	local y: any = r;
	print (y as R)$a;
	print fmt("%s", x);
	}
# expect: count, int, double, string, bool, interval, port, addr, subnet, pattern
# expect: set[count], table[string] of count, vector of double, time
# expect: record { a:count; }
# expect: str, str, T, F
# expect: 1
# expect: str
