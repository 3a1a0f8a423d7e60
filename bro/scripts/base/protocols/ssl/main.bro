##! ssl.log: one line for each handshake of SSL or TLS, written when both sides
##! have begun to encrypt or when the connection ends without.

@load ./consts
@load base/frameworks/notice/weird

module SSL;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the handshake began.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## The version that the server chose.
		version_num: count &optional;
		version: string &log &optional;
		## The cipher suite that the server chose.
		cipher: string &log &optional;
		## The curve, when keys are agreed on with elliptic curves.
		curve: string &log &optional;
		## The name that the client asks for.
		server_name: string &log &optional;
		## What the client wants to resume.
		session_id: string &optional;
		## Whether keys of an earlier connection were used again.
		resumed: bool &log &default=F;
		## The latest alert.
		last_alert: string &log &optional;
		## The protocol that will be spoken, if the two talked about it.
		next_protocol: string &log &optional;
		## Whether both sides have begun to encrypt.
		established: bool &log &default=F;
		## The messages that were seen in their order, one letter each, in
		## upper case for the client:
		##
		## ``c`` client_hello, ``s`` server_hello, ``j`` hello_retry_request,
		## ``h`` hello_request, ``v`` hello_verify_request,
		## ``t`` NewSessionTicket, ``x`` certificate,
		## ``k`` server_key_exchange, ``r`` certificate_request,
		## ``n`` server_hello_done, ``y`` certificate_verify,
		## ``g`` client_key_exchange, ``f`` finished, ``w`` certificate_url,
		## ``u`` certificate_status, ``a`` supplemental_data,
		## ``e`` end_of_early_data, ``o`` encrypted_extensions,
		## ``p`` key_update, ``m`` message_hash, ``z`` another message;
		## ``i`` change_cipher_spec, ``l`` alert, ``b`` heartbeat,
		## ``d`` data, ``q`` another record.
		ssl_history: string &log &default="";

		analyzer_id: count &optional;
		logged: bool &default=F;
		# A ticket came with an empty session.
		ticket_seen: bool &default=F;
		key_exchange_seen: bool &default=F;
		psk_seen: bool &default=F;
		# The server hello asks for another client hello.
		retry_seen: bool &default=F;
	};

	## Look at no more of a connection that is encrypted.
	const disable_analyzer_after_detection = T &redef;

	## Letters of ``ssl_history``.
	const max_ssl_history_length = 100 &redef;

	## Certificates to trust, in DER by their subjects. There are none by
	## default: see policy/protocols/ssl/validate-certs.
	const root_certs: table[string] of string = {} &redef;

	## Called before the line of a connection is written.
	global ssl_finishing: hook(c: connection);

	## Raised with each line of the log.
	global log_ssl: event(rec: Info);
}

redef record connection += {
	ssl: Info &optional;
};

const ports = {
	443/tcp, 563/tcp, 585/tcp, 614/tcp, 636/tcp, 989/tcp, 990/tcp,
	992/tcp, 993/tcp, 995/tcp, 5223/tcp,
};

redef likely_server_ports += ports;

# The analyzers of streams and of datagrams.
const analyzers = { Analyzer::ANALYZER_SSL, Analyzer::ANALYZER_DTLS };

# The random bytes that make a server hello a hello_retry_request (RFC 8446 4.1.3).
const retry_random = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";

# Letters of handshake messages.
const message_letters: table[count] of string = {
	[HELLO_REQUEST] = "h", [CLIENT_HELLO] = "c", [SERVER_HELLO] = "s",
	[HELLO_VERIFY_REQUEST] = "v", [SESSION_TICKET] = "t", [END_OF_EARLY_DATA] = "e",
	[HELLO_RETRY_REQUEST] = "j", [ENCRYPTED_EXTENSIONS] = "o", [CERTIFICATE] = "x",
	[SERVER_KEY_EXCHANGE] = "k", [CERTIFICATE_REQUEST] = "r", [SERVER_HELLO_DONE] = "n",
	[CERTIFICATE_VERIFY] = "y", [CLIENT_KEY_EXCHANGE] = "g", [FINISHED] = "f",
	[CERTIFICATE_URL] = "w", [CERTIFICATE_STATUS] = "u", [SUPPLEMENTAL_DATA] = "a",
	[KEY_UPDATE] = "p", [MESSAGE_HASH] = "m",
} &default="z";

