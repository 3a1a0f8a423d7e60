# What to_json writes, from_json reads.
type R: record { a: count; p: port; i: interval; s: set[addr]; t: table[count, string] of double; e: vector of bool; };
event bro_init()
	{
	local t: table[count, string] of double = { [1, "x"] = 1.0 };
	local r = R($a=7, $p=53/udp, $i=90sec, $s=set(1.2.3.4, [::1]), $t=t, $e=vector(T, F));
	print to_json(from_json(to_json(r), R)$v) == to_json(r);
	}
# expect: T
