# What the engine does not have, or does not count, is 0.
event bro_init()
	{
	print get_dns_stats()$requests, get_file_analysis_stats()$current, get_matcher_stats()$matchers, get_gap_stats()$gap_events, get_gap_summary()$gap_bytes, get_reporter_stats()$weirds, get_reassembler_stats()$tcp_size, get_conn_stats()$total_conns;
	do_profiling();
	print dump_rule_stats(open("-"));
	}
# expect: 0, 0, 0, 0, 0, 0, 0, 0
# expect: T
