##! dhcp.log: one line for each conversation: the messages with the same
##! transaction number, whatever connections they belong to, as some of them go
##! to everybody. It is written when nothing more was said for a while.

@load ./consts

module DHCP;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the first message was seen.
		ts: time &log;
		## The connections with the messages.
		uids: set[string] &log;
		## The client's address: one it had before, or else the one it got.
		client_addr: addr &log &optional;
		## Who gave the address.
		server_addr: addr &log &optional;
		client_port: port &optional;
		server_port: port &optional;
		## The client's hardware address.
		mac: string &log &optional;
		## What the client calls itself.
		host_name: string &log &optional;
		## The same in full.
		client_fqdn: string &log &optional;
		## The domain that the server puts the client in.
		domain: string &log &optional;
		## The address that the client asked for.
		requested_addr: addr &log &optional;
		## The address that it got.
		assigned_addr: addr &log &optional;
		## For how long it got it.
		lease_time: interval &log &optional;
		## What either side has to say, mostly of why it refuses something.
		client_message: string &log &optional;
		server_message: string &log &optional;
		## What the messages are about.
		msg_types: vector of string &log &default=string_vec();
		## From the first message to the last.
		duration: interval &log &default=0secs;

		## The hardware address in the client's messages.
		client_chaddr: string &optional;
		## When the last message was seen.
		last_message_ts: time &optional;
	};

	## A conversation that lasts longer is written in parts.
	const max_txid_watch_time = 30secs &redef;

	## A conversation of more connections is written in parts.
	const max_uids_per_log_entry: count = 10 &redef;

	## A conversation of more messages is written in parts.
	const max_msg_types_per_log_entry: count = 50 &redef;

	## Raised for each message. Handlers find the conversation that it belongs
	## to in ``log_info``.
	global aggregate_msgs: event(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options);

	## For handlers of ``aggregate_msgs``: the conversation.
	global log_info: Info;

	## Raised with each line of the log.
	global log_dhcp: event(rec: Info);
}

redef record connection += {
	dhcp: Info &optional;
};

const ports = { 67/udp, 68/udp, 4011/udp };

# A packet from port 67 to 68 comes from a server.
redef likely_server_ports += { 67/udp };

event bro_init() &priority=5
	{
	Log::create_stream(DHCP::LOG, [$columns=Info, $ev=log_dhcp, $path="dhcp"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_DHCP, ports);
	}

const quiet = 5secs;

function write_info(info: Info)
	{
	if ( ! info?$mac && info?$client_chaddr )
		info$mac = info$client_chaddr;

	Log::write(DHCP::LOG, info);
	}

function expire_info(t: table[count] of Info, xid: count): interval
	{
	local info = t[xid];
	local now = network_time();

	if ( now - info$last_message_ts <= quiet && now - info$ts <= max_txid_watch_time && ! bro_is_terminating() )
		return quiet;

	write_info(info);
	return 0secs;
	}

## The conversations by transaction number.
global join_data: table[count] of Info = table() &create_expire=10secs &expire_func=expire_info;

function from_client(info: Info, id: conn_id, msg: DHCP::Msg, options: DHCP::Options)
	{
	if ( id$orig_h != 0.0.0.0 && id$orig_h != 255.255.255.255 )
		info$client_addr = id$orig_h;

	if ( options?$message )
		info$client_message = options$message;

	if ( options?$host_name )
		info$host_name = options$host_name;

	if ( options?$client_fqdn )
		info$client_fqdn = options$client_fqdn$domain_name;

	if ( options?$addr_request )
		info$requested_addr = options$addr_request;

	# Hardware type 1 is Ethernet.
	if ( options?$client_id && options$client_id$hwtype == 1 )
		info$mac = options$client_id$hwaddr;
	else
		info$client_chaddr = msg$chaddr;
	}

function from_server(info: Info, id: conn_id, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options)
	{
	if ( options?$message )
		info$server_message = options$message;

	if ( msg$yiaddr != 0.0.0.0 )
		{
		# A server that sends to everybody begins a connection of its own.
		info$server_addr = is_orig ? id$orig_h : id$resp_h;
		info$server_port = is_orig ? id$orig_p : id$resp_p;
		info$client_port = is_orig ? id$resp_p : id$orig_p;
		info$assigned_addr = msg$yiaddr;
		}

	if ( ! info?$client_addr && info?$assigned_addr )
		info$client_addr = info$assigned_addr;

	if ( ! info?$mac && msg$chaddr != "" )
		info$mac = msg$chaddr;

	if ( options?$domain_name )
		info$domain = options$domain_name;

	if ( options?$lease )
		info$lease_time = options$lease;
	}

# Before all other handlers: they want to find the conversation.
event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options) &priority=1000
	{
	if ( msg$xid !in join_data )
		join_data[msg$xid] = Info($ts=ts, $uids=set(uid));

	log_info = join_data[msg$xid];
	}

event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options) &priority=5
	{
	local info = log_info;
	info$last_message_ts = ts;
	info$duration = ts - info$ts;
	add info$uids[uid];
	info$msg_types[|info$msg_types|] = message_types[msg$m_type];

	if ( is_orig && (id$orig_h == 0.0.0.0 || id$orig_p == 68/udp || id$resp_p == 67/udp) )
		from_client(info, id, msg, options);
	else
		from_server(info, id, is_orig, msg, options);

	if ( |info$uids| >= max_uids_per_log_entry || |info$msg_types| >= max_msg_types_per_log_entry )
		{
		write_info(info);
		delete join_data[msg$xid];
		}
	}

event dhcp_message(c: connection, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options) &priority=-5
	{
	event DHCP::aggregate_msgs(network_time(), c$id, c$uid, is_orig, msg, options);
	}

event bro_done() &priority=-5
	{
	for ( xid in join_data )
		write_info(join_data[xid]);
	}
