# How requests and replies find each other.
@load base/protocols/http
@load base/frameworks/notice
@load protocols/http/header-names
@load protocols/http/var-extraction-uri
@load protocols/http/var-extraction-cookies

redef HTTP::max_pending_requests = 2;

global conns = 0;

function new_conn(): connection
	{
	++conns;
	return [$id=[$orig_h=10.0.0.1, $orig_p=count_to_port(1024 + conns, tcp), $resp_h=10.0.0.2, $resp_p=8000/tcp],
		$orig=[$size=1, $state=TCP_ESTABLISHED], $resp=[$size=1, $state=TCP_ESTABLISHED],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="Dd", $uid=fmt("C%d", conns)];
	}

function done(c: connection, is_orig: bool, body: count)
	{
	event http_message_done(c, is_orig, [$start=double_to_time(1.0), $interrupted=F, $finish_msg="message ends normally",
		$body_length=body, $content_gap_length=0, $header_length=10]);
	}

function ask(c: connection, method: string, uri: string, body: count)
	{
	event http_request(c, method, uri, unescape_URI(uri), "1.1");
	event http_header(c, T, "HOST", "www.example:8000");
	done(c, T, body);
	}

function reply(c: connection, code: count, reason: string, body: count)
	{
	event http_reply(c, "1.1", code, reason);
	done(c, F, body);
	}

event bro_init()
	{
	# Two requests, then two replies.
	local c = new_conn();
	ask(c, "GET", "/one?a=1&b=2", 0);
	ask(c, "POST", "/two", 20);
	reply(c, 200, "OK", 100);
	reply(c, 404, "Not Found", 5);

	# A reply that is not the last word.
	ask(c, "PUT", "/three%20", 7);
	reply(c, 100, "Continue", 0);
	reply(c, 201, "Created", 1);

	# Headers.
	event http_request(c, "GET", "/four", "/four", "1.0");
	event http_header(c, T, "USER-AGENT", "test");
	event http_header(c, T, "REFERER", "http://www.example/");
	event http_header(c, T, "ORIGIN", "http://www.example");
	event http_header(c, T, "VIA", "1.1 cache");
	event http_header(c, T, "COOKIE", "s=1; t=2");
	event http_header(c, T, "AUTHORIZATION", cat("Basic ", encode_base64("user:secret")));
	done(c, T, 0);
	reply(c, 200, "OK", 1);

	# No reply at all.
	ask(c, "BREW", "/five", 0);
	event connection_state_remove(c);

	# A reply to what was not seen.
	local d = new_conn();
	reply(d, 200, "OK", 9);
	event connection_state_remove(d);

	# More requests than are kept.
	local e = new_conn();
	ask(e, "GET", "/1", 0);
	ask(e, "GET", "/2", 0);
	ask(e, "GET", "/3", 0);
	ask(e, "GET", "/4", 0);
	reply(e, 200, "late for /3", 1);
	event connection_state_remove(e);
	}
