##! weird.log: what a proper network does not do. Much of it is harmless and
##! frequent, so that most oddities are told once for a connection or host.

@load base/utils/conn-ids
@load ./main

module Weird;

export {
	redef enum Log::ID += { LOG };

	redef enum Notice::Type += {
		## An oddity that somebody should know of.
		Activity
	};

	type Info: record {
		ts: time &log;
		uid: string &log &optional;
		id: conn_id &log &optional;
		## What is odd.
		name: string &log;
		## More about it.
		addl: string &log &optional;
		## Whether it became a notice too.
		notice: bool &log &default=F;
		## The process that saw it.
		peer: string &log &optional;
		## The analyzer that saw it.
		source: string &log &optional;

		## Two lines with the same name and identifier are the same oddity.
		identifier: string &optional;
		## The connection, for a notice.
		conn: connection &optional;
	};

	## What to do about an oddity.
	type Action: enum {
		ACTION_UNSPECIFIED,
		ACTION_IGNORE,
		## A line each time.
		ACTION_LOG,
		## One line for all times and hosts.
		ACTION_LOG_ONCE,
		ACTION_LOG_PER_CONN,
		ACTION_LOG_PER_ORIG,
		## A notice each time.
		ACTION_NOTICE,
		ACTION_NOTICE_ONCE,
		ACTION_NOTICE_PER_CONN,
		ACTION_NOTICE_PER_ORIG
	};

	## What to do about each oddity.
	const actions: table[string] of Action = {
		["DNS_Conn_count_too_large"] = ACTION_LOG,
		["DNS_truncated_len_lt_hdr_len"] = ACTION_LOG,
		["FIN_advanced_last_seq"] = ACTION_LOG,
		["HTTP_bad_chunk_size"] = ACTION_LOG,
		["HTTP_bad_content_length"] = ACTION_LOG,
		["HTTP_content_length_mismatch"] = ACTION_LOG,
		["HTTP_excessive_pipelining"] = ACTION_LOG,
		["SYN_after_close"] = ACTION_LOG,
		["SYN_after_partial"] = ACTION_NOTICE_PER_ORIG,
		["SYN_inside_connection"] = ACTION_LOG,
		["SYN_seq_jump"] = ACTION_LOG,
		["SYN_with_data"] = ACTION_LOG_PER_ORIG,
		["TCP_christmas"] = ACTION_LOG,
		["UDP_datagram_length_mismatch"] = ACTION_LOG_PER_ORIG,
		["active_connection_reuse"] = ACTION_LOG,
		["bad_ICMP_checksum"] = ACTION_LOG_PER_ORIG,
		["bad_IP_checksum"] = ACTION_LOG_PER_ORIG,
		["bad_TCP_checksum"] = ACTION_LOG_PER_ORIG,
		["bad_TCP_header_len"] = ACTION_LOG,
		["bad_UDP_checksum"] = ACTION_LOG_PER_ORIG,
		["baroque_SYN"] = ACTION_LOG,
		["connection_originator_SYN_ack"] = ACTION_LOG_PER_ORIG,
		["contentline_size_exceeded"] = ACTION_LOG,
		["data_after_reset"] = ACTION_LOG,
		["data_before_established"] = ACTION_LOG,
		["dns_unmatched_msg_quantity"] = ACTION_LOG,
		["exceeding_IPv6_extension_headers"] = ACTION_LOG_PER_ORIG,
		["excessive_data_without_further_acks"] = ACTION_LOG,
		["excessive_fragments"] = ACTION_LOG,
		["excessively_large_fragment"] = ACTION_LOG,
		["excessively_small_fragment"] = ACTION_LOG_PER_ORIG,
		["fragment_inconsistency"] = ACTION_LOG_PER_ORIG,
		["fragment_overlap"] = ACTION_LOG_PER_ORIG,
		["fragment_protocol_inconsistency"] = ACTION_LOG,
		["fragment_size_inconsistency"] = ACTION_LOG_PER_ORIG,
		["fragment_with_DF"] = ACTION_LOG,
		["http_excessive_headers"] = ACTION_LOG,
		["illegal_HTTP_header"] = ACTION_LOG,
		["inappropriate_FIN"] = ACTION_LOG,
		["inconsistent_HTTP_chunk"] = ACTION_LOG,
		["internally_truncated_header"] = ACTION_LOG,
		["invalid_http_09_request_method"] = ACTION_LOG,
		["missing_HTTP_uri"] = ACTION_LOG,
		["null_analyzer_failed"] = ACTION_LOG,
		["possible_split_routing"] = ACTION_LOG,
		["spontaneous_FIN"] = ACTION_IGNORE,
		["spontaneous_RST"] = ACTION_IGNORE,
		["truncated_IP"] = ACTION_LOG,
		["truncated_header"] = ACTION_LOG,
		["truncated_tcp_payload"] = ACTION_LOG,
		["unknown_HTTP_method"] = ACTION_LOG,
		["unmatched_HTTP_reply"] = ACTION_LOG,
		["DNS_label_forward_compress_offset"] = ACTION_LOG_PER_ORIG,
		["DNS_label_len_gt_name_len"] = ACTION_LOG_PER_ORIG,
		["DNS_label_len_gt_pkt"] = ACTION_LOG_PER_ORIG,
		["DNS_label_too_long"] = ACTION_LOG_PER_ORIG,
		["FIN_after_reset"] = ACTION_IGNORE,
		["FIN_storm"] = ACTION_NOTICE_PER_ORIG,
		["FTP_arg_too_long"] = ACTION_LOG_PER_CONN,
		["FTP_max_command_length_exceeded"] = ACTION_LOG_PER_CONN,
		["FTP_password_too_long"] = ACTION_LOG_PER_CONN,
		["FTP_reply_msg_too_long"] = ACTION_LOG_PER_CONN,
		["FTP_too_many_pending_commands"] = ACTION_LOG_PER_CONN,
		["FTP_user_too_long"] = ACTION_LOG_PER_CONN,
		["bad_RPC"] = ACTION_LOG_PER_ORIG,
		["excess_RPC"] = ACTION_LOG_PER_ORIG,
		["originator_RPC_reply"] = ACTION_LOG_PER_ORIG,
		["partial_RPC"] = ACTION_LOG_PER_ORIG,
		["responder_RPC_call"] = ACTION_LOG_PER_ORIG,
		["simultaneous_open"] = ACTION_LOG_PER_CONN,
		["smb_tree_connect_andx_response_without_tree"] = ACTION_LOG_PER_CONN,
		["smtp_excessive_invalid_mail_transactions"] = ACTION_LOG_PER_CONN,
		["smtp_mail_transaction_invalid"] = ACTION_LOG_PER_CONN,
		["successful_RPC_reply_to_invalid_request"] = ACTION_NOTICE_PER_ORIG,
		["unsolicited_SYN_response"] = ACTION_IGNORE,
		["window_recision"] = ACTION_LOG,
	} &default=ACTION_LOG &redef;

	## Hosts whose oddities of this name are known.
	const ignore_hosts: set[addr, string] = {} &redef;

	## What has been told lately, by name and identifier, and is not told again
	## before it has stopped for a while.
	global weird_ignore: set[string, string] &write_expire=10 min &redef;

	## Oddities that are told again all the same.
	const weird_do_not_ignore_repeats: set[string] = {
		"bad_IP_checksum", "bad_TCP_checksum", "bad_UDP_checksum", "bad_ICMP_checksum",
	} &redef;

	## Tells of an oddity.
	global weird: function(w: Weird::Info);

	## Raised with each line of the log.
	global log_weird: event(rec: Info);
}

