##! The addresses of connections that finish their handshake.

@load base/frameworks/intel
@load ./where-locations

event connection_established(c: connection) &group="Intel::ADDR"
	{
	if ( c$orig$state != TCP_ESTABLISHED || c$resp$state != TCP_ESTABLISHED )
		return;

	Intel::seen([$host=c$id$orig_h, $conn=c, $where=Conn::IN_ORIG]);
	Intel::seen([$host=c$id$resp_h, $conn=c, $where=Conn::IN_RESP]);
	}
