# skip_http_entity_data, skip_smtp_data and set_record_packets are there and change nothing.
# capture: site.pcap.zst
global done = F;
event new_connection(c: connection)
	{
	if ( done )
		return;
	done = T;
	skip_http_entity_data(c, T);
	skip_smtp_data(c);
	print set_record_packets(c$id, F);
	}
# expect: T
