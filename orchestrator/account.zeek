# What Zeek did, in the form of "bro --summary". It is loaded last, so that nothing
# is done after it; what it cannot know is left out. Bro 2.5 and 2.6 call zeek_done
# and zeek_version by the names they had.

module BrigAccount;

function write_account(name: string, version: string)
	{
	local net = get_net_stats();
	local conns = get_conn_stats();
	local f = open("summary.json");
	print f, fmt("{\"engine\": {\"name\": \"%s\", \"version\": \"%s\"},", name, version);
	print f, fmt(" \"packets\": %d, \"bytes\": %d,", net$pkts_recvd, net$bytes_recvd);
	print f, fmt(" \"events\": %d,", get_event_stats()$dispatched);
	print f, fmt(" \"connections\": %d}", conns$cumulative_tcp_conns + conns$cumulative_udp_conns + conns$cumulative_icmp_conns);
	close(f);
	}

@ifdef ( zeek_done )
event zeek_done() &priority=-1000000
	{
	write_account("zeek", zeek_version());
	}
@else
event bro_done() &priority=-1000000
	{
	write_account("bro", bro_version());
	}
@endif
