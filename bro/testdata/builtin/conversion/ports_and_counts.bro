# Ports become counts and back; a number that is no port is 0.
event bro_init()
	{
	print port_to_count(80/tcp), count_to_port(53, udp), count_to_port(1, icmp), count_to_port(7, unknown_transport);
	print get_port_transport_proto(80/tcp), get_port_transport_proto(53/udp), is_tcp_port(80/tcp), is_udp_port(80/tcp), is_icmp_port(8/icmp);
	print count_to_port(65536, tcp); ### "warning: count_to_port: bad port number 65536"
	}
# expect: 80, 53/udp, 1/icmp, 7/unknown
# expect: tcp, udp, T, F, T
# expect: 0/tcp