# Actions that tell an oddity once only.
const limiting_actions = {
	ACTION_LOG_ONCE,
	ACTION_LOG_PER_CONN,
	ACTION_LOG_PER_ORIG,
	ACTION_NOTICE_ONCE,
	ACTION_NOTICE_PER_CONN,
	ACTION_NOTICE_PER_ORIG,
};

const notice_actions = {
	ACTION_NOTICE,
	ACTION_NOTICE_ONCE,
	ACTION_NOTICE_PER_CONN,
	ACTION_NOTICE_PER_ORIG,
};

# What was told under a limiting action.
global did_log: set[string, string] &create_expire=1 day;

event bro_init() &priority=5
	{
	Log::create_stream(Weird::LOG, [$columns=Info, $ev=log_weird, $path="weird"]);
	}

# Oddities with one name and identifier are the same to an action.
function identifier(action: Action, w: Info): string
	{
	switch ( action )
		{
		case ACTION_LOG_PER_ORIG, ACTION_NOTICE_PER_ORIG:
			return w?$id ? cat(w$id$orig_h) : "";

		case ACTION_LOG_PER_CONN, ACTION_NOTICE_PER_CONN:
			return w?$uid ? w$uid : "";
		}

	return "";
	}

# The events' empty strings are unset fields.
function tell(w: Info, addl: string, source: string)
	{
	if ( addl != "" )
		w$addl = addl;

	if ( source != "" )
		w$source = source;

	weird(w);
	}

