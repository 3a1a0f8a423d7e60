# What the engine has seen and holds, at the end of a capture.
# capture: site.pcap.zst
global gaps = 0;
global gap_bytes = 0;
event content_gap(c: connection, is_orig: bool, seq: count, length: count) { ++gaps; }
event file_new(f: fa_file) { }
event bro_done()
	{
	local g = get_gap_stats();
	print g$ack_events > 1000, g$ack_bytes > 1000000, g$gap_events <= gaps;
	local c = get_conn_stats();
	print c$total_conns == c$cumulative_tcp_conns + c$cumulative_udp_conns + c$cumulative_icmp_conns, c$current_conns;
	print get_net_stats()$pkts_recvd, get_net_stats()$bytes_recvd > 16000000;
	print get_reassembler_stats()$tcp_size, get_reassembler_stats()$frag_size;
	print get_timer_stats()$max >= get_timer_stats()$current;
	}
# expect: T, T, T
# expect: T, 0
# expect: 51837, T
# expect: 0, 0
# expect: T
