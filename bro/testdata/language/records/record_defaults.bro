type C: record { n: count &default=1; };
type R: record { a: vector of count &default=vector(1, 2); c: C &default=C(); d: table[string] of count &default=table(); t: time &default=network_time(); };
event bro_init()
	{
	local x: R;
	local y: R;
	x$a += 3; x$c$n = 9; x$d["k"] = 1;
	print x$a, y$a, x$c$n, y$c$n, |x$d|, |y$d|, x$t;
	}
# expect: [1, 2, 3], [1, 2], 9, 1, 1, 0, 1400000000.5
