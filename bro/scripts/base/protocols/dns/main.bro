##! dns.log: one line for each question together with its answer.
##!
##! Questions and answers of a connection find each other by their transaction
##! id. Those that stay alone are logged when the connection ends.

@load base/utils/queue
@load ./consts

module DNS;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## Time of the question; of the answer if there was none.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		proto: transport_proto &log;
		## The number that the asker gave the question.
		trans_id: count &log &optional;
		## From the question to the answer.
		rtt: interval &log &optional;
		## The name in question.
		query: string &log &optional;
		qclass: count &log &optional;
		qclass_name: string &log &optional;
		qtype: count &log &optional;
		qtype_name: string &log &optional;
		## What the server made of it.
		rcode: count &log &optional;
		rcode_name: string &log &optional;
		## The server is responsible for the name.
		AA: bool &log &default=F;
		## The message was cut off.
		TC: bool &log &default=F;
		## The asker wants the server to ask others.
		RD: bool &log &default=F;
		## The server would ask others.
		RA: bool &log &default=F;
		## Bits with no meaning yet; zero but for DNSSEC.
		Z: count &log &default=0;
		## What the answers hold.
		answers: vector of string &log &optional;
		## How long each of the answers may be kept.
		TTLs: vector of interval &log &optional;
		## The server refused.
		rejected: bool &log &default=F;
		## What is asked for: a name's records, or something else.
		opcode: count &log &optional;
		opcode_name: string &log &optional;

		## Resource records in the answer section.
		total_answers: count &optional;
		## Resource records in all sections.
		total_replies: count &optional;

		## Whether the question was seen to its end.
		saw_query: bool &default=F;
		## Whether the answer was seen to its end.
		saw_reply: bool &default=F;
	};

	## What waits for its other half, by transaction id.
	type PendingMessages: table[count] of Queue::Queue;

	## What is kept about a connection.
	type State: record {
		## The query that waits longest; mostly it is the only message that waits,
		## and then there are no tables.
		pending_query: Info &optional;
		## The queries behind it.
		pending_queries: PendingMessages &optional;
		pending_replies: PendingMessages &optional;
		## How many wait.
		pending: count &default=0;
	};

	## At most this many messages of a connection wait for their other half.
	## With more, the waiting ones are logged as they are.
	const max_pending_msgs = 50 &redef;

	## Called for each resource record of an answer.
	##
	## reply: what the record holds, for people to read.
	global do_reply: hook(c: connection, msg: dns_msg, ans: dns_answer, reply: string);

	## Called for each message, to make ``c$dns`` what the message belongs to.
	global set_session: hook(c: connection, msg: dns_msg, is_query: bool);

	## Raised with each line of the log.
	global log_dns: event(rec: Info);
}

redef record connection += {
	dns: Info &optional;
	dns_state: State &optional;
};

const ports = { 53/udp, 53/tcp, 137/udp, 5353/udp, 5355/udp };

