##! snmp.log: one line for each connection: how much was asked, answered and set.

module SNMP;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the first message was seen.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## From the first message to the last.
		duration: interval &log &default=0secs;
		version: string &log;
		## The first message's, which is as good as a password.
		community: string &log &optional;
		## Objects that were asked for.
		get_requests: count &log &default=0;
		## The same, many at once.
		get_bulk_requests: count &log &default=0;
		## Objects in answers.
		get_responses: count &log &default=0;
		## Objects that were set.
		set_requests: count &log &default=0;
		## What the agent says it is.
		display_string: string &log &optional;
		## Since when the agent says it is up.
		up_since: time &log &optional;
	};

	const version_map: table[count] of string = {
		[0] = "1",
		[1] = "2c",
		[3] = "3",
	} &redef &default="unknown";

	## Raised with each line of the log.
	global log_snmp: event(rec: Info);
}

redef record connection += {
	snmp: SNMP::Info &optional;
};

const ports = { 161/udp, 162/udp };

redef likely_server_ports += ports;

# sysDescr and sysUpTime (RFC 3418).
const description = "1.3.6.1.2.1.1.1.0";
const up_time = "1.3.6.1.2.1.1.3.0";

event bro_init() &priority=5
	{
	Log::create_stream(SNMP::LOG, [$columns=Info, $ev=log_snmp, $path="snmp"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_SNMP, ports);
	}

function session(c: connection, h: SNMP::Header): Info
	{
	if ( ! c?$snmp )
		c$snmp = Info($ts=network_time(), $uid=c$uid, $id=c$id, $version=version_map[h$version]);

	local info = c$snmp;

	if ( ! info?$community )
		{
		if ( h?$v1 )
			info$community = h$v1$community;
		else if ( h?$v2 )
			info$community = h$v2$community;
		}

	info$duration = network_time() - info$ts;
	return info;
	}

event snmp_get_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	session(c, header)$get_requests += |pdu$bindings|;
	}

event snmp_get_next_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	session(c, header)$get_requests += |pdu$bindings|;
	}

event snmp_get_bulk_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::BulkPDU) &priority=5
	{
	session(c, header)$get_bulk_requests += |pdu$bindings|;
	}

event snmp_set_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	session(c, header)$set_requests += |pdu$bindings|;
	}

event snmp_response(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	local info = session(c, header);
	info$get_responses += |pdu$bindings|;

	for ( i in pdu$bindings )
		{
		local b = pdu$bindings[i];

		if ( b$oid == description && b$value?$octets )
			info$display_string = b$value$octets;
		else if ( b$oid == up_time && b$value?$unsigned )
			info$up_since = network_time() - double_to_interval(b$value$unsigned / 100.0);
		}
	}

event snmp_trap(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::TrapPDU) &priority=5
	{
	session(c, header);
	}

event snmp_trapV2(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	session(c, header);
	}

event snmp_inform_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	session(c, header);
	}

event snmp_report(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	session(c, header);
	}

event snmp_unknown_pdu(c: connection, is_orig: bool, header: SNMP::Header, tag: count) &priority=5
	{
	session(c, header);
	}

event snmp_unknown_scoped_pdu(c: connection, is_orig: bool, header: SNMP::Header, tag: count) &priority=5
	{
	session(c, header);
	}

event snmp_encrypted_pdu(c: connection, is_orig: bool, header: SNMP::Header) &priority=5
	{
	session(c, header);
	}

event connection_state_remove(c: connection) &priority=-5
	{
	if ( c?$snmp )
		Log::write(SNMP::LOG, c$snmp);
	}