function weird(w: Weird::Info)
	{
	local action = actions[w$name];

	if ( action == ACTION_IGNORE )
		return;

	if ( w?$id && ([w$id$orig_h, w$name] in ignore_hosts || [w$id$resp_h, w$name] in ignore_hosts) )
		return;

	if ( action in limiting_actions )
		{
		local who = identifier(action, w);

		if ( [w$name, who] in did_log )
			return;

		add did_log[w$name, who];
		}

	# The same again from the same place is no news.
	if ( w?$identifier && w$name !in weird_do_not_ignore_repeats )
		{
		if ( [w$name, w$identifier] in weird_ignore )
			return;

		add weird_ignore[w$name, w$identifier];
		}

	if ( action in notice_actions )
		{
		w$notice = T;
		local n: Notice::Info = [$note=Activity, $msg=w$name];

		if ( w?$conn )
			n$conn = w$conn;
		else if ( w?$id )
			n$id = w$id;

		if ( w?$addl )
			n$sub = w$addl;

		n$identifier = cat(w$name, identifier(action, w));
		NOTICE(n);
		}

	w$peer = peer_description;
	Log::write(Weird::LOG, w);
	}

event conn_weird(name: string, c: connection, addl: string, source: string)
	{
	local w: Info = [$ts=network_time(), $name=name, $uid=c$uid, $id=c$id, $conn=c,
	                 $identifier=cat(c$uid, addl)];
	tell(w, addl, source);
	}

event flow_weird(name: string, src: addr, dst: addr, addl: string, source: string)
	{
	# Without a connection there are no ports.
	local id: conn_id = [$orig_h=src, $orig_p=count_to_port(0, unknown_transport),
	                     $resp_h=dst, $resp_p=count_to_port(0, unknown_transport)];
	tell([$ts=network_time(), $name=name, $id=id, $identifier=cat(src, dst)], addl, source);
	}

event net_weird(name: string, addl: string, source: string)
	{
	tell([$ts=network_time(), $name=name, $identifier=addl], addl, source);
	}

event file_weird(name: string, f: fa_file, addl: string, source: string)
	{
	local w: Info = [$ts=network_time(), $name=name, $identifier=cat(f$id, addl)];

	# A file of several connections belongs to none of them.
	if ( f?$conns && |f$conns| == 1 )
		for ( id, c in f$conns )
			{
			w$id = id;
			w$uid = c$uid;
			}

	tell(w, addl, source);
	}

event expired_conn_weird(name: string, id: conn_id, uid: string, addl: string, source: string)
	{
	tell([$ts=network_time(), $name=name, $uid=uid, $id=id, $identifier=cat(uid, addl)], addl, source);
	}
