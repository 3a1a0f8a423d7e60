##! The Analyzer Framework: which analyzers look at which ports.

module Analyzer;

export {
	## Returns: the analyzer's name as people write it.
	global name: function(atype: Analyzer::Tag): string;

	## Lets an analyzer work again.
	global enable_analyzer: function(tag: Analyzer::Tag): bool;

	## Lets no connection have this analyzer.
	global disable_analyzer: function(tag: Analyzer::Tag): bool;

	## Has an analyzer look at connections to ports.
	##
	## non_server_ports: ports that are not servers', which makes no difference here:
	##                   those that are stand in likely_server_ports.
	##
	## Returns: whether all could be registered.
	global register_for_ports: function(tag: Analyzer::Tag, ports: set[port], non_server_ports: set[port] &default=set()): bool;

	## Has an analyzer look at connections to a port.
	global register_for_port: function(tag: Analyzer::Tag, p: port): bool;

	## Returns: the ports of an analyzer.
	global registered_ports: function(tag: Analyzer::Tag): set[port];

	## Returns: the ports of all analyzers.
	global all_registered_ports: function(): table[Analyzer::Tag] of set[port];

	## Has an analyzer look at the next connection between hosts, whatever else
	## its port stands for.
	##
	## orig: who connects; 0.0.0.0 or :: for anybody.
	##
	## tout: how long to wait for the connection.
	##
	## Returns: whether there is such an analyzer for the port's protocol.
	global schedule_analyzer: function(orig: addr, resp: addr, resp_p: port, analyzer: Analyzer::Tag, tout: interval): bool;

	## Returns: "protocol", "packet" or "file".
	global kind: function(atype: Analyzer::Tag): string;

	## Whether there is an analyzer of this name, ...
	global has_tag: function(name: string): bool;

	## ... and which it is; it is an error if there is none.
	global get_tag: function(name: string): Analyzer::Tag;

	## Returns: a packet filter for the ports of an analyzer, "" without any.
	global analyzer_to_bpf: function(tag: Analyzer::Tag): string;

	## Returns: a packet filter for the ports of all analyzers.
	global get_bpf: function(): string;

	## Begin with all analyzers off, but for those ...
	global disable_all = F &redef;

	## ... that are asked for.
	global requested_analyzers: set[Analyzer::Tag] = {} &redef;

	## Analyzers that stay off.
	const disabled_analyzers: set[Analyzer::Tag] = {} &redef;
}

@load base/bif/analyzer.bif

global ports: table[Analyzer::Tag] of set[port];

event bro_init() &priority=5
	{
	if ( disable_all )
		__disable_all_analyzers();

	for ( t in disabled_analyzers )
		disable_analyzer(t);
	}

event bro_init() &priority=-5
	{
	for ( t in requested_analyzers )
		enable_analyzer(t);
	}

function enable_analyzer(tag: Analyzer::Tag): bool
	{
	return __enable_analyzer(tag);
	}

function disable_analyzer(tag: Analyzer::Tag): bool
	{
	return __disable_analyzer(tag);
	}

function register_for_ports(tag: Analyzer::Tag, ports: set[port], non_server_ports: set[port] &default=set()): bool
	{
	local all = T;

	for ( p in ports | non_server_ports )
		if ( ! register_for_port(tag, p) )
			all = F;

	return all;
	}

function register_for_port(tag: Analyzer::Tag, p: port): bool
	{
	if ( ! __register_for_port(tag, p) )
		return F;

	if ( tag !in ports )
		ports[tag] = set();

	add ports[tag][p];
	return T;
	}

function registered_ports(tag: Analyzer::Tag): set[port]
	{
	if ( tag in ports )
		return ports[tag];

	return set();
	}

function all_registered_ports(): table[Analyzer::Tag] of set[port]
	{
	return ports;
	}

function schedule_analyzer(orig: addr, resp: addr, resp_p: port, analyzer: Analyzer::Tag, tout: interval): bool
	{
	return __schedule_analyzer(orig, resp, resp_p, analyzer, tout);
	}

function name(atype: Analyzer::Tag): string
	{
	return __name(atype);
	}

function kind(atype: Analyzer::Tag): string
	{
	return is_packet_analyzer(atype) ? "packet" : "protocol";
	}

function has_tag(name: string): bool
	{
	return __has_tag(name);
	}

function get_tag(name: string): Analyzer::Tag
	{
	return __tag(name);
	}

# A port as libpcap's filters name it.
function port_filter(p: port): string
	{
	return fmt("%s port %d", get_port_transport_proto(p), port_to_count(p));
	}

function analyzer_to_bpf(tag: Analyzer::Tag): string
	{
	local filter = "";

	if ( tag in ports )
		for ( p in ports[tag] )
			filter = filter == "" ? port_filter(p) : fmt("%s or %s", filter, port_filter(p));

	return filter;
	}

function get_bpf(): string
	{
	local filter = "";

	for ( tag in ports )
		{
		local one = analyzer_to_bpf(tag);
		filter = filter == "" ? one : fmt("%s or %s", filter, one);
		}

	return filter;
	}
