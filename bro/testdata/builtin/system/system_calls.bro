event bro_init()
	{
	print system("exit 3"), piped_exec("cat >/dev/null", "x"), getenv("BRIG_SURELY_UNSET"), setenv("BRIG_T", "v"), getenv("BRIG_T");
	print bro_version(), zeek_version(), getpid() > 0, bro_is_terminating(), reading_traces(), is_remote_event();
	print lookup_location(1.2.3.4), net_stats()$pkts_recvd, resource_usage()$mem > 0;
	print terminate(), zeek_is_terminating(), terminate();
	}
# expect: 0, T, , T, v
# expect: 0.1.0, 0.1.0, T, F, F, F
# expect: [country_code=<uninitialized>, region=<uninitialized>, city=<uninitialized>, latitude=<uninitialized>, longitude=<uninitialized>], 0, T
# expect: T, F, F
