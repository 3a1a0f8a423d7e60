# Functions of a connection that is not there give nothing; some say so.
event bro_init()
	{
	local id = conn_id($orig_h=1.2.3.4, $orig_p=1/tcp, $resp_h=5.6.7.8, $resp_p=2/tcp);
	print connection_exists(id), skip_further_processing(id), set_inactivity_timeout(id, 1min), set_record_packets(id, F), set_contents_file(id, CONTENTS_BOTH, open("-")), active_file(get_contents_file(id, CONTENTS_ORIG));
	print disable_analyzer(id, 1); ### "there is no connection [orig_h=1.2.3.4, orig_p=1/tcp, resp_h=5.6.7.8, resp_p=2/tcp]"
	print disable_analyzer(id, 1, F);
	print get_conn_transport_proto(id); ### "connection ID not a known connection: [orig_h=1.2.3.4, orig_p=1/tcp, resp_h=5.6.7.8, resp_p=2/tcp]"
	print lookup_connection_analyzer_id(id, Analyzer::ANALYZER_DNS); ### "connection ID not a known connection: [orig_h=1.2.3.4, orig_p=1/tcp, resp_h=5.6.7.8, resp_p=2/tcp]"
	print lookup_connection(id)?$history; ### "connection ID not a known connection"
	}
# expect: F, F, 0 secs, F, F, F
# expect: F
# expect: F
# expect: unknown_transport
# expect: 0
# expect: F
