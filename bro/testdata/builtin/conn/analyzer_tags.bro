# Analyzers are of three kinds: those of connections, of packets and of files.
event bro_init()
	{
	print is_protocol_analyzer(Analyzer::ANALYZER_HTTP), is_packet_analyzer(Analyzer::ANALYZER_DNS), is_file_analyzer(Analyzer::ANALYZER_DNS);
	set_file_handle("x");
	}
# expect: T, F, F
