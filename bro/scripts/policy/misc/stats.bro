##! stats.log: what the engine is busy with, again and again.
##!
##! Memory is what the operating system says: it is not the same in each run.

module Stats;

export {
	redef enum Log::ID += { LOG };

	## How often, by network time.
	const stats_report_interval = 5 min &redef;

	type Info: record {
		ts: time &log;
		peer: string &log;
		## Megabytes in use.
		mem: count &log;
		## Packets since the last line,
		pkts_proc: count &log;
		## and events that were handled.
		events_proc: count &log;
		## Events that were raised.
		events_queued: count &log;
	};

	## Raised with each line of the log.
	global log_stats: event(rec: Info);
}

event bro_init() &priority=5
	{
	Log::create_stream(Stats::LOG, [$columns=Info, $ev=log_stats, $path="stats"]);
	}

event Stats::check(last_ns: NetStats, last_res: bro_resources)
	{
	local ns = net_stats();
	local res = resource_usage();

	if ( bro_is_terminating() )
		return;

	Log::write(Stats::LOG, [$ts=network_time(), $peer=peer_description, $mem=res$mem / 1024,
	           $pkts_proc=ns$pkts_recvd - last_ns$pkts_recvd,
	           $events_proc=res$num_events_dispatched - last_res$num_events_dispatched,
	           $events_queued=res$num_events_queued - last_res$num_events_queued]);

	schedule stats_report_interval { Stats::check(ns, res) };
	}

event bro_init()
	{
	schedule stats_report_interval { Stats::check(net_stats(), resource_usage()) };
	}
