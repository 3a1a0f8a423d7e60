# The functions with which Bro 2 talked to other Bros do nothing, and say so with F.
event bro_init()
	{
	local p = get_event_peer();
	print p$descr == get_local_event_peer()$descr, p$is_local, is_remote_event();
	print connect(1.2.3.4, "", 47757/tcp, "", 1min, F), listen(1.2.3.4, 47757/tcp, F, F, "", 1min), disconnect(p), complete_handshake(p), terminate_communication();
	print send_id(p, "x"), send_state(p), send_ping(p, 1), send_current_packet(p), send_capture_filter(p, ""), set_accept_state(p, T), set_compression_level(p, 1);
	print request_remote_events(p, /x/), request_remote_logs(p), request_remote_sync(p, T);
	enable_communication();
	}
# expect: T, T, F
# expect: 0, F, F, F, F
# expect: F, F, F, F, F, F, F
# expect: F, F, F
