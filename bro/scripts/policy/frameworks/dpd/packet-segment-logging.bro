##! Adds to dpd.log the beginning of the packet that the analyzer did not like.

@load frameworks/analyzer/deprecated-dpd-log

module DPD;

export {
	redef record Info += {
		## As it was captured, with the headers.
		packet_segment: string &optional &log;
	};

	## How much of it.
	option packet_segment_size: int = 255;
}

event protocol_violation(c: connection, atype: Analyzer::Tag, aid: count, reason: string) &priority=4
	{
	if ( c?$dpd )
		c$dpd$packet_segment = sub_bytes(get_current_packet()$data, 1, packet_segment_size);
	}
