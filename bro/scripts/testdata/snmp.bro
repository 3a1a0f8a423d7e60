# One line for what a connection asked, got and set.
@load base/protocols/snmp

event bro_init()
	{
	local c: connection = [$id=[$orig_h=10.0.0.1, $orig_p=4000/udp, $resp_h=10.0.0.2, $resp_p=161/udp],
		$orig=[$size=1, $state=UDP_ACTIVE], $resp=[$size=1, $state=UDP_ACTIVE],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="Dd", $uid="C1"];
	local h: SNMP::Header = [$version=1, $v2=[$community="public"]];
	local descr: SNMP::Binding = [$oid="1.3.6.1.2.1.1.1.0", $value=[$tag=SNMP::OBJ_OCTETSTRING_TAG, $octets="a router"]];
	local none: SNMP::Binding = [$oid="1.3.6.1.2.1.1.9.0", $value=[$tag=SNMP::OBJ_UNSPECIFIED_TAG]];
	event snmp_get_request(c, T, h, [$request_id=1, $error_status=0, $error_index=0, $bindings=vector(descr, none)]);
	event snmp_get_next_request(c, T, h, [$request_id=1, $error_status=0, $error_index=0, $bindings=vector(none)]);
	event snmp_get_bulk_request(c, T, h, [$request_id=1, $non_repeaters=0, $max_repetitions=5, $bindings=vector(none)]);
	event snmp_response(c, F, h, [$request_id=1, $error_status=0, $error_index=0, $bindings=vector(descr, none)]);
	event snmp_set_request(c, T, h, [$request_id=1, $error_status=0, $error_index=0, $bindings=vector(descr)]);
	event connection_state_remove(c);
	}
