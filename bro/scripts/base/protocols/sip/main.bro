##! sip.log: a line for each reply, with the requests before it that it may
##! answer. Provisional replies are followed by further lines.

@load base/frameworks/analyzer
@load base/frameworks/logging

module SIP;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the first request was seen.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## Always 0: requests are not told apart.
		trans_depth: count &log;
		## Of the latest request.
		method: string &log &optional;
		uri: string &log &optional;
		## The headers of these names, of requests ...
		date: string &log &optional;
		request_from: string &log &optional;
		request_to: string &log &optional;
		## ... and of replies.
		response_from: string &log &optional;
		response_to: string &log &optional;
		reply_to: string &log &optional;
		call_id: string &log &optional;
		## Number and method.
		seq: string &log &optional;
		subject: string &log &optional;
		## What the requests and replies have gone through.
		request_path: vector of string &log &default=string_vec();
		response_path: vector of string &log &default=string_vec();
		user_agent: string &log &optional;
		status_code: count &log &optional;
		status_msg: string &log &optional;
		warning: string &log &optional;
		## How long the bodies are, as headers say.
		request_body_len: count &log &optional;
		response_body_len: count &log &optional;
		## Of the reply's body.
		content_type: string &log &optional;
	};

	## Methods that are not odd.
	const sip_methods: set[string] = {
		"REGISTER", "INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "SUBSCRIBE", "NOTIFY",
	} &redef;

	## What is kept of the paths of a line.
	const max_request_path_length: count = 100 &redef;
	const max_response_path_length: count = 100 &redef;

	## Raised with each line of the log.
	global log_sip: event(rec: Info);
}

redef record connection += {
	sip: Info &optional;
};

const ports = { 5060/udp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(SIP::LOG, [$columns=Info, $ev=log_sip, $path="sip"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_SIP, ports);
	}

function set_session(c: connection)
	{
	if ( ! c?$sip )
		c$sip = Info($ts=network_time(), $uid=c$uid, $id=c$id, $trans_depth=0);
	}

function without(value: string, parameter: pattern): string
	{
	return split_string1(value, parameter)[0];
	}

# The number in a header; 0 and false if it is none.
function body_length(c: connection, value: string, name: string): bool
	{
	if ( /[0-9]{1,18}/ == value )
		return T;

	Reporter::conn_weird(name, c, value);
	return F;
	}

event sip_request(c: connection, method: string, original_URI: string, version: string) &priority=5
	{
	set_session(c);
	c$sip$method = method;
	c$sip$uri = original_URI;

	if ( method !in sip_methods )
		Reporter::conn_weird("unknown_SIP_method", c, method);
	}

event sip_reply(c: connection, version: string, code: count, reason: string) &priority=5
	{
	set_session(c);
	c$sip$status_code = code;
	c$sip$status_msg = reason;
	}

function request_header(c: connection, name: string, value: string)
	{
	local info = c$sip;

	switch ( name )
		{
		case "CALL-ID":
			info$call_id = value;
			break;
		case "CONTENT-LENGTH", "L":
			if ( body_length(c, value, "invalid_SIP_request_body_len") )
				info$request_body_len = to_count(value);
			break;
		case "CSEQ":
			info$seq = value;
			break;
		case "DATE":
			info$date = value;
			break;
		case "FROM", "F":
			info$request_from = without(value, /;[ ]?tag=/);
			break;
		case "REPLY-TO":
			info$reply_to = value;
			break;
		case "SUBJECT", "S":
			info$subject = value;
			break;
		case "TO", "T":
			info$request_to = value;
			break;
		case "USER-AGENT":
			info$user_agent = value;
			break;
		case "VIA", "V":
			if ( |info$request_path| < max_request_path_length )
				info$request_path[|info$request_path|] = without(value, /;[ ]?branch/);
			else
				Reporter::conn_weird("sip_max_request_path_length_exceeded", c);
			break;
		}
	}

function reply_header(c: connection, name: string, value: string)
	{
	local info = c$sip;

	switch ( name )
		{
		case "CONTENT-LENGTH", "L":
			if ( body_length(c, value, "invalid_SIP_response_body_len") )
				info$response_body_len = to_count(value);
			break;
		case "CONTENT-TYPE", "C":
			info$content_type = value;
			break;
		case "FROM", "F":
			info$response_from = without(value, /;[ ]?tag=/);
			break;
		case "TO", "T":
			info$response_to = value;
			break;
		case "WARNING":
			info$warning = value;
			break;
		case "VIA", "V":
			if ( |info$response_path| < max_response_path_length )
				info$response_path[|info$response_path|] = without(value, /;[ ]?branch/);
			else
				Reporter::conn_weird("sip_max_response_path_length_exceeded", c);
			break;
		}
	}

event sip_header(c: connection, is_orig: bool, name: string, value: string) &priority=5
	{
	set_session(c);

	if ( is_orig )
		request_header(c, name, value);
	else
		reply_header(c, name, value);
	}

event sip_end_entity(c: connection, is_orig: bool) &priority=-5
	{
	if ( is_orig || ! c?$sip )
		return;

	Log::write(SIP::LOG, c$sip);

	# A provisional reply is followed by another.
	if ( ! c$sip?$status_code || c$sip$status_code < 100 || c$sip$status_code >= 200 )
		delete c$sip;
	}

# What was never answered, or not finally.
event connection_state_remove(c: connection) &priority=-5
	{
	if ( c?$sip )
		Log::write(SIP::LOG, c$sip);
	}
