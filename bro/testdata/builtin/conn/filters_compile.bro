# A packet filter that does not compile is F, and pcap_error says why.
redef enum PcapFilterID += { Web };
event bro_init()
	{
	print precompile_pcap_filter(Web, "tcp port 80 or 443"), pcap_error(), install_pcap_filter(Web);
	print precompile_pcap_filter(None, "tcp[13] & 2 != 0"), pcap_error(), install_pcap_filter(None), pcap_error();
	print Pcap::precompile_pcap_filter(None, "port x"), Pcap::error(), Pcap::install_pcap_filter(Web);
	}
# expect: T, no error, T
# expect: F, tests of bytes are not supported: "tcp[13]", F, the filter has not been compiled
# expect: F, "x" is no number up to 65535, T
