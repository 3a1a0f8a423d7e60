# to_port reads a number and a protocol.
event bro_init()
	{
	print to_port("80/tcp"), to_port("53/udp"), to_port("8/icmp"), to_port("0/unknown");
	print to_port("80"); ### "to_port: wrong port format, must be /[0-9]{1,5}\\/(tcp|udp|icmp|unknown)/: \"80\""
	print to_port("99999/tcp"); ### "to_port: wrong port format, must be /[0-9]{1,5}\\/(tcp|udp|icmp|unknown)/: \"99999/tcp\""
	print to_port("80/sctp"); ### "to_port: wrong port format, must be /[0-9]{1,5}\\/(tcp|udp|icmp|unknown)/: \"80/sctp\""
	}
# expect: 80/tcp, 53/udp, 8/icmp, 0/unknown
# expect: 0/unknown
# expect: 0/unknown
# expect: 0/unknown
