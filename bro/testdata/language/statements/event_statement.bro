# event queues an event; its arguments are worked out at once.
event e(n: count, v: vector of count) { print "e", n, v; }
event bro_init()
	{
	local n = 1;
	local v = vector(1);
	event e(n, v);
	n = 2;
	v += 2;
	print "queued";
	}
# expect: queued
# expect: e, 1, [1, 2]
