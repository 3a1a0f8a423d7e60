##! Functions that put filters of packets together, in the language of libpcap.

module PacketFilter;

export {
	## A filter for a port.
	global port_to_bpf: function(p: port): string;

	## Two filters joined by "and" or "or"; an empty one does not count.
	global combine_filters: function(lfilter: string, op: string, rfilter: string): string;
}

function port_to_bpf(p: port): string
	{
	local proto = get_port_transport_proto(p);
	return proto == unknown_transport ? fmt("port %d", port_to_count(p)) : fmt("%s and port %d", proto, port_to_count(p));
	}

function combine_filters(lfilter: string, op: string, rfilter: string): string
	{
	if ( lfilter == "" || rfilter == "" )
		return cat(lfilter, rfilter);

	return fmt("(%s) %s (%s)", lfilter, op, rfilter);
	}
