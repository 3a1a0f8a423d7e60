##! tunnel.log: connections and pairs of hosts that carry packets of others.

module Tunnel;

export {
	redef enum Log::ID += { LOG };

	## What happened to a tunnel.
	type Action: enum {
		## It was not known before.
		DISCOVER,
		## Its connection has ended.
		CLOSE,
		## No connection has begun in it for a while.
		EXPIRE
	};

	type Info: record {
		ts: time &log;
		## The tunnel's identifier; a proxy, which has many connections, has none.
		uid: string &log &optional;
		## From where to where. Tunnels in IP itself have port 0.
		id: conn_id &log;
		tunnel_type: Tunnel::Type &log;
		action: Action &log;
	};

	## Tells of the layers around a connection that are not known yet.
	global register_all: function(ecv: EncapsulatingConnVector);

	## Tells of a tunnel that is not known yet.
	global register: function(ec: EncapsulatingConn);

	## Tells that a tunnel is over.
	global close: function(tunnel: Info, action: Action);

	## Called when no connection has begun in a tunnel for long.
	global expire: function(t: table[conn_id] of Info, idx: conn_id): interval;

	## For how long.
	const expiration_interval = 1 hr &redef;

	## The tunnels that are known.
	global active: table[conn_id] of Info = table() &read_expire=expiration_interval &expire_func=expire;

	## Raised for a connection that begins within a tunnel, before
	## ``new_connection``.
	global inner_connection: event(c: connection);
}

const ayiya_ports = { 5072/udp };
const teredo_ports = { 3544/udp };
const gtpv1_ports = { 2152/udp, 2123/udp };
const vxlan_ports = { 4789/udp };
const geneve_ports = { 6081/udp };
const gre_ports = { 4754/udp };

redef likely_server_ports += { ayiya_ports, teredo_ports, gtpv1_ports, vxlan_ports, geneve_ports };

event bro_init() &priority=5
	{
	Log::create_stream(Tunnel::LOG, [$columns=Info, $path="tunnel"]);

	Analyzer::register_for_ports(Analyzer::ANALYZER_VXLAN, vxlan_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_GENEVE, geneve_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_AYIYA, ayiya_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_TEREDO, teredo_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_GTPV1, gtpv1_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_GRE, gre_ports);

	if ( ! enable_ayiya )
		Analyzer::disable_analyzer(Analyzer::ANALYZER_AYIYA);

	if ( ! enable_teredo )
		Analyzer::disable_analyzer(Analyzer::ANALYZER_TEREDO);

	if ( ! enable_gtpv1 )
		Analyzer::disable_analyzer(Analyzer::ANALYZER_GTPV1);
	}

function register_all(ecv: EncapsulatingConnVector)
	{
	for ( i in ecv )
		register(ecv[i]);
	}

function register(ec: EncapsulatingConn)
	{
	if ( ec$cid in active )
		return;

	local tunnel: Info = [$ts=network_time(), $id=ec$cid, $tunnel_type=ec$tunnel_type, $action=DISCOVER];

	if ( ec?$uid )
		tunnel$uid = ec$uid;

	active[ec$cid] = tunnel;
	Log::write(Tunnel::LOG, tunnel);
	}

function close(tunnel: Info, action: Action)
	{
	tunnel$ts = network_time();
	tunnel$action = action;
	Log::write(Tunnel::LOG, tunnel);
	delete active[tunnel$id];
	}

function expire(t: table[conn_id] of Info, idx: conn_id): interval
	{
	close(t[idx], EXPIRE);
	return 0 secs;
	}

event inner_connection(c: connection)
	{
	register_all(c$tunnel);
	}

event tunnel_changed(c: connection, e: EncapsulatingConnVector) &priority=5
	{
	register_all(e);
	}

event connection_state_remove(c: connection) &priority=-5
	{
	if ( |active| > 0 && c$id in active )
		close(active[c$id], CLOSE);
	}
