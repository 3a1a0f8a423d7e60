##! weird_stats.log: how often each oddity was seen, also those that weird.log tells once.

@load base/frameworks/notice/weird

module WeirdStats;

export {
	redef enum Log::ID += { LOG };

	## How often it is counted.
	option weird_stat_interval = 15 mins;

	type Info: record {
		## When it was counted.
		ts: time &log;
		## The oddity.
		name: string &log;
		## How often it was seen since the count before.
		num_seen: count &log;
	};

	## Raised with each line of the log.
	global log_weird_stats: event(rec: Info);
}

# Counts at the last time.
global before: table[string] of count &default=0;

event bro_init() &priority=5
	{
	Log::create_stream(WeirdStats::LOG, [$columns=Info, $ev=log_weird_stats, $path="weird_stats"]);
	}

function write_stats()
	{
	local now = get_reporter_stats()$weirds_by_type;

	for ( name in now )
		{
		if ( now[name] == before[name] )
			next;

		Log::write(WeirdStats::LOG, [$ts=network_time(), $name=name, $num_seen=now[name] - before[name]]);
		before[name] = now[name];
		}
	}

event WeirdStats::count_weirds()
	{
	if ( bro_is_terminating() )
		return;

	write_stats();
	schedule weird_stat_interval { WeirdStats::count_weirds() };
	}

event bro_init()
	{
	schedule weird_stat_interval { WeirdStats::count_weirds() };
	}

# What came after the last count.
event bro_done()
	{
	write_stats();
	}
