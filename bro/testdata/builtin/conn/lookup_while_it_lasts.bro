# A connection is found by its conn_id while the engine follows it, with its protocol and analyzer.
# capture: site.pcap.zst
global seen = 0;
event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string)
	{
	if ( ++seen > 1 )
		return;
	print connection_exists(c$id), lookup_connection(c$id)$uid == c$uid, get_conn_transport_proto(c$id), lookup_connection_analyzer_id(c$id, Analyzer::ANALYZER_HTTP) > 0, lookup_connection_analyzer_id(c$id, Analyzer::ANALYZER_DNS);
	}
event zeek_done() { print seen > 1; }
# expect: T, T, tcp, T, 0
# expect: T
