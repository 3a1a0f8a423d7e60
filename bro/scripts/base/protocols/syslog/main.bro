##! syslog.log: one line for each message.

@load ./consts

module Syslog;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the message was seen.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		proto: transport_proto &log;
		## What part of the system the message comes from.
		facility: string &log;
		## How bad it is.
		severity: string &log;
		## The message without these two.
		message: string &log;
	};
}

redef record connection += {
	## The last message.
	syslog: Info &optional;
};

const ports = { 514/udp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(Syslog::LOG, [$columns=Info, $path="syslog"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_SYSLOG, ports);
	}

event syslog_message(c: connection, facility: count, severity: count, msg: string) &priority=5
	{
	c$syslog = Info($ts=network_time(), $uid=c$uid, $id=c$id, $proto=get_port_transport_proto(c$id$resp_p),
	                $facility=facility_codes[facility], $severity=severity_codes[severity], $message=msg);
	}

event syslog_message(c: connection, facility: count, severity: count, msg: string) &priority=-5
	{
	Log::write(Syslog::LOG, c$syslog);
	}
