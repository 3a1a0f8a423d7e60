##! radius.log: a line for each attempt to get access: from the first request,
##! over challenges, to the acceptance or rejection.

@load base/frameworks/analyzer
@load base/frameworks/logging
@load base/utils/addrs
@load ./consts

module RADIUS;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the first message was seen.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		username: string &log &optional;
		## The hardware address of who wants access.
		mac: string &log &optional;
		## The address that a challenge offers.
		framed_addr: addr &log &optional;
		## Where a tunnel of the client begins.
		tunnel_client: string &log &optional;
		## How the client connects.
		connect_info: string &log &optional;
		## What a challenge says to the user.
		reply_msg: string &log &optional;
		## "success", "failed" or "unknown".
		result: string &log &default="unknown";
		## How long it took to get a result.
		ttl: interval &log &optional;
	};

	## Raised with each line of the log.
	global log_radius: event(rec: Info);
}

redef record connection += {
	radius: Info &optional;
};

const ports = { 1812/udp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(RADIUS::LOG, [$columns=Info, $ev=log_radius, $path="radius"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_RADIUS, ports);
	}

# The first value that a message has of a type.
function take(attributes: Attributes, attr_type: count): string
	{
	return attr_type in attributes ? attributes[attr_type][0] : "";
	}

function request(info: Info, attributes: Attributes)
	{
	local s = take(attributes, 1);

	if ( ! info?$username && s != "" )
		info$username = s;

	s = normalize_mac(take(attributes, 31));

	if ( ! info?$mac && s != "" )
		info$mac = s;

	s = take(attributes, 66);

	if ( ! info?$tunnel_client && s != "" )
		info$tunnel_client = s;

	s = take(attributes, 77);

	if ( ! info?$connect_info && s != "" )
		info$connect_info = s;
	}

function challenge(info: Info, attributes: Attributes)
	{
	local s = take(attributes, 8);

	if ( ! info?$framed_addr && |s| == 4 )
		info$framed_addr = raw_bytes_to_v4_addr(s);

	s = take(attributes, 18);

	if ( ! info?$reply_msg && s != "" )
		info$reply_msg = s;
	}

event radius_message(c: connection, result: RADIUS::Message) &priority=5
	{
	if ( ! c?$radius )
		c$radius = Info($ts=network_time(), $uid=c$uid, $id=c$id);

	local info = c$radius;

	switch ( msg_types[result$code] )
		{
		case "Access-Request":
			if ( result?$attributes )
				request(info, result$attributes);
			break;
		case "Access-Challenge":
			if ( result?$attributes )
				challenge(info, result$attributes);
			break;
		case "Access-Accept":
			info$result = "success";
			break;
		case "Access-Reject":
			info$result = "failed";
			break;
		}
	}

event radius_message(c: connection, result: RADIUS::Message) &priority=-5
	{
	local what = msg_types[result$code];

	if ( what != "Access-Accept" && what != "Access-Reject" )
		return;

	c$radius$ttl = network_time() - c$radius$ts;
	Log::write(RADIUS::LOG, c$radius);
	delete c$radius;
	}

# Nobody answered.
event connection_state_remove(c: connection) &priority=-5
	{
	if ( c?$radius )
		Log::write(RADIUS::LOG, c$radius);
	}
