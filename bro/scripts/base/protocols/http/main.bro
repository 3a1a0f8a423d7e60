##! http.log: one line for each request together with its reply.
##!
##! A client may send requests without waiting. They are answered in order, so
##! that the n-th reply belongs to the n-th request.

@load base/frameworks/tunnels

module HTTP;

export {
	redef enum Log::ID += { LOG };

	## What scripts have to say about a request.
	type Tags: enum {
		## Nothing.
		EMPTY
	};

	## Whether passwords are kept and logged.
	const default_capture_password = F &redef;

	type Info: record {
		## Time of the request; of the reply if there was none.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## The number of the request in its connection, from 1.
		trans_depth: count &log;
		method: string &log &optional;
		## The server asked for.
		host: string &log &optional;
		## The path asked for, with %XX decoded.
		uri: string &log &optional;
		## Where the address came from.
		referrer: string &log &optional;
		## The version that the server speaks.
		version: string &log &optional;
		user_agent: string &log &optional;
		## The site whose page asks.
		origin: string &log &optional;
		## Bytes in the request's body, without compression.
		request_body_len: count &log &default=0;
		## The same of the reply.
		response_body_len: count &log &default=0;
		status_code: count &log &optional;
		status_msg: string &log &optional;
		## The last code of the kind 1xx, which is not the last word.
		info_code: count &log &optional;
		info_msg: string &log &optional;
		tags: set[Tags] &log;
		## Who logs in with Basic authentication.
		username: string &log &optional;
		password: string &log &optional;
		## Headers that tell of a proxy on the way.
		proxied: set[string] &log &optional;

		## Whether passwords of this request are kept.
		capture_password: bool &default=default_capture_password;
		## Set if the client wants to go on with WebSocket.
		wants_websocket: bool &optional;
	};

	## What is kept about a connection.
	type State: record {
		## Requests that have no whole answer, by number.
		pending: table[count] of Info &default=table();
		## The number of the newest request.
		current_request: count &default=0;
		## The number of the newest reply.
		current_response: count &default=0;
		trans_depth: count &default=0;
		## Whose newest message ``c$http`` is: T for the originator's. Unset when it may
		## be none.
		at_orig: bool &optional;
	};

	## Headers, in upper case, that proxies add.
	const proxy_headers: set[string] = {
		"FORWARDED",
		"X-FORWARDED-FOR",
		"X-FORWARDED-FROM",
		"CLIENT-IP",
		"VIA",
		"XROXY-CONNECTION",
		"PROXY-CONNECTION",
	} &redef;

	## Methods that are nothing special.
	const http_methods: set[string] = {
		"GET", "POST", "HEAD", "OPTIONS",
		"PUT", "DELETE", "TRACE", "CONNECT", "PATCH",
		# RFC 4918 and 3253
		"PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE",
		"LOCK", "UNLOCK", "SEARCH", "REPORT", "CHECKOUT", "CHECKIN",
		"VERSION-CONTROL", "MKWORKSPACE", "UNCHECKOUT", "MERGE",
	} &redef;

	## At most this many requests of a connection wait for their replies. With
	## more, the waiting ones are logged as they are.
	const max_pending_requests = 100 &redef;

	## How long a string of the log may be; 0 for any length.
	const default_max_field_string_bytes = 0 &redef;

	## Called for each header of a request for WebSocket that is about that, and for
	## each header of the reply.
	global websocket_header: hook(c: connection, is_orig: bool, name: string, value: string);

	## Raised with each line of the log.
	global log_http: event(rec: Info);
}

redef record connection += {
	http: Info &optional;
	http_state: State &optional;
};

const ports = {
	80/tcp, 81/tcp, 631/tcp, 1080/tcp, 3128/tcp,
	8000/tcp, 8080/tcp, 8888/tcp,
};

event bro_init() &priority=5
	{
	Log::create_stream(HTTP::LOG, [$columns=Info, $ev=log_http, $path="http",
	                               $max_field_string_bytes=default_max_field_string_bytes]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_HTTP, ports);
	}

## Whether a status code lies between two others.
function code_in_range(c: count, min: count, max: count): bool
	{
	return c >= min && c <= max;
	}

function new_http_session(c: connection): Info
	{
	local state = c$http_state;
	++state$trans_depth;
	return Info($ts=network_time(), $uid=c$uid, $id=c$id,
	            $trans_depth=state$trans_depth, $tags=set());
	}

# Makes c$http the message that what comes belongs to.
function set_state(c: connection, is_orig: bool)
	{
	if ( ! c?$http_state )
		c$http_state = State();

	local state = c$http_state;

	# All events of a message but the first, unless the other side's came between.
	if ( state?$at_orig && state$at_orig == is_orig )
		return;

	local n = is_orig ? state$current_request : state$current_response;
	state$at_orig = is_orig;

	if ( n !in state$pending )
		state$pending[n] = new_http_session(c);

	c$http = state$pending[n];
	}

