# What is logged of messages that tell the time, and of those that do not.
@load base/protocols/ntp

function say(c: connection, mode: count, stratum: count)
	{
	local std = NTP::StandardMessage($stratum=stratum, $poll=64sec, $precision=0.5sec, $root_delay=0.25sec, $root_disp=0.125sec,
		$ref_time=double_to_time(1.0), $org_time=double_to_time(2.0), $rec_time=double_to_time(3.0), $xmt_time=double_to_time(4.0));

	if ( stratum == 0 )
		std$kiss_code = "DENY";
	else if ( stratum == 1 )
		std$ref_id = "GPS";
	else
		std$ref_addr = 192.0.2.7;

	event ntp_message(c, T, [$version=4, $mode=mode, $std_msg=std]);
	}

event NTP::log_ntp(rec: NTP::Info)
	{
	print rec$mode, rec?$ref_id ? rec$ref_id : "none";
	}

event bro_init()
	{
	local c: connection = [$id=[$orig_h=10.0.0.1, $orig_p=123/udp, $resp_h=10.0.0.2, $resp_p=123/udp],
		$orig=[$size=1, $state=UDP_ACTIVE], $resp=[$size=1, $state=UDP_ACTIVE],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="Dd", $uid="C1"];
	say(c, 3, 2);
	say(c, 4, 1);
	say(c, 4, 0);

	# No time in it, and a mode that is not used.
	event ntp_message(c, T, [$version=2, $mode=6, $control_msg=[$op_code=1, $resp_bit=F, $err_bit=F, $more_bit=F,
		$sequence=1, $status=0, $association_id=0]]);
	event ntp_message(c, T, [$version=1, $mode=0]);
	}
