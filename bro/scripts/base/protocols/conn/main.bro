##! conn.log: one line for each connection, written when the engine forgets it.

@load base/utils/site

module Conn;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## Time of the first packet.
		ts: time &log;
		## Identifies the connection in all logs.
		uid: string &log;
		id: conn_id &log;
		## Transport protocol.
		proto: transport_proto &log;
		## Protocols that were confirmed, separated by commas.
		service: string &log &optional;
		## From the first packet to the last. Unset without a second one.
		duration: interval &log &optional;
		## Payload bytes of the originator. With TCP by sequence numbers.
		orig_bytes: count &log &optional;
		## Payload bytes of the responder.
		resp_bytes: count &log &optional;
		## What became of the connection:
		##
		## ``S0``     a SYN, no answer
		## ``S1``     established, not ended
		## ``SF``     established and ended by both
		## ``REJ``    refused
		## ``S2``     established; the originator has closed, the responder not
		## ``S3``     established; the responder has closed, the originator not
		## ``RSTO``   established; aborted by the originator
		## ``RSTR``   aborted by the responder
		## ``RSTOS0`` a SYN, then a RST, no answer
		## ``RSTRH``  a SYN-ACK, then a RST, no SYN
		## ``SH``     a SYN, then a FIN, no answer
		## ``SHR``    a SYN-ACK, then a FIN, no SYN
		## ``OTH``    none of these: traffic without a start
		conn_state: string &log &optional;
		## Whether the originator is the site's; unset if
		## ``Site::local_nets`` says nothing.
		local_orig: bool &log &optional;
		## Whether the responder is the site's.
		local_resp: bool &log &optional;
		## Bytes that the capture lacks.
		missed_bytes: count &log &default=0;
		## What happened, one letter each: ``s`` SYN, ``h`` SYN-ACK, ``a`` ACK,
		## ``d`` data, ``f`` FIN, ``r`` RST, ``c`` wrong checksum,
		## ``i`` inconsistent flags. Upper case for the originator.
		history: string &log &optional;
		## Packets of the originator.
		orig_pkts: count &log &optional;
		## Bytes of these packets with their IP headers.
		orig_ip_bytes: count &log &optional;
		resp_pkts: count &log &optional;
		resp_ip_bytes: count &log &optional;
		## The innermost tunnels that this one ran in: their connections, or
		## their identifiers in tunnel.log.
		tunnel_parents: set[string] &log &optional;
		## The number of the transport protocol.
		ip_proto: count &log &optional;
	};

	## Raised with each line of the log.
	global log_conn: event(rec: Info);

	## Raised when scripts are about to see a connection for the first time,
	## before the event that shows it to them: with ``new_connection`` if that
	## is handled, else later. Connections that no event is about until they
	## end so need no memory for scripts.
	##
	## ip_proto: the number of the transport protocol.
	global known: event(c: connection, ip_proto: count);
}

redef record connection += {
	conn: Info &optional;
};

event bro_init() &priority=5
	{
	Log::create_stream(Conn::LOG, [$columns=Info, $ev=log_conn, $path="conn"]);
	}

## Says what became of a connection, as ``Info$conn_state``.
function conn_state(c: connection, trans: transport_proto): string
	{
	local orig = c$orig$state;
	local resp = c$resp$state;

	if ( trans == udp )
		{
		if ( orig == UDP_ACTIVE )
			return resp == UDP_ACTIVE ? "SF" : "S0";

		return resp == UDP_ACTIVE ? "SHR" : "OTH";
		}

	if ( trans != tcp )
		return "OTH";

	local orig_unseen = orig == TCP_INACTIVE || orig == TCP_PARTIAL;
	local resp_unseen = resp == TCP_INACTIVE || resp == TCP_PARTIAL;

	if ( resp == TCP_RESET )
		{
		if ( orig == TCP_SYN_SENT || orig == TCP_SYN_ACK_SENT ||
		     (orig == TCP_RESET && c$orig$size == 0 && c$resp$size == 0) )
			return "REJ";

		return orig_unseen ? "RSTRH" : "RSTR";
		}

	if ( orig == TCP_RESET )
		{
		if ( ! resp_unseen )
			return "RSTO";

		# Nothing but the SYN may have come before.
		return /\^?S[^HAFGIQ]*R.*/ == c$history ? "RSTOS0" : "OTH";
		}

	if ( orig == TCP_CLOSED )
		{
		if ( resp == TCP_CLOSED )
			return "SF";

		return resp_unseen ? "SH" : "S2";
		}

	if ( resp == TCP_CLOSED )
		return orig_unseen ? "SHR" : "S3";

	if ( orig == TCP_SYN_SENT && resp == TCP_INACTIVE )
		return "S0";

	if ( orig == TCP_ESTABLISHED && resp == TCP_ESTABLISHED )
		return "S1";

	return "OTH";
	}

