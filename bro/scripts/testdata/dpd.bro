# Services by what analyzers find out.
@load base/frameworks/dpd

global conns = 0;

function new_conn(): connection
	{
	++conns;
	return [$id=[$orig_h=10.0.0.1, $orig_p=count_to_port(1024 + conns, tcp), $resp_h=10.0.0.2, $resp_p=80/tcp],
		$orig=[$size=1, $state=TCP_ESTABLISHED], $resp=[$size=1, $state=TCP_ESTABLISHED],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="Dd", $uid=fmt("C%d", conns)];
	}

event show(c: connection)
	{
	print c$uid, c$service;
	}

event bro_init()
	{
	# Recognized, then refuted.
	local c = new_conn();
	event protocol_confirmation(c, Analyzer::ANALYZER_HTTP, 3);
	event show(c);
	event protocol_violation(c, Analyzer::ANALYZER_HTTP, 3, "not HTTP");
	event show(c);

	# Never recognized.
	local d = new_conn();
	event protocol_violation(d, Analyzer::ANALYZER_DNS, 4, "not DNS");
	event show(d);
	}