# Logs all requests but the newest, which then is the one that the next reply is for.
function log_older(state: State)
	{
	if ( state$current_response == 0 )
		++state$current_response;

	while ( state$current_response < state$current_request )
		{
		local n = state$current_response;

		if ( n in state$pending )
			{
			Log::write(HTTP::LOG, state$pending[n]);
			delete state$pending[n];
			}

		++state$current_response;
		}
	}

function log_pending(state: State)
	{
	for ( n in state$pending )
		{
		# What came before the first request or reply is nothing.
		if ( n > 0 )
			Log::write(HTTP::LOG, state$pending[n]);
		}

	clear_table(state$pending);
	}

event http_request(c: connection, method: string, original_URI: string,
                   unescaped_URI: string, version: string) &priority=5
	{
	if ( ! c?$http_state )
		c$http_state = State();

	local state = c$http_state;

	# Replies came before: the next one is for this request.
	if ( state$current_request < state$current_response )
		{
		Reporter::conn_weird("HTTP_response_before_request", c);
		state$current_request = state$current_response;
		}

	if ( max_pending_requests > 0 && |state$pending| > max_pending_requests )
		{
		Reporter::conn_weird("HTTP_excessive_pipelining", c);
		log_older(state);
		}

	++state$current_request;
	delete state$at_orig;
	set_state(c, T);

	c$http$method = method;
	c$http$uri = unescaped_URI;

	if ( method !in http_methods )
		Reporter::conn_weird("unknown_HTTP_method", c, method);
	}

event http_reply(c: connection, version: string, code: count, reason: string) &priority=5
	{
	if ( ! c?$http_state )
		c$http_state = State();

	local state = c$http_state;
	local n = state$current_response;

	# A reply after one of the kind 1xx is for the same request.
	if ( n !in state$pending || (state$pending[n]?$status_code && ! code_in_range(state$pending[n]$status_code, 100, 199)) )
		++state$current_response;

	delete state$at_orig;
	set_state(c, F);

	local info = c$http;
	info$version = version;
	info$status_code = code;
	info$status_msg = reason;

	if ( code_in_range(code, 100, 199) )
		{
		info$info_code = code;
		info$info_msg = reason;
		}

	if ( code == 200 && info?$method && info$method == "CONNECT" )
		{
		# All that the proxy does for this client is one tunnel, whatever port it
		# asks from.
		local id = copy(c$id);
		id$orig_p = 0/tcp;
		Tunnel::register([$cid=id, $tunnel_type=Tunnel::HTTP]);
		}
	}

event http_header(c: connection, is_orig: bool, name: string, value: string) &priority=5
	{
	# Mostly the header before it has done so.
	if ( ! c?$http_state || ! c$http_state?$at_orig || c$http_state$at_orig != is_orig )
		set_state(c, is_orig);

	local info = c$http;

	if ( ! is_orig )
		{
		if ( info?$wants_websocket )
			hook websocket_header(c, is_orig, name, value);

		return;
		}

	switch ( name )
		{
		case "SEC-WEBSOCKET-KEY", "SEC-WEBSOCKET-PROTOCOL", "SEC-WEBSOCKET-EXTENSIONS":
			info$wants_websocket = T;
			hook websocket_header(c, is_orig, name, value);
			break;

		case "HOST":
			info$host = value;
			break;

		case "REFERER":
			info$referrer = value;
			break;

		case "USER-AGENT":
			info$user_agent = value;
			break;

		case "ORIGIN":
			info$origin = value;
			break;

		case "AUTHORIZATION", "PROXY-AUTHORIZATION":
			if ( /^[bB][aA][sS][iI][cC] / in value )
				{
				local userpass = decode_base64(sub(value, /^[bB][aA][sS][iI][cC][ \t]+/, ""));
				local parts = split1(userpass, /:/);

				if ( |parts| == 2 )
					{
					info$username = parts[1] == "" ? "<empty-username>" : parts[1];

					if ( info$capture_password )
						info$password = parts[2];
					}
				else
					{
					info$username = fmt("<problem-decoding> (%s)", value);

					if ( info$capture_password )
						info$password = userpass;
					}
				}
			break;
		}

	if ( name in proxy_headers )
		{
		if ( ! info?$proxied )
			info$proxied = set();

		add info$proxied[fmt("%s -> %s", name, value)];
		}
	}

event http_message_done(c: connection, is_orig: bool, stat: http_message_stat) &priority=5
	{
	set_state(c, is_orig);

	if ( is_orig )
		c$http$request_body_len = stat$body_length;
	else
		c$http$response_body_len = stat$body_length;
	}

event http_message_done(c: connection, is_orig: bool, stat: http_message_stat) &priority=-5
	{
	# A request waits for its reply, a reply of the kind 1xx for the next.
	if ( is_orig || (c$http?$status_code && code_in_range(c$http$status_code, 100, 199)) )
		return;

	Log::write(HTTP::LOG, c$http);

	local state = c$http_state;
	delete state$pending[state$current_response];
	delete state$at_orig;
	}

event connection_state_remove(c: connection) &priority=-5
	{
	if ( c?$http_state )
		log_pending(c$http_state);
	}
