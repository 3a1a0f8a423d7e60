# get_event_stats, get_timer_stats, get_net_stats and get_proc_stats count what the engine did.
global later: event();
event later() { }
event bro_init()
	{
	local s = get_event_stats();
	print s$dispatched >= 1, s$queued >= s$dispatched, get_net_stats()$pkts_recvd, net_stats()$pkts_recvd, get_timer_stats()$current;
	schedule 1hr { later() };
	print get_timer_stats()$current, get_proc_stats()$real_time >= 0sec, get_proc_stats()$mem > resource_usage()$mem, get_thread_stats()$num_threads > 0;
	}
# expect: T, T, 0, 0, 0
# expect: 1, T, T, T
