# Which addresses hold SQL, and when it is an attack.
@load protocols/http/detect-sqli

redef HTTP::sqli_requests_threshold = 3.0;

event bro_init()
	{
	local harmless = vector("/", "/a?b=c", "/search?q=select+a+union+of+workers", "/o?name=O'Brien", "/x?y=1;z=2",
		"/q?text=rock+and+roll", "/drop?table=7", "/a?b=--");
	local injected = vector("/a?id=1' or 1=1", "/a?id=1' OR 'a'='a", "/a?id=1'; drop table x", "/a?id=1' --",
		"/a?id=-1 union select 1,2", "/a?id=1 UNION/**/ALL SELECT x", "/a?id=1 and 1=sleep(5)", "/a?id=1;delete from x");

	for ( i in harmless )
		if ( HTTP::match_sql_injection_uri in harmless[i] )
			print "taken for SQL", harmless[i];

	local c: connection = [$id=[$orig_h=10.0.0.1, $orig_p=1234/tcp, $resp_h=10.0.0.2, $resp_p=80/tcp],
		$orig=[$size=1, $state=TCP_ESTABLISHED], $resp=[$size=1, $state=TCP_ESTABLISHED],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="Dd", $uid="C1"];

	for ( j in injected )
		{
		if ( HTTP::match_sql_injection_uri !in injected[j] )
			print "not taken for SQL", injected[j];

		event http_request(c, "GET", injected[j], injected[j], "1.1");
		event http_reply(c, "1.1", 200, "OK");
		}

	event connection_state_remove(c);
	}
