##! stats.log: what the engine is busy with, again and again.
##!
##! Memory is what the operating system says: it is not the same in each run.

module Stats;

export {
	redef enum Log::ID += { LOG };

	## How often, by network time.
	option report_interval = 5 min;

	type Info: record {
		ts: time &log;
		peer: string &log;
		## Megabytes in use.
		mem: count &log;
		## Packets since the line before,
		pkts_proc: count &log;
		## and their bytes.
		bytes_recv: count &log;
		## Packets that were dropped before the engine got them, where that is known,
		pkts_dropped: count &log &optional;
		## and those that were on the link. Captures say nothing of both.
		pkts_link: count &log &optional;
		## How old packets are when they are analyzed: of live traffic only.
		pkt_lag: interval &log &optional;
		pkts_filtered: count &log &optional;
		## Events since the line before that were handled,
		events_proc: count &log;
		## and that were raised.
		events_queued: count &log;
		## Connections that are followed now.
		active_tcp_conns: count &log;
		active_udp_conns: count &log;
		active_icmp_conns: count &log;
		## Connections since the line before.
		tcp_conns: count &log;
		udp_conns: count &log;
		icmp_conns: count &log;
		## Timers of scripts since the line before, and now.
		timers: count &log;
		active_timers: count &log;
		## Files since the line before, and now.
		files: count &log;
		active_files: count &log;
		## Questions to the name service since the line before, and those that have no
		## answer yet.
		dns_requests: count &log;
		active_dns_requests: count &log;
		## Bytes that wait for others before them: of TCP, of files, and of fragments.
		reassem_tcp_size: count &log;
		reassem_file_size: count &log;
		reassem_frag_size: count &log;
		reassem_unknown_size: count &log;
	};

	## Raised with each line of the log.
	global log_stats: event(rec: Info);
}

event bro_init() &priority=5
	{
	Log::create_stream(Stats::LOG, [$columns=Info, $ev=log_stats, $path="stats"]);
	}

# What is counted from the start.
type Counts: record {
	net: NetStats;
	conns: ConnStats;
	events: EventStats;
	timers: TimerStats;
	files: FileAnalysisStats;
	names: DNSStats;
};

function counts(): Counts
	{
	return Counts($net=get_net_stats(), $conns=get_conn_stats(), $events=get_event_stats(),
	              $timers=get_timer_stats(), $files=get_file_analysis_stats(), $names=get_dns_stats());
	}

event Stats::check_stats(last: Counts)
	{
	if ( bro_is_terminating() )
		return;

	local now = counts();
	local waiting = get_reassembler_stats();

	Log::write(Stats::LOG, [
		$ts=network_time(), $peer=peer_description, $mem=get_proc_stats()$mem / 1048576,
		$pkts_proc=now$net$pkts_recvd - last$net$pkts_recvd,
		$bytes_recv=now$net$bytes_recvd - last$net$bytes_recvd,
		$events_proc=now$events$dispatched - last$events$dispatched,
		$events_queued=now$events$queued - last$events$queued,
		$active_tcp_conns=now$conns$num_tcp_conns,
		$active_udp_conns=now$conns$num_udp_conns,
		$active_icmp_conns=now$conns$num_icmp_conns,
		$tcp_conns=now$conns$cumulative_tcp_conns - last$conns$cumulative_tcp_conns,
		$udp_conns=now$conns$cumulative_udp_conns - last$conns$cumulative_udp_conns,
		$icmp_conns=now$conns$cumulative_icmp_conns - last$conns$cumulative_icmp_conns,
		$timers=now$timers$cumulative - last$timers$cumulative,
		$active_timers=now$timers$current,
		$files=now$files$cumulative - last$files$cumulative,
		$active_files=now$files$current,
		$dns_requests=now$names$requests - last$names$requests,
		$active_dns_requests=now$names$pending,
		$reassem_tcp_size=waiting$tcp_size, $reassem_file_size=waiting$file_size,
		$reassem_frag_size=waiting$frag_size, $reassem_unknown_size=waiting$unknown_size]);

	schedule report_interval { Stats::check_stats(now) };
	}

event bro_init()
	{
	schedule report_interval { Stats::check_stats(counts()) };
	}
