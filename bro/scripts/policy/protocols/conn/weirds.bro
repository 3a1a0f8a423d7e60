##! Tells of streams whose data is not all there, or not the same each time it is sent.

@load base/frameworks/notice
@load base/utils/conn-ids

module Conn;

export {
	redef enum Notice::Type += {
		## Data was sent again, and it was other data. Somebody may hide it from who
		## watches.
		Retransmission_Inconsistency,
		## The capture misses data that its receiver has got.
		Content_Gap
	};
}

event rexmit_inconsistency(c: connection, t1: string, t2: string, tcp_flags: string)
	{
	NOTICE([$note=Retransmission_Inconsistency, $conn=c, $identifier=fmt("%s", c$id),
	        $msg=fmt("%s sent other data again: was [%s], is [%s]%s", id_string(c$id), t1, t2,
	                 tcp_flags == "" ? "" : fmt(" (%s)", tcp_flags))]);
	}

event content_gap(c: connection, is_orig: bool, seq: count, length: count)
	{
	NOTICE([$note=Content_Gap, $conn=c, $identifier=fmt("%s", c$id),
	        $msg=fmt("%s: %d bytes from %d on are missing, of %s", id_string(c$id), length, seq,
	                 is_orig ? "the originator" : "the responder")]);
	}
