# How questions and answers find each other.
@load base/protocols/dns
@load base/frameworks/notice

global conns = 0;

function new_conn(): connection
	{
	++conns;
	return [$id=[$orig_h=10.0.0.1, $orig_p=count_to_port(1024 + conns, udp), $resp_h=10.0.0.2, $resp_p=53/udp],
		$orig=[$size=1, $state=UDP_ACTIVE], $resp=[$size=1, $state=UDP_ACTIVE],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="Dd", $uid=fmt("C%d", conns)];
	}

function header(id: count, reply: bool, rcode: count, answers: count): dns_msg
	{
	return [$id=id, $opcode=0, $rcode=rcode, $QR=reply, $AA=reply, $TC=F, $RD=T, $RA=reply, $Z=0,
		$num_queries=1, $num_answers=answers, $num_auth=0, $num_addl=0];
	}

function ask(c: connection, id: count, query: string, qtype: count)
	{
	local msg = header(id, F, 0, 0);
	event dns_message(c, T, msg, 50);
	event dns_request(c, msg, query, qtype, 1, query);
	event dns_end(c, msg);
	}

function answer(c: connection, id: count, query: string, rcode: count, answers: vector of addr)
	{
	local msg = header(id, T, rcode, |answers|);
	event dns_message(c, F, msg, 50);
	event dns_query_reply(c, msg, query, 1, 1, query);

	if ( rcode != 0 )
		event dns_rejected(c, msg, query, 1, 1, query);

	for ( i in answers )
		{
		local ans: dns_answer = [$answer_type=DNS_ANS, $query=query, $qtype=1, $qclass=1, $TTL=60sec];
		event dns_A_reply(c, msg, ans, answers[i]);
		}

	event dns_end(c, msg);
	}

event bro_init()
	{
	# Two questions at once, answered out of order.
	local c = new_conn();
	ask(c, 1, "one.example", 1);
	ask(c, 2, "two.example", 28);
	answer(c, 2, "two.example", 0, vector(2.2.2.2, 2.2.2.3));
	answer(c, 1, "one.example", 0, vector(1.1.1.1));

	# The same transaction twice.
	ask(c, 1, "again.example", 1);
	answer(c, 1, "again.example", 3, vector());

	# An unknown type.
	ask(c, 9, "odd.example", 12345);
	event connection_state_remove(c);

	# An answer without a question.
	local d = new_conn();
	answer(d, 7, "late.example", 0, vector(7.7.7.7));
	event connection_state_remove(d);

	# A question without an answer, twice.
	local e = new_conn();
	ask(e, 8, "lost.example", 1);
	ask(e, 8, "lost.example", 1);
	event connection_state_remove(e);
	}
