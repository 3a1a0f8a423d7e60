module M;
export { type E: enum { ONE, TWO }; }
module GLOBAL;
type G: enum { BARE };
type R: record { a: count; b: string &optional; };
event bro_init()
	{
	print T, F;
	print 1.0, 1.5, 0.1, 123456.789, 1e10, 0.0000001, -2.0;
	print 100sec, 1min, 0sec, 1.5 hr, 2 days, 3 msec, 1 usec, -90 sec;
	print double_to_time(1315801931.273616), double_to_time(5.0);
	print 80/tcp, 53/udp, 8/icmp, 123/unknown;
	print 10.0.0.1/8, [2001:db8::1], [2001:db8::]/32, 1.2.3.4;
	print M::ONE, BARE;
	print R($a=1);
	print vector(1, 2), vector();
	print set(1, 2);
	local e: set[count];
	print e;
	print table([1] = "a", [2] = "b");
	print table([1, "x"] = T);
	print set([1, "x"]);
	print /foo|bar/;
	print "a\x01b\\c";
	}
# expect: T, F
# expect: 1.0, 1.5, 0.1, 123456.789, 1.000000e+10, 0, -2.0
# expect: 1.0 min 40.0 secs, 1.0 min, 0 secs, 1.0 hr 30.0 mins, 2.0 days, 3.0 msecs, 1.0 usec, -1.0 min -30.0 secs
# expect: 1315801931.273616, 5.0
# expect: 80/tcp, 53/udp, 8/icmp, 123/unknown
# expect: 10.0.0.0/8, 2001:db8::1, 2001:db8::/32, 1.2.3.4
# expect: M::ONE, BARE
# expect: [a=1, b=<uninitialized>]
# expect: [1, 2], []
# expect: {
# expect: 1,
# expect: 2
# expect: }
# expect: {
# expect:
# expect: }
# expect: {
# expect: [1] = a,
# expect: [2] = b
# expect: }
# expect: {
# expect: [1, x] = T
# expect: }
# expect: {
# expect: [1, x]
# expect: }
# expect: /^?(foo|bar)$?/
# expect: a\x01b\c
