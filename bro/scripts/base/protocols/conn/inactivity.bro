##! How long connections may be silent, for protocols whose connections are
##! silent longer than others.

module Conn;

export {
	## By analyzer: checked when a protocol is confirmed.
	const analyzer_inactivity_timeouts: table[Analyzer::Tag] of interval = {} &redef;

	## By port of the responder: the engine applies them when a connection is
	## established.
	const port_inactivity_timeouts: table[port] of interval = {
		[21/tcp] = 1 hr,
		[22/tcp] = 1 hr,
		[23/tcp] = 1 hr,
		[513/tcp] = 1 hr,
	} &redef;
}

event protocol_confirmation(c: connection, atype: Analyzer::Tag, aid: count)
	{
	if ( atype in analyzer_inactivity_timeouts )
		set_inactivity_timeout(c$id, analyzer_inactivity_timeouts[atype]);
	}
