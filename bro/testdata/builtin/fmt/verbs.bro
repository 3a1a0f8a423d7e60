# fmt writes any value with %s, whole numbers with %d and %x, doubles with %f, %e and %g.
type E: enum { A, B };
event bro_init()
	{
	print fmt("%s %s %s %s", 1, T, 1.2.3.4, vector(1, 2));
	print fmt("%d %d %d %d %d", 5, -5, T, 80/tcp, B), fmt("%x %x %x", 255, 80/tcp, -1);
	print fmt("%f %e %g %g %g", 3.1, 310.0, 310.0, 0.00001, 1e20), fmt("%x %x", 127.0.0.1, [fe00::1]);
	print fmt("100%%"), fmt("no arguments"), fmt("");
	}
# expect: 1 T 1.2.3.4 [1, 2]
# expect: 5 -5 1 80 1, ff 50 ffffffffffffffff
# expect: 3.100000 3.100000e+02 310 1e-05 1e+20, 7f000001 fe000000000000000000000000000001
# expect: 100%, no arguments, 
