##! Finds protocols at ports that are not theirs.

@load base/frameworks/analyzer
@load base/frameworks/notice
@load base/utils/site
@load base/utils/conn-ids

module ProtocolDetector;

export {
	redef enum Notice::Type += {
		## A connection speaks a protocol at a port that is not its.
		Protocol_Found,
		## A server does, for the first time.
		Server_Found
	};

	## Where a protocol is allowed.
	type dir: enum { NONE, INCOMING, OUTGOING, BOTH };

	## Servers that may speak a protocol anywhere, and who may ask them.
	const valids: table[Analyzer::Tag, addr, port] of dir = {} &redef;

	## Protocols that nobody should use, with the hosts that may: hosts of the site,
	## incoming or outgoing.
	const suppress_servers: set[Analyzer::Tag] = {} &redef;

	## How long a connection must last or how much it must carry to count.
	const minimum_duration = 30 secs &redef;
	const minimum_volume = 4e3 &redef;

	## How often a connection is looked at.
	const check_interval = 5 secs &redef;

	## Tells what a connection speaks, of what has been found: a handler of the
	## protocol may know better.
	global found_protocol: function(c: connection, analyzer: Analyzer::Tag, protocol: string);
}

# Protocols of connections, of which it is not known yet whether they count.
global conns: table[conn_id] of set[Analyzer::Tag] = {} &create_expire=1 hr;

# Servers that were told of.
global servers: set[addr, port, string] = {} &create_expire=1 day;

# More exact names than the analyzer's.
global protocols: table[conn_id] of table[Analyzer::Tag] of set[string] = {} &create_expire=1 hr;

function usual(c: connection, atype: Analyzer::Tag): bool
	{
	return c$id$resp_p in Analyzer::registered_ports(atype);
	}

# Whether a server may speak the protocol with who asks.
function allowed(c: connection, atype: Analyzer::Tag): bool
	{
	local id = c$id;

	for ( p in set(id$resp_p, 0/tcp, 0/udp) )
		{
		if ( [atype, id$resp_h, p] !in valids )
			next;

		local d = valids[atype, id$resp_h, p];

		if ( d == BOTH )
			return T;

		local coming = ! Site::is_local_addr(id$orig_h);

		if ( d == (coming ? INCOMING : OUTGOING) )
			return T;
		}

	return F;
	}

function report(c: connection, atype: Analyzer::Tag)
	{
	if ( c$duration < minimum_duration && c$orig$size + c$resp$size < minimum_volume )
		return;

	delete conns[c$id][atype];
	local name = Analyzer::name(atype);
	local detail = "";

	if ( c$id in protocols && atype in protocols[c$id] )
		for ( s in protocols[c$id][atype] )
			detail = cat(detail, detail == "" ? "" : "/", s);

	local what = detail == "" ? name : fmt("%s (via %s)", detail, name);

	if ( [c$id$resp_h, c$id$resp_p, name] !in servers )
		{
		add servers[c$id$resp_h, c$id$resp_p, name];

		if ( atype !in suppress_servers )
			NOTICE([$note=Server_Found, $conn=c, $n=port_to_count(c$id$resp_p), $sub=name,
			        $msg=fmt("%s: a server of %s at port %s", c$id$resp_h, what, c$id$resp_p),
			        $identifier=cat(c$id$resp_h, c$id$resp_p, name)]);
		}

	NOTICE([$note=Protocol_Found, $conn=c, $sub=name, $identifier=cat(c$uid, name),
	        $msg=fmt("%s %s at port %s", id_string(c$id), what, c$id$resp_p)]);
	}

event ProtocolDetector::check_connection(c: connection)
	{
	if ( c$id !in conns )
		return;

	for ( atype in copy(conns[c$id]) )
		report(c, atype);

	if ( |conns[c$id]| == 0 || ! connection_exists(c$id) )
		{
		delete conns[c$id];
		return;
		}

	schedule check_interval { ProtocolDetector::check_connection(c) };
	}

event protocol_confirmation(c: connection, atype: Analyzer::Tag, aid: count)
	{
	if ( usual(c, atype) || allowed(c, atype) )
		return;

	if ( c$id in conns )
		{
		add conns[c$id][atype];
		return;
		}

	conns[c$id] = set(atype);
	schedule check_interval { ProtocolDetector::check_connection(c) };
	}

event connection_state_remove(c: connection)
	{
	if ( c$id in conns )
		{
		for ( atype in copy(conns[c$id]) )
			report(c, atype);

		delete conns[c$id];
		}

	delete protocols[c$id];
	}

function found_protocol(c: connection, analyzer: Analyzer::Tag, protocol: string)
	{
	# What runs over it may be usual though the carrier is not told of.
	if ( c$id !in protocols )
		protocols[c$id] = table();

	if ( analyzer !in protocols[c$id] )
		protocols[c$id][analyzer] = set();

	add protocols[c$id][analyzer][protocol];
	}
