# tcp_packet, tcp_option and connection_SYN_packet say what TCP packets hold: a connection's first five.
# capture: site.pcap.zst
global uid = "";
global left = 5;
event connection_SYN_packet(c: connection, pkt: SYN_packet)
	{
	if ( c$id$resp_p != 80/tcp || (uid != "" && c$uid != uid) )
		return;
	uid = c$uid;
	print "SYN", pkt$is_orig, pkt$DF, pkt$ttl > 0, pkt$size, pkt$win_size > 0, pkt$win_scale >= 0, pkt$MSS, pkt$SACK_OK;
	}
event tcp_option(c: connection, is_orig: bool, opt: count, optlen: count)
	{
	if ( c$uid == uid && left == 4 )
		print "option", is_orig, opt, optlen;
	}
event tcp_packet(c: connection, is_orig: bool, flags: string, seq: count, ack: count, len: count, payload: string)
	{
	if ( c$uid == uid && left > 0 )
		{
		--left;
		print "packet", is_orig, flags, seq, ack, len == |payload|, len > 0;
		}
	}
# expect: SYN, T, F, T, 80, T, T, 1440, T
# expect: packet, T, S, 0, 0, T, F
# expect: option, T, 2, 4
# expect: option, T, 4, 2
# expect: option, T, 8, 10
# expect: option, T, 1, 1
# expect: option, T, 3, 3
# expect: SYN, T, F, T, 80, T, T, 1440, T
# expect: packet, F, SA, 0, 1, T, F
# expect: SYN, F, F, T, 80, T, T, 1440, T
# expect: packet, F, SA, 0, 1, T, F
# expect: SYN, F, F, T, 80, T, T, 1440, T
# expect: packet, T, A, 1, 1, T, F
# expect: packet, T, A, 1, 1, T, F
