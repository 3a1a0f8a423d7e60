# get_conn_stats counts connections, and net_stats packets.
# capture: site.pcap.zst
event zeek_done()
	{
	local s = get_conn_stats();
	print s$total_conns > 0, s$num_packets > 0, s$cumulative_tcp_conns > 0, s$cumulative_tcp_conns + s$cumulative_udp_conns + s$cumulative_icmp_conns <= s$total_conns, net_stats()$pkts_recvd >= s$num_packets, net_stats()$bytes_recvd > 0;
	}
# expect: T, T, T, T, T, T
