# Messages with and without names for their numbers.
@load base/protocols/syslog

event bro_init()
	{
	local c: connection = [$id=[$orig_h=10.0.0.1, $orig_p=5140/udp, $resp_h=10.0.0.2, $resp_p=514/udp],
		$orig=[$size=1, $state=UDP_ACTIVE], $resp=[$size=0, $state=UDP_INACTIVE],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="D", $uid="C1"];
	event syslog_message(c, 4, 2, "su: wrong password");
	event syslog_message(c, 23, 7, "two\nlines");
	event syslog_message(c, 60, 0, "no such facility");
	event syslog_message(c, 999, 999, "no priority");
	}
