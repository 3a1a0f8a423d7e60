event bro_init()
	{
	print is_tcp_port(80/tcp), is_udp_port(80/tcp), is_icmp_port(8/icmp), get_port_transport_proto(53/udp), port_to_count(80/tcp), count_to_port(80, tcp);
	print 80/tcp < 81/tcp, 9/udp > 65535/tcp, 80/tcp == 80/tcp, 80/tcp != 80/udp;
	}
# expect: T, F, T, udp, 80, 80/tcp
# expect: T, T, T, T
