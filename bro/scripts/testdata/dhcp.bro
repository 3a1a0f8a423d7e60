# Messages of one transaction make one line, whatever connections they are of.
@load base/protocols/dhcp

function say(uid: string, orig: addr, orig_p: port, resp: addr, resp_p: port, is_orig: bool, xid: count, m_type: count, yiaddr: addr, options: DHCP::Options)
	{
	local c: connection = [$id=[$orig_h=orig, $orig_p=orig_p, $resp_h=resp, $resp_p=resp_p],
		$orig=[$size=1, $state=UDP_ACTIVE], $resp=[$size=1, $state=UDP_ACTIVE],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="D", $uid=uid];
	local msg: DHCP::Msg = [$op=1, $m_type=m_type, $xid=xid, $secs=0secs, $flags=0, $ciaddr=0.0.0.0, $yiaddr=yiaddr,
		$siaddr=0.0.0.0, $giaddr=0.0.0.0, $chaddr="00:16:3e:00:00:01"];
	event dhcp_message(c, is_orig, msg, options);
	}

event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options)
	{
	if ( msg$xid != 9 )
		print uid, is_orig, DHCP::log_info$msg_types;
	}

event bro_init()
	{
	# A lease, given to everybody and to the client.
	say("C1", 0.0.0.0, 68/udp, 255.255.255.255, 67/udp, T, 7, 1, 0.0.0.0, [$host_name="laptop", $addr_request=10.0.0.9]);
	say("C2", 10.0.0.1, 67/udp, 255.255.255.255, 68/udp, T, 7, 2, 10.0.0.8, [$lease=1hr, $domain_name="example.org"]);
	say("C1", 0.0.0.0, 68/udp, 255.255.255.255, 67/udp, T, 7, 3, 0.0.0.0, [$client_id=[$hwtype=1, $hwaddr="00:16:3e:00:00:02"]]);
	say("C3", 10.0.0.8, 68/udp, 10.0.0.1, 67/udp, F, 7, 5, 10.0.0.8, []);

	# A refusal, and a type that has no name.
	say("C4", 10.0.0.5, 68/udp, 10.0.0.1, 67/udp, T, 8, 3, 0.0.0.0, [$client_fqdn=[$flags=0, $rcode1=0, $rcode2=0, $domain_name="pc.example.org"], $message="please"]);
	say("C4", 10.0.0.5, 68/udp, 10.0.0.1, 67/udp, F, 8, 6, 0.0.0.0, [$message="no"]);
	say("C4", 10.0.0.5, 68/udp, 10.0.0.1, 67/udp, T, 8, 99, 0.0.0.0, []);

	# So many messages that there are two lines.
	local i = 0;
	while ( ++i <= 51 )
		say("C5", 10.0.0.5, 68/udp, 10.0.0.1, 67/udp, T, 9, 8, 0.0.0.0, []);
	}