event bro_init() &priority=5
	{
	Log::create_stream(DNS::LOG, [$columns=Info, $ev=log_dns, $path="dns"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_DNS, ports);
	}

function new_session(c: connection, trans_id: count): Info
	{
	return Info($ts=network_time(), $uid=c$uid, $id=c$id,
	            $proto=get_port_transport_proto(c$id$resp_p), $trans_id=trans_id);
	}

function log_unmatched(pending: PendingMessages)
	{
	for ( id in pending )
		{
		local waiting: vector of Info;
		Queue::get_vector(pending[id], waiting);

		for ( i in waiting )
			Log::write(DNS::LOG, waiting[i]);
		}

	clear_table(pending);
	}

function log_all_unmatched(state: State)
	{
	if ( state?$pending_query )
		{
		Log::write(DNS::LOG, state$pending_query);
		delete state$pending_query;
		}

	if ( state?$pending_queries )
		log_unmatched(state$pending_queries);

	if ( state?$pending_replies )
		log_unmatched(state$pending_replies);

	state$pending = 0;
	}

# Gives the message that waits longest for one with this transaction id.
function take(state: State, pending: PendingMessages, id: count): Info
	{
	local waiting = pending[id];
	local info: Info = Queue::get(waiting);

	if ( Queue::len(waiting) == 0 )
		delete pending[id];

	--state$pending;
	return info;
	}

function put(state: State, pending: PendingMessages, id: count, info: Info)
	{
	if ( id !in pending )
		pending[id] = Queue::init();

	Queue::put(pending[id], info);
	++state$pending;
	}

# Has a query wait for its reply.
function put_query(state: State, id: count, info: Info)
	{
	local others = state?$pending_queries && |state$pending_queries| > 0;

	if ( ! others && ! state?$pending_query )
		{
		state$pending_query = info;
		++state$pending;
		return;
		}

	if ( ! state?$pending_queries )
		state$pending_queries = PendingMessages();

	put(state, state$pending_queries, id, info);
	}

function put_reply(state: State, id: count, info: Info)
	{
	if ( ! state?$pending_replies )
		state$pending_replies = PendingMessages();

	put(state, state$pending_replies, id, info);
	}

function set_opcode(c: connection, info: Info, msg: dns_msg)
	{
	info$opcode = msg$opcode;
	info$opcode_name = c$id$resp_p == 137/udp ? netbios_opcodes[msg$opcode] : opcodes[msg$opcode];
	}

hook set_session(c: connection, msg: dns_msg, is_query: bool) &priority=5
	{
	if ( ! c?$dns_state )
		c$dns_state = State();

	local state = c$dns_state;

	if ( state$pending >= max_pending_msgs )
		{
		Reporter::conn_weird("dns_unmatched_msg_quantity", c, "", "DNS");
		log_all_unmatched(state);
		}

	local id = msg$id;

	if ( is_query )
		{
		if ( state?$pending_replies && id in state$pending_replies )
			c$dns = take(state, state$pending_replies, id);
		else
			{
			c$dns = new_session(c, id);
			put_query(state, id, c$dns);
			}

		set_opcode(c, c$dns, msg);
		return;
		}

	if ( state?$pending_query && state$pending_query$trans_id == id )
		{
		c$dns = state$pending_query;
		delete state$pending_query;
		--state$pending;
		}
	else if ( state?$pending_queries && id in state$pending_queries )
		c$dns = take(state, state$pending_queries, id);
	else
		{
		c$dns = new_session(c, id);
		put_reply(state, id, c$dns);
		}

	local info = c$dns;
	set_opcode(c, info, msg);
	info$rcode = msg$rcode;
	info$rcode_name = base_errors[msg$rcode];
	info$total_answers = msg$num_answers;
	info$total_replies = msg$num_answers + msg$num_auth + msg$num_addl;

	if ( msg$rcode != 0 && msg$num_queries == 0 )
		info$rejected = T;
	}

# Whether the message is for something that is logged.
function understood(c: connection, msg: dns_msg): bool
	{
	return msg$opcode == 0 || msg$opcode == DNS_OP_NOTIFY || msg$opcode == DNS_OP_DYNAMIC_UPDATE ||
	       c$id$resp_p == 137/udp;
	}

# Whether the message is to change a zone.
function updates(c: connection, msg: dns_msg): bool
	{
	return msg$opcode == DNS_OP_DYNAMIC_UPDATE && c$id$resp_p != 137/udp;
	}

event dns_message(c: connection, is_orig: bool, msg: dns_msg, len: count) &priority=5
	{
	if ( understood(c, msg) )
		hook set_session(c, msg, ! msg$QR);
	}

function add_answer(info: Info, text: string, ttl: interval)
	{
	if ( ! info?$answers )
		{
		info$answers = vector();
		info$TTLs = vector();
		}

	info$answers[|info$answers|] = text;
	info$TTLs[|info$TTLs|] = ttl;
	}

# Notes a record of a message that is to change a zone (RFC 2136): what must be so, and
# then what is to be.
function add_update(info: Info, ans: dns_answer, data: string)
	{
	if ( ! info?$query )
		info$query = ans$query;

	local kind = query_types[ans$qtype];
	local set_of = ans$qtype == ANY ? "Name" : cat("RRSet ", kind);
	local one = data == "" ? cat(kind, " ", ans$query) : cat(kind, " ", ans$query, " ", data);
	local text = "";

	if ( ans$answer_type == DNS_ANS )
		text = cat("pre: ", ans$qclass == NONE ? "No" : "", set_of, " ", ans$query);
	else if ( ans$answer_type != DNS_AUTH )
		return;
	else if ( ans$qclass == ANY )
		text = cat("del: ", set_of);
	else
		text = cat(ans$qclass == NONE ? "del: " : "add: ", one);

	add_answer(info, text, ans$TTL);
	}

hook do_reply(c: connection, msg: dns_msg, ans: dns_answer, reply: string) &priority=5
	{
	if ( ! c?$dns || ! understood(c, msg) )
		return;

	local info = c$dns;

	if ( ! msg$QR )
		{
		if ( updates(c, msg) )
			add_update(info, ans, reply);

		return;
		}

	# Without a question its time would be the answer's own.
	if ( ! info?$rtt && info$saw_query )
		info$rtt = network_time() - info$ts;

	if ( updates(c, msg) )
		{
		# A reply repeats what was asked for.
		if ( ! info$saw_query )
			add_update(info, ans, reply);

		return;
		}

	if ( ans$answer_type != DNS_ANS )
		return;

	if ( ! info?$query )
		info$query = ans$query;

	info$AA = msg$AA;
	info$RA = msg$RA;

	if ( reply != "" )
		add_answer(info, reply, ans$TTL);
	}

event dns_request(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count) &priority=5
	{
	if ( ! c?$dns || ! understood(c, msg) )
		return;

	local info = c$dns;
	info$RD = msg$RD;
	info$TC = msg$TC;
	info$Z = msg$Z;
	info$qclass = qclass;
	info$qclass_name = classes[qclass];
	info$qtype = qtype;
	info$qtype_name = query_types[qtype];

	# NetBIOS hides the name in another.
	info$query = c$id$resp_p == 137/udp ? decode_netbios_name(to_upper(query)) : query;
	}

event dns_rejected(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count) &priority=5
	{
	if ( c?$dns )
		c$dns$rejected = T;
	}

event dns_end(c: connection, msg: dns_msg) &priority=5
	{
	if ( ! c?$dns || ! understood(c, msg) )
		return;

	if ( ! msg$QR )
		{
		c$dns$saw_query = T;
		return;
		}

	c$dns$saw_reply = T;
	}

event dns_end(c: connection, msg: dns_msg) &priority=-5
	{
	if ( c?$dns && c$dns$saw_query && c$dns$saw_reply )
		{
		Log::write(DNS::LOG, c$dns);
		delete c$dns;
		}
	}

event connection_state_remove(c: connection) &priority=-5
	{
	if ( c?$dns_state && c$dns_state$pending > 0 )
		log_all_unmatched(c$dns_state);
	}

# ---- what the records hold ----

event dns_A_reply(c: connection, msg: dns_msg, ans: dns_answer, a: addr) &priority=5
	{
	hook do_reply(c, msg, ans, cat(a));
	}

event dns_AAAA_reply(c: connection, msg: dns_msg, ans: dns_answer, a: addr) &priority=5
	{
	hook do_reply(c, msg, ans, cat(a));
	}

event dns_NS_reply(c: connection, msg: dns_msg, ans: dns_answer, name: string) &priority=5
	{
	hook do_reply(c, msg, ans, name);
	}

event dns_CNAME_reply(c: connection, msg: dns_msg, ans: dns_answer, name: string) &priority=5
	{
	hook do_reply(c, msg, ans, name);
	}

event dns_PTR_reply(c: connection, msg: dns_msg, ans: dns_answer, name: string) &priority=5
	{
	hook do_reply(c, msg, ans, name);
	}

event dns_MX_reply(c: connection, msg: dns_msg, ans: dns_answer, name: string, preference: count) &priority=5
	{
	hook do_reply(c, msg, ans, name);
	}

event dns_SOA_reply(c: connection, msg: dns_msg, ans: dns_answer, soa: dns_soa) &priority=5
	{
	hook do_reply(c, msg, ans, soa$mname);
	}

event dns_SRV_reply(c: connection, msg: dns_msg, ans: dns_answer, target: string, priority: count, weight: count, p: count) &priority=5
	{
	hook do_reply(c, msg, ans, target);
	}

# Each string with its length in front, as they may hold anything.
function strings_reply(kind: string, strs: string_vec): string
	{
	local all = "";

	for ( i in strs )
		all = cat(all, i == 0 ? "" : " ", kind, " ", |strs[i]|, " ", strs[i]);

	return all;
	}

event dns_TXT_reply(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec) &priority=5
	{
	hook do_reply(c, msg, ans, strings_reply("TXT", strs));
	}

event dns_SPF_reply(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec) &priority=5
	{
	hook do_reply(c, msg, ans, strings_reply("SPF", strs));
	}

event dns_HINFO_reply(c: connection, msg: dns_msg, ans: dns_answer, cpu: string, os: string) &priority=5
	{
	hook do_reply(c, msg, ans, fmt("HINFO %s %s", cpu, os));
	}

event dns_CAA_reply(c: connection, msg: dns_msg, ans: dns_answer, flags: count, tag: string, value: string) &priority=5
	{
	hook do_reply(c, msg, ans, fmt("CAA %d %s %s", flags, tag, value));
	}

event dns_RRSIG(c: connection, msg: dns_msg, ans: dns_answer, rrsig: dns_rrsig_rr) &priority=5
	{
	hook do_reply(c, msg, ans, fmt("RRSIG %d %s", rrsig$type_covered,
	                               rrsig$signer_name == "" ? "<Root>" : rrsig$signer_name));
	}

event dns_DNSKEY(c: connection, msg: dns_msg, ans: dns_answer, dnskey: dns_dnskey_rr) &priority=5
	{
	hook do_reply(c, msg, ans, fmt("DNSKEY %d", dnskey$algorithm));
	}

event dns_DS(c: connection, msg: dns_msg, ans: dns_answer, ds: dns_ds_rr) &priority=5
	{
	hook do_reply(c, msg, ans, fmt("DS %d %d", ds$algorithm, ds$digest_type));
	}

event dns_NSEC(c: connection, msg: dns_msg, ans: dns_answer, next_name: string, bitmaps: string_vec) &priority=5
	{
	hook do_reply(c, msg, ans, fmt("NSEC %s %s", ans$query, next_name));
	}

event dns_NSEC3(c: connection, msg: dns_msg, ans: dns_answer, nsec3: dns_nsec3_rr) &priority=5
	{
	hook do_reply(c, msg, ans, "NSEC3");
	}

event dns_NSEC3PARAM(c: connection, msg: dns_msg, ans: dns_answer, nsec3param: dns_nsec3param_rr) &priority=5
	{
	hook do_reply(c, msg, ans, "NSEC3PARAM");
	}

event dns_BINDS(c: connection, msg: dns_msg, ans: dns_answer, binds: dns_binds_rr) &priority=5
	{
	hook do_reply(c, msg, ans, "BIND9 signing signal");
	}

event dns_SSHFP(c: connection, msg: dns_msg, ans: dns_answer, algo: count, fptype: count, fingerprint: string) &priority=5
	{
	hook do_reply(c, msg, ans, cat("SSHFP: ", bytestring_to_hexstr(fingerprint)));
	}

event dns_LOC(c: connection, msg: dns_msg, ans: dns_answer, loc: dns_loc_rr) &priority=5
	{
	hook do_reply(c, msg, ans, fmt("LOC:  %d %d %d", loc$size, loc$horiz_pre, loc$vert_pre));
	}

event dns_NAPTR_reply(c: connection, msg: dns_msg, ans: dns_answer, naptr: dns_naptr_rr) &priority=5
	{
	hook do_reply(c, msg, ans, fmt("NAPTR %d %d %s %s %s%s%s", naptr$order, naptr$preference, naptr$flags,
	                               naptr$service, naptr$regexp,
	                               naptr$regexp != "" && naptr$replacement != "" ? " " : "", naptr$replacement));
	}

event dns_WKS_reply(c: connection, msg: dns_msg, ans: dns_answer) &priority=5
	{
	hook do_reply(c, msg, ans, "");
	}

event dns_unknown_reply(c: connection, msg: dns_msg, ans: dns_answer) &priority=5
	{
	hook do_reply(c, msg, ans, updates(c, msg) ? "" : fmt("<unknown type=%d>", ans$qtype));
	}
