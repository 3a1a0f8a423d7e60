##! Names that are asked for, and the addresses that answer.

@load base/frameworks/intel
@load ./where-locations

event dns_request(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count) &group="Intel::DOMAIN"
	{
	Intel::seen([$indicator=query, $indicator_type=Intel::DOMAIN, $conn=c, $where=DNS::IN_REQUEST]);
	}

event dns_A_reply(c: connection, msg: dns_msg, ans: dns_answer, a: addr) &group="Intel::ADDR"
	{
	Intel::seen([$host=a, $conn=c, $where=DNS::IN_RESPONSE]);
	}

event dns_AAAA_reply(c: connection, msg: dns_msg, ans: dns_answer, a: addr) &group="Intel::ADDR"
	{
	Intel::seen([$host=a, $conn=c, $where=DNS::IN_RESPONSE]);
	}
