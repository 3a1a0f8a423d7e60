##! The events that the engine raises.

# ---- the engine ----

## The first event: all scripts are loaded, no packet has been read.
global bro_init: event();

## The last event: all input is read and all connections have ended.
global bro_done: event();

## Raised before ``bro_done``, at the network time ``t``.
global net_done: event(t: time);

## Raised after ``bro_init`` for each script, in the order they were loaded.
##
## level: how deep the script was loaded; 0 for those of the command line.
global bro_script_loaded: event(path: string, level: count);

# ---- connections ----

## The first packet of a connection.
global new_connection: event(c: connection);

## Each packet of a connection. There are many.
global new_packet: event(c: connection, p: pkt_hdr);

## A SYN with its packet's properties.
global connection_SYN_packet: event(c: connection);

## The ACK that ends a handshake.
global connection_first_ACK: event(c: connection);

## The handshake has been seen to its end.
global connection_established: event(c: connection);

## A connection was asked for and nobody answered.
global connection_attempt: event(c: connection);

## A connection was refused with RST.
global connection_rejected: event(c: connection);

## An established connection was aborted with RST.
global connection_reset: event(c: connection);

## Both ends have closed.
global connection_finished: event(c: connection);

## One end has closed a connection whose start was not seen.
global connection_half_finished: event(c: connection);

## One end has closed and the other has been silent since.
global connection_partial_close: event(c: connection);

## The input ended before the connection did.
global connection_pending: event(c: connection);

## The same addresses and ports begin anew.
global connection_reused: event(c: connection);

## The connection was silent for too long.
global connection_timeout: event(c: connection);

## A TCP connection whose start was not seen.
global partial_connection: event(c: connection);

## The engine forgets the connection: the last event about it.
global connection_state_remove: event(c: connection);

## An end will send no more.
global connection_EOF: event(c: connection, is_orig: bool);

## Bytes of a stream are missing.
##
## seq: the number of the first one; the stream begins with 1.
global content_gap: event(c: connection, is_orig: bool, seq: count, length: count);

## Originator and responder have been exchanged.
global connection_flipped: event(c: connection);

# ---- datagrams ----

## A UDP packet of the originator.
global udp_request: event(u: connection);

## A UDP packet of the responder.
global udp_reply: event(u: connection);

## The contents of a UDP packet. There are many.
global udp_contents: event(u: connection, is_orig: bool, contents: string);

## An ICMP message that has no event of its own.
global icmp_sent: event(c: connection, icmp: icmp_info);

global icmp_echo_request: event(c: connection, icmp: icmp_info, id: count, seq: count, payload: string);

global icmp_echo_reply: event(c: connection, icmp: icmp_info, id: count, seq: count, payload: string);

## A host cannot be reached.
##
## context: the datagram that did not get there.
global icmp_unreachable: event(c: connection, icmp: icmp_info, code: count, context: icmp_context);

## A datagram has been under way too long.
global icmp_time_exceeded: event(c: connection, icmp: icmp_info, code: count, context: icmp_context);

# ---- oddities ----

## What a proper network does not do, within a connection.
global conn_weird: event(name: string, c: connection, addl: string);

## The same between two hosts.
global flow_weird: event(name: string, src: addr, dst: addr);

## The same, of no host in particular.
global net_weird: event(name: string);

# ---- protocol detection ----

## An analyzer has recognized its protocol.
global protocol_confirmation: event(c: connection, atype: Analyzer::Tag, aid: count);

## An analyzer has seen what its protocol does not allow.
global protocol_violation: event(c: connection, atype: Analyzer::Tag, aid: count, reason: string);

# ---- DNS ----

## A DNS message, before all other events about it.
global dns_message: event(c: connection, is_orig: bool, msg: dns_msg, len: count);

## A question.
global dns_request: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count);

## A question that a server refused to answer.
global dns_rejected: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count);

## The question as a reply repeats it.
global dns_query_reply: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count);

## A message has been seen to its end.
global dns_end: event(c: connection, msg: dns_msg);

# One event for each type of resource record.
global dns_A_reply: event(c: connection, msg: dns_msg, ans: dns_answer, a: addr);
global dns_AAAA_reply: event(c: connection, msg: dns_msg, ans: dns_answer, a: addr);
global dns_NS_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string);
global dns_CNAME_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string);
global dns_PTR_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string);
global dns_SOA_reply: event(c: connection, msg: dns_msg, ans: dns_answer, soa: dns_soa);
global dns_MX_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string, preference: count);
global dns_TXT_reply: event(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec);
global dns_SPF_reply: event(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec);
global dns_SRV_reply: event(c: connection, msg: dns_msg, ans: dns_answer, target: string, priority: count, weight: count, p: count);
global dns_HINFO_reply: event(c: connection, msg: dns_msg, ans: dns_answer, cpu: string, os: string);
global dns_CAA_reply: event(c: connection, msg: dns_msg, ans: dns_answer, flags: count, tag: string, value: string);
global dns_WKS_reply: event(c: connection, msg: dns_msg, ans: dns_answer);
global dns_EDNS_addl: event(c: connection, msg: dns_msg, ans: dns_edns_additional);

## A resource record of another type.
global dns_unknown_reply: event(c: connection, msg: dns_msg, ans: dns_answer);

# ---- HTTP ----

## The first line of a request.
global http_request: event(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string);

## The first line of a reply.
global http_reply: event(c: connection, version: string, code: count, reason: string);

## A header line; the name in upper case.
global http_header: event(c: connection, is_orig: bool, name: string, value: string);

## All header lines of a message.
global http_all_headers: event(c: connection, is_orig: bool, hlist: mime_header_list);

global http_begin_entity: event(c: connection, is_orig: bool);

## The type of a body, as its header says.
global http_content_type: event(c: connection, is_orig: bool, ty: string, subty: string);

## A piece of a body, without chunks and compression.
global http_entity_data: event(c: connection, is_orig: bool, length: count, data: string);

global http_end_entity: event(c: connection, is_orig: bool);

## A message has been seen to its end.
global http_message_done: event(c: connection, is_orig: bool, stat: http_message_stat);

## An oddity of HTTP.
global http_event: event(c: connection, event_type: string, detail: string);

## The connection's counts, at its end.
global http_stats: event(c: connection, stats: http_stats_rec);

## What follows on this connection is another protocol.
global http_connection_upgrade: event(c: connection, protocol: string);
