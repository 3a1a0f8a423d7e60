# p | q matches what either matches; flags stay with their pattern.
event bro_init()
	{
	local p = /tcp/i | /udp/;
	print p == "TCP", p == "udp", p == "UDP", p in "x-udp";
	print p;
	}
# expect: T, T, F, T
# expect: /^?(((?i:^?(tcp)$?))|(^?(udp)$?))$?/
