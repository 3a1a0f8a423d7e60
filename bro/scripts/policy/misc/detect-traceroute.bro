##! Finds traceroutes: packets from one host to another that several routers
##! report to have died under way.

@load base/frameworks/notice
@load base/frameworks/sumstats

module Traceroute;

export {
	redef enum Log::ID += { LOG };

	redef enum Notice::Type += {
		## Somebody looks for the way to a host.
		Detected
	};

	## How long routers are counted.
	const icmp_time_exceeded_interval = 3 min &redef;

	## So many routers are a traceroute.
	const icmp_time_exceeded_threshold: double = 3.0 &redef;

	type Info: record {
		ts: time &log;
		## Who looks.
		src: addr &log;
		## For the way to whom.
		dst: addr &log;
		## What the packets were.
		proto: string &log;
	};

	## Raised with each line of the log.
	global log_traceroute: event(rec: Traceroute::Info);
}

const exceeded = "traceroute.time_exceeded";

event bro_init() &priority=5
	{
	Log::create_stream(Traceroute::LOG, [$columns=Info, $ev=log_traceroute, $path="traceroute"]);

	local r: SumStats::Reducer = [$stream=exceeded, $apply=set(SumStats::UNIQUE)];
	SumStats::create([$name="traceroute-detection", $epoch=icmp_time_exceeded_interval,
	                  $reducers=set(r), $threshold=icmp_time_exceeded_threshold,
	                  $threshold_val(key: SumStats::Key, result: SumStats::Result): double =
	                  	{ return result[exceeded]$unique + 0.0; },
	                  $threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
	                  	{
	                  	# The key's string is destination and protocol.
	                  	local to = split_n(key$str, / /, F, 1);
	                  	local dst = to_addr(to[1]);

	                  	Log::write(Traceroute::LOG, [$ts=network_time(), $src=key$host, $dst=dst, $proto=to[2]]);
	                  	NOTICE([$note=Traceroute::Detected, $src=key$host, $dst=dst,
	                  	        $msg=fmt("%s looks for the way to %s with %s packets", key$host, dst, to[2]),
	                  	        $identifier=cat(key$host, key$str)]);
	                  	}]);
	}

event icmp_time_exceeded(c: connection, icmp: icmp_conn, code: count, context: icmp_context)
	{
	# Code 1 is a datagram that could not be put together again.
	if ( code != 0 )
		return;

	SumStats::observe(exceeded, [$host=context$id$orig_h, $str=cat(context$id$resp_h, " ", get_port_transport_proto(context$id$resp_p))],
	                  [$str=cat(c$id$orig_h)]);
	}
