# disable_analyzer ends the work of an analyzer on a connection, once.
# capture: site.pcap.zst
global requests: table[string] of count &default=0;
event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string) &priority=5
	{
	++requests[c$uid];
	local aid = lookup_connection_analyzer_id(c$id, Analyzer::ANALYZER_HTTP);
	if ( |requests| == 1 && requests[c$uid] == 1 )
		print disable_analyzer(c$id, aid), disable_analyzer(c$id, aid, F), lookup_connection_analyzer_id(c$id, Analyzer::ANALYZER_HTTP);
	}
# expect: T, F, 0