event bro_init() &priority=6
	{
	Log::create_stream(SSL::LOG, [$columns=Info, $ev=log_ssl, $path="ssl"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_SSL, ports);
	}

function set_session(c: connection)
	{
	if ( ! c?$ssl )
		c$ssl = Info($ts=network_time(), $uid=c$uid, $id=c$id);
	}

function add_to_history(c: connection, is_client: bool, letter: string)
	{
	set_session(c);
	local n = |c$ssl$ssl_history|;

	if ( n >= max_ssl_history_length )
		return;

	c$ssl$ssl_history += is_client ? to_upper(letter) : letter;

	if ( n + 1 == max_ssl_history_length )
		Reporter::conn_weird("SSL_max_ssl_history_length_reached", c);
	}

function log_record(c: connection)
	{
	if ( c$ssl$logged )
		return;

	hook ssl_finishing(c);
	c$ssl$logged = T;
	Log::write(SSL::LOG, c$ssl);
	}

event ssl_client_hello(c: connection, version: count, record_version: count, possible_ts: time, client_random: string, session_id: string, ciphers: index_vec, comp_methods: index_vec) &priority=5
	{
	set_session(c);

	if ( session_id != "" && session_id != /\x00{32}/ )
		{
		c$ssl$session_id = bytestring_to_hexstr(session_id);
		c$ssl$ticket_seen = F;
		}

	# SSL 2 has no handshake messages.
	if ( record_version == 0 )
		add_to_history(c, T, "c");
	}

event ssl_server_hello(c: connection, version: count, record_version: count, possible_ts: time, server_random: string, session_id: string, cipher: count, comp_method: count) &priority=5
	{
	set_session(c);

	# The extension that says so has come before.
	if ( ! c$ssl?$version_num )
		{
		c$ssl$version_num = version;
		c$ssl$version = version_strings[version];
		}

	c$ssl$cipher = cipher_desc[cipher];

	if ( server_random == retry_random )
		c$ssl$retry_seen = T;

	# TLS 1.3 repeats the identifier and means nothing by it.
	if ( c$ssl?$session_id && c$ssl$session_id == bytestring_to_hexstr(session_id) &&
	     c$ssl$version_num / 256 != 0x7f && c$ssl$version_num != TLSv13 && c$ssl$version_num != DTLSv13 )
		c$ssl$resumed = T;

	if ( version == SSLv2 )
		add_to_history(c, F, "s");
	}

event ssl_extension_supported_versions(c: connection, is_client: bool, versions: index_vec)
	{
	if ( is_client || |versions| != 1 )
		return;

	set_session(c);
	c$ssl$version_num = versions[0];
	c$ssl$version = version_strings[versions[0]];
	}

event ssl_ecdh_server_params(c: connection, curve: count, point: string) &priority=5
	{
	set_session(c);
	c$ssl$curve = ec_curves[curve];
	}

event ssl_extension_key_share(c: connection, is_client: bool, curves: index_vec)
	{
	if ( is_client || |curves| != 1 )
		return;

	set_session(c);
	c$ssl$curve = ec_curves[curves[0]];
	}

event ssl_extension_server_name(c: connection, is_client: bool, names: string_vec) &priority=5
	{
	if ( ! is_client || |names| == 0 )
		return;

	set_session(c);
	c$ssl$server_name = names[0];

	if ( |names| > 1 )
		Reporter::conn_weird("SSL_many_server_names", c, cat(names), "SSL");
	}

event ssl_extension_application_layer_protocol_negotiation(c: connection, is_client: bool, protocols: string_vec)
	{
	if ( is_client || |protocols| == 0 )
		return;

	set_session(c);
	c$ssl$next_protocol = protocols[0];
	}

event ssl_extension(c: connection, is_client: bool, code: count, val: string) &priority=5
	{
	set_session(c);

	if ( code == SSL_EXTENSION_PRE_SHARED_KEY )
		{
		if ( is_client )
			c$ssl$psk_seen = T;
		else if ( c$ssl$psk_seen )
			c$ssl$resumed = T;
		}

	# The hello, which comes next, says whether there is a session too.
	else if ( code == SSL_EXTENSION_SESSIONTICKET_TLS && is_client && val != "" )
		c$ssl$ticket_seen = T;
	}

event ssl_handshake_message(c: connection, is_client: bool, msg_type: count, length: count) &priority=5
	{
	set_session(c);
	local letter = message_letters[msg_type];

	if ( msg_type == CLIENT_KEY_EXCHANGE && is_client )
		c$ssl$key_exchange_seen = T;

	if ( msg_type == SERVER_HELLO && c$ssl$retry_seen )
		{
		letter = "j";
		c$ssl$retry_seen = F;
		}

	add_to_history(c, is_client, letter);
	}

event ssl_change_cipher_spec(c: connection, is_client: bool) &priority=5
	{
	add_to_history(c, is_client, "i");

	# Without an exchange of keys there must have been some.
	if ( is_client && c$ssl$ticket_seen && ! c$ssl$key_exchange_seen )
		c$ssl$resumed = T;
	}

event ssl_alert(c: connection, is_client: bool, level: count, desc: count) &priority=5
	{
	add_to_history(c, is_client, "l");
	c$ssl$last_alert = alert_descriptions[desc];
	}

event ssl_heartbeat(c: connection, is_client: bool, length: count, heartbeat_type: count, payload_length: count, payload: string) &priority=5
	{
	add_to_history(c, is_client, "b");
	}

event ssl_plaintext_data(c: connection, is_client: bool, record_version: count, content_type: count, length: count) &priority=5
	{
	add_to_history(c, is_client, content_type == APPLICATION_DATA ? "d" : "q");
	}

event ssl_encrypted_data(c: connection, is_client: bool, record_version: count, content_type: count, length: count) &priority=5
	{
	# Encrypted messages of the handshake are not told apart.
	if ( c?$ssl && c$ssl$established && content_type == APPLICATION_DATA )
		add_to_history(c, is_client, "d");
	}

event ssl_established(c: connection) &priority=7
	{
	set_session(c);
	c$ssl$established = T;
	}

event ssl_established(c: connection) &priority=-5
	{
	log_record(c);

	if ( disable_analyzer_after_detection && c$ssl?$analyzer_id )
		{
		disable_analyzer(c$id, c$ssl$analyzer_id, F);
		delete c$ssl$analyzer_id;
		}
	}

event protocol_confirmation(c: connection, atype: Analyzer::Tag, aid: count) &priority=5
	{
	if ( atype in analyzers )
		{
		set_session(c);
		c$ssl$analyzer_id = aid;
		}
	}

event protocol_violation(c: connection, atype: Analyzer::Tag, aid: count, reason: string) &priority=5
	{
	if ( atype in analyzers && c?$ssl )
		log_record(c);
	}

event connection_state_remove(c: connection) &priority=-5
	{
	if ( c?$ssl )
		log_record(c);
	}
