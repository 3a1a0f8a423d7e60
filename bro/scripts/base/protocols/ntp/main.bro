##! ntp.log: one line for each message that tells the time.

module NTP;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the message was seen.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## The version of the protocol, 1 to 4.
		version: count &log;
		## Who tells whom: 3 is a client, 4 a server.
		mode: count &log;
		## How far the clock is from a reference.
		stratum: count &log &optional;
		## The longest time between two messages.
		poll: interval &log &optional;
		## How exact the clock can be read.
		precision: interval &log &optional;
		## To the reference and back.
		root_delay: interval &log &optional;
		## How far off the reference may be.
		root_disp: interval &log &optional;
		## What the clock follows: with stratum 0 why it follows nothing, with
		## stratum 1 the kind of the reference, else the server's address.
		ref_id: string &log &optional;
		## When the clock was last set.
		ref_time: time &log &optional;
		## When the client asked, by its clock.
		org_time: time &log &optional;
		## When the server got that, by its own.
		rec_time: time &log &optional;
		## When the message was sent.
		xmt_time: time &log &optional;
		## Extension fields.
		num_exts: count &log &default=0;
	};

	## Raised with each line of the log.
	global log_ntp: event(rec: Info);
}

redef record connection += {
	## The last message.
	ntp: Info &optional;
};

const ports = { 123/udp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(NTP::LOG, [$columns=Info, $ev=log_ntp, $path="ntp"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_NTP, ports);
	}

function reference(m: StandardMessage): string
	{
	if ( m?$kiss_code )
		return m$kiss_code;

	if ( m?$ref_id )
		return m$ref_id;

	return m?$ref_addr ? cat(m$ref_addr) : "";
	}

event ntp_message(c: connection, is_orig: bool, msg: NTP::Message) &priority=5
	{
	local info = Info($ts=network_time(), $uid=c$uid, $id=c$id, $version=msg$version, $mode=msg$mode);

	if ( msg?$std_msg )
		{
		local m = msg$std_msg;
		info$stratum = m$stratum;
		info$poll = m$poll;
		info$precision = m$precision;
		info$root_delay = m$root_delay;
		info$root_disp = m$root_disp;
		info$ref_id = reference(m);
		info$ref_time = m$ref_time;
		info$org_time = m$org_time;
		info$rec_time = m$rec_time;
		info$xmt_time = m$xmt_time;
		info$num_exts = m$num_exts;
		}

	c$ntp = info;
	}

event ntp_message(c: connection, is_orig: bool, msg: NTP::Message) &priority=-5
	{
	# Control messages tell no time.
	if ( c?$ntp && msg$mode <= 5 )
		Log::write(NTP::LOG, c$ntp);
	}
