##! The names that scripts use about signatures. This engine has no signatures:
##! ``@load-sigs`` finds nothing to match, ``signature_match`` is never raised by
##! it, and signatures.log is not written unless a script raises that event.

@load base/frameworks/notice

## What was known when a signature matched.
type signature_state: record {
	sig_id: string;
	conn: connection;
	is_orig: bool;
	## How much of the connection was looked at.
	payload_size: count;
};

## Raised when a signature matches.
global signature_match: event(state: signature_state, msg: string, data: string);

module Signatures;

export {
	redef enum Notice::Type += {
		## A match that is worth a notice.
		Sensitive_Signature,
		## One host matches many signatures of one host.
		Multiple_Signatures,
		## One host matches one signature with many hosts.
		Multiple_Sig_Responders,
		## A match that is counted.
		Count_Signature,
		## What was found in a summary.
		Signature_Summary
	};

	redef enum Log::ID += { LOG };

	## What to do about a match.
	type Action: enum {
		SIG_IGNORE,
		SIG_QUIET,
		SIG_LOG,
		SIG_FILE_BUT_NO_SCAN,
		SIG_ALARM,
		SIG_ALARM_PER_ORIG,
		SIG_ALARM_ONCE,
		SIG_COUNT_PER_RESP,
		SIG_SUMMARY
	};

	type Info: record {
		ts: time &log;
		uid: string &log &optional;
		src_addr: addr &log &optional;
		src_port: port &log &optional;
		dst_addr: addr &log &optional;
		dst_port: port &log &optional;
		## What it means.
		note: Notice::Type &log;
		sig_id: string &log &optional;
		event_msg: string &log &optional;
		## What matched.
		sub_msg: string &log &optional;
		sig_count: count &log &optional;
		host_count: count &log &optional;
	};

	## What to do about each signature.
	const actions: table[string] of Action = {} &redef &default=SIG_ALARM;

	## Signatures of no interest.
	option ignored_ids = /NO_DEFAULT_MATCHES/;

	## Raised with each line of signatures.log.
	global log_signature: event(rec: Info);
}

event bro_init()
	{
	Log::create_stream(Signatures::LOG, [$columns=Info, $ev=log_signature, $path="signatures"]);
	}

# The part of a signature's data that is worth a line.
const most_data = 80;

event signature_match(state: signature_state, msg: string, data: string)
	{
	local action = actions[state$sig_id];

	if ( action == SIG_IGNORE || action == SIG_QUIET || ignored_ids in state$sig_id )
		return;

	local c = state$conn;
	local orig_is_source = state$is_orig;
	local info = Info($ts=network_time(), $uid=c$uid, $note=Sensitive_Signature, $sig_id=state$sig_id,
	                  $event_msg=fmt("%s: %s", orig_is_source ? c$id$orig_h : c$id$resp_h, msg),
	                  $sub_msg=|data| > most_data ? cat(data[0:most_data], "...") : data,
	                  $src_addr=orig_is_source ? c$id$orig_h : c$id$resp_h,
	                  $src_port=orig_is_source ? c$id$orig_p : c$id$resp_p,
	                  $dst_addr=orig_is_source ? c$id$resp_h : c$id$orig_h,
	                  $dst_port=orig_is_source ? c$id$resp_p : c$id$orig_p);

	Log::write(Signatures::LOG, info);

	if ( action == SIG_ALARM )
		NOTICE([$note=Sensitive_Signature, $conn=c, $src=info$src_addr, $dst=info$dst_addr,
		        $msg=info$event_msg, $sub=info$sub_msg]);
	}