## Lists a connection's protocols, in the order that they were confirmed in. A
## protocol that was refuted has a "-" in front and is left out.
function determine_service(c: connection): string
	{
	local service = "";

	if ( |c$service| == 0 )
		return service;

	for ( s in c$service )
		if ( s != "" && s[0] != "-" )
			service = service == "" ? s : cat(service, ",", s);

	return to_lower(service);
	}

# Notes the innermost of the layers.
function add_parent(info: Info, layers: EncapsulatingConnVector)
	{
	if ( ! info?$tunnel_parents )
		info$tunnel_parents = set();

	local inner = layers[|layers| - 1];

	if ( inner?$uid )
		add info$tunnel_parents[inner$uid];
	}

# Says which end is which.
function set_ends(c: connection)
	{
	c$conn$id = c$id;

	if ( |Site::local_nets| > 0 )
		{
		c$conn$local_orig = Site::is_local_addr(c$id$orig_h);
		c$conn$local_resp = Site::is_local_addr(c$id$resp_h);
		}
	}

## Brings ``c$conn`` up to date.
##
## eoc: whether the connection has ended.
function set_conn(c: connection, eoc: bool)
	{
	if ( ! c?$conn )
		{
		c$conn = Info($ts=c$start_time, $uid=c$uid, $id=c$id,
		              $proto=get_port_transport_proto(c$id$resp_p));
		set_ends(c);
		}

	local info = c$conn;

	if ( c?$tunnel && |c$tunnel| > 0 )
		add_parent(info, c$tunnel);

	if ( ! eoc )
		return;

	if ( c$duration > 0 secs )
		{
		info$duration = c$duration;
		info$orig_bytes = c$orig$size;
		info$resp_bytes = c$resp$size;
		}

	if ( c$orig?$num_pkts )
		{
		info$orig_pkts = c$orig$num_pkts;
		info$orig_ip_bytes = c$orig$num_bytes_ip;
		info$resp_pkts = c$resp$num_pkts;
		info$resp_ip_bytes = c$resp$num_bytes_ip;
		}

	info$missed_bytes = c$orig$missed_bytes + c$resp$missed_bytes;

	local service = determine_service(c);
	if ( service != "" )
		info$service = service;

	info$conn_state = conn_state(c, info$proto);

	if ( c$history != "" )
		info$history = c$history;
	}

event known(c: connection, ip_proto: count)
	{
	set_conn(c, F);
	c$conn$ip_proto = ip_proto;
	}

event tunnel_changed(c: connection, e: EncapsulatingConnVector) &priority=5
	{
	set_conn(c, F);

	if ( |e| > 0 )
		add_parent(c$conn, e);

	c$tunnel = e;
	}

event connection_flipped(c: connection) &priority=5
	{
	if ( c?$conn )
		set_ends(c);
	}

event content_gap(c: connection, is_orig: bool, seq: count, length: count) &priority=5
	{
	set_conn(c, F);
	}

event connection_state_remove(c: connection) &priority=5
	{
	set_conn(c, T);
	}

event connection_state_remove(c: connection) &priority=-5
	{
	Log::write(Conn::LOG, c$conn);
	}
