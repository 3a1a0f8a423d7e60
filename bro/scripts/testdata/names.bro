# A local address under another's name.
@load protocols/dns/detect-external-names

redef Site::private_address_space_is_local = F;

redef Site::local_nets += { 10.0.0.0/8 };
redef Site::local_zones += { "example.org" };

function answer(query: string, a: addr)
	{
	local c: connection = [$id=[$orig_h=10.0.0.1, $orig_p=1234/udp, $resp_h=192.0.2.53, $resp_p=53/udp],
		$orig=[$size=1, $state=UDP_ACTIVE], $resp=[$size=1, $state=UDP_ACTIVE],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="Dd", $uid="C1"];
	local msg: dns_msg = [$id=1, $opcode=0, $rcode=0, $QR=T, $AA=T, $TC=F, $RD=T, $RA=T, $Z=0,
		$num_queries=1, $num_answers=1, $num_auth=0, $num_addl=0];
	event dns_A_reply(c, msg, [$answer_type=DNS_ANS, $query=query, $qtype=1, $qclass=1, $TTL=1min], a);
	}

event bro_init()
	{
	answer("www.example.org", 10.0.0.2);
	answer("www.example.com", 10.0.0.2);
	answer("www.example.com", 192.0.2.1);
	}
