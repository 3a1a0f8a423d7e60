##! websocket.log: connections of HTTP that have gone on with WebSocket (RFC 6455).
##! What comes then is not looked at.

@load base/frameworks/logging
@load base/frameworks/notice/weird
@load base/protocols/http

module WebSocket;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## Time of the request.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## From the request.
		host: string &log &optional;
		uri: string &log &optional;
		user_agent: string &log &optional;
		## The protocol that the server has chosen ...
		subprotocol: string &log &optional;
		## ... from those that the client speaks.
		client_protocols: vector of string &log &optional;
		## Extensions that the server agrees to ...
		server_extensions: vector of string &log &optional;
		## ... and that the client asks for.
		client_extensions: vector of string &log &optional;

		## What the client sends, and what the server makes of it.
		client_key: string &optional;
		server_accept: string &optional;
	};

	## Raised with each line of the log.
	global log_websocket: event(rec: Info);
}

redef record connection += {
	websocket: Info &optional;
};

# Goes behind the client's key (RFC 6455 1.3).
const key_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

event bro_init() &priority=5
	{
	Log::create_stream(WebSocket::LOG, [$columns=Info, $ev=log_websocket, $path="websocket"]);
	}

# Adds the words of a header, which may come more than once.
function add_words(to: vector of string, value: string): vector of string
	{
	local words = split_string(value, /[ \t]*,[ \t]*/);

	for ( i in words )
		to[|to|] = words[i];

	return to;
	}

hook HTTP::websocket_header(c: connection, is_orig: bool, name: string, value: string)
	{
	# Of an earlier request, which was refused.
	if ( ! c?$websocket || (is_orig && c$websocket?$server_accept) )
		c$websocket = Info($ts=network_time(), $uid=c$uid, $id=c$id);

	local info = c$websocket;

	switch ( name )
		{
		case "SEC-WEBSOCKET-KEY":
			info$client_key = value;
			break;

		case "SEC-WEBSOCKET-ACCEPT":
			info$server_accept = value;
			break;

		case "SEC-WEBSOCKET-PROTOCOL":
			if ( is_orig )
				info$client_protocols = add_words(info?$client_protocols ? info$client_protocols : vector(), value);
			else
				info$subprotocol = value;

			break;

		case "SEC-WEBSOCKET-EXTENSIONS":
			if ( is_orig )
				info$client_extensions = add_words(info?$client_extensions ? info$client_extensions : vector(), value);
			else
				info$server_extensions = add_words(info?$server_extensions ? info$server_extensions : vector(), value);

			break;
		}
	}

event http_connection_upgrade(c: connection, protocol: string)
	{
	if ( ! c?$websocket || to_lower(protocol) != "websocket" )
		return;

	local info = c$websocket;

	if ( c?$http )
		{
		if ( c$http?$host )
			info$host = c$http$host;

		if ( c$http?$uri )
			info$uri = c$http$uri;

		if ( c$http?$user_agent )
			info$user_agent = c$http$user_agent;
		}

	if ( info?$client_key && info?$server_accept )
		{
		local expected = encode_base64(hexstr_to_bytestring(sha1_hash(cat(info$client_key, key_suffix))));

		if ( expected != info$server_accept )
			Reporter::conn_weird("websocket_wrong_accept_header", c,
			                     fmt("expected=%s, found=%s", expected, info$server_accept), "WebSocket");
		}

	Log::write(WebSocket::LOG, info);
	delete c$websocket;
	}
