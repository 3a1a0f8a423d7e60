# get_current_packet is the packet whose event is handled.
# capture: site.pcap.zst
global done = F;
event new_connection(c: connection)
	{
	if ( done )
		return;
	done = T;
	local p = get_current_packet();
	print p$caplen == |p$data|, p$len >= p$caplen, p$link_type, get_current_packet_ts() == network_time();
	}
# expect: T, T, LINK_ETHERNET, T
