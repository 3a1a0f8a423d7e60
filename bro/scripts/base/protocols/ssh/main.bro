##! ssh.log: one line for each connection: who talks to whom with which
##! algorithms, and whether the client was let in, as far as the sizes of what is
##! encrypted tell. A line is written when the client was let in, else at the end.

@load base/utils/site
@load base/utils/directions-and-hosts

module SSH;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the connection was recognized.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## The version of SSH that is spoken: 1 or 2; unset if the two do
		## not agree in one.
		version: count &log &optional;
		## Whether the client was let in; unset if that could not be seen.
		auth_success: bool &log &optional;
		## The server's answers to attempts with a password or key.
		auth_attempts: count &log &default=0;
		## Whether the site is left or entered; unset if both ends are on
		## the same side.
		direction: Direction &log &optional;
		client: string &log &optional;
		server: string &log &optional;
		cipher_alg: string &log &optional;
		mac_alg: string &log &optional;
		compression_alg: string &log &optional;
		kex_alg: string &log &optional;
		host_key_alg: string &log &optional;
		## The beginning of the digest of the server's key.
		host_key_fingerprint: string &log &optional;

		logged: bool &default=F;
		capabilities: Capabilities &optional;
		analyzer_id: count &optional;
	};

	## Sizes tell nothing with these.
	const compression_algorithms: set[string] = { "zlib", "zlib@openssh.com" } &redef;

	## Look at no more of a connection when the client was let in.
	const disable_analyzer_after_detection = T &redef;

	## Raised with each line of the log.
	global log_ssh: event(rec: Info);
}

module GLOBAL;

## The connection has ended, and no attempt to log in was successful.
global ssh_auth_failed: event(c: connection);

## It is known how the attempts to log in ended.
global ssh_auth_result: event(c: connection, result: bool, auth_attempts: count);

module SSH;

redef record connection += {
	ssh: Info &optional;
};

const ports = { 22/tcp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(SSH::LOG, [$columns=Info, $ev=log_ssh, $path="ssh"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_SSH, ports);
	}

function set_session(c: connection)
	{
	if ( c?$ssh )
		return;

	c$ssh = Info($ts=network_time(), $uid=c$uid, $id=c$id);
	local from_site = Site::is_local_addr(c$id$orig_h);

	if ( from_site != Site::is_local_addr(c$id$resp_h) )
		c$ssh$direction = from_site ? OUTBOUND : INBOUND;
	}

function log_session(c: connection)
	{
	if ( c$ssh$logged )
		return;

	c$ssh$logged = T;
	Log::write(SSH::LOG, c$ssh);
	}

# 1.99 is version 2 that can do 1 as well.
function set_version(info: Info)
	{
	if ( ! info?$client || ! info?$server )
		return;

	local two = /^SSH-(2\.|1\.99)/;
	local one = /^SSH-1\./;

	if ( two in info$client && two in info$server )
		info$version = 2;
	else if ( one in info$client && one in info$server )
		info$version = 1;
	}

event ssh_client_version(c: connection, version: string)
	{
	set_session(c);
	c$ssh$client = version;
	set_version(c$ssh);
	}

event ssh_server_version(c: connection, version: string)
	{
	set_session(c);
	c$ssh$server = version;
	set_version(c$ssh);
	}

# The first of the client's that the server has too.
function choose(client: vector of string, server: vector of string): string
	{
	for ( i in client )
		for ( j in server )
			if ( client[i] == server[j] )
				return client[i];

	return "Algorithm negotiation failed";
	}

function choose_both(client: Algorithm_Prefs, server: Algorithm_Prefs): string
	{
	local there = choose(client$client_to_server, server$client_to_server);
	local back = choose(client$server_to_client, server$server_to_client);
	return there == back ? there : fmt("To server: %s, to client: %s", there, back);
	}

event ssh_capabilities(c: connection, cookie: string, capabilities: Capabilities)
	{
	if ( ! c?$ssh )
		return;

	local info = c$ssh;

	if ( ! info?$capabilities )
		{
		info$capabilities = capabilities;
		return;
		}

	# Keys can be exchanged again, but nobody can see that.
	if ( info$capabilities$is_server == capabilities$is_server )
		return;

	local client = capabilities$is_server ? info$capabilities : capabilities;
	local server = capabilities$is_server ? capabilities : info$capabilities;

	info$cipher_alg = choose_both(client$encryption_algorithms, server$encryption_algorithms);
	info$mac_alg = choose_both(client$mac_algorithms, server$mac_algorithms);
	info$compression_alg = choose_both(client$compression_algorithms, server$compression_algorithms);
	info$kex_alg = choose(client$kex_algorithms, server$kex_algorithms);
	info$host_key_alg = choose(client$server_host_key_algorithms, server$server_host_key_algorithms);
	}

function set_fingerprint(c: connection, key: string)
	{
	if ( c?$ssh )
		# The 24 first bytes of the digest, as Zeek logs them.
		c$ssh$host_key_fingerprint = cat("SHA256:",
			encode_base64(hexstr_to_bytestring(sub_bytes(sha256_hash(key), 1, 48))));
	}

event ssh2_server_host_key(c: connection, key: string) &priority=5
	{
	set_fingerprint(c, key);
	}

event ssh1_server_host_key(c: connection, modulus: string, exponent: string) &priority=5
	{
	set_fingerprint(c, modulus + exponent);
	}

event ssh_auth_attempted(c: connection, authenticated: bool) &priority=5
	{
	if ( ! c?$ssh || c$ssh$logged )
		return;

	local info = c$ssh;

	if ( info?$compression_alg && info$compression_alg in compression_algorithms )
		return;

	info$auth_success = authenticated;
	++info$auth_attempts;
	}

# After other handlers, which may add to the line.
event ssh_auth_successful(c: connection, auth_method_none: bool) &priority=-5
	{
	if ( ! c?$ssh || ! c$ssh?$auth_success || ! c$ssh$auth_success )
		return;

	event ssh_auth_result(c, T, c$ssh$auth_attempts);
	log_session(c);

	if ( disable_analyzer_after_detection && c$ssh?$analyzer_id )
		disable_analyzer(c$id, c$ssh$analyzer_id, F);
	}

event connection_state_remove(c: connection) &priority=-5
	{
	if ( ! c?$ssh || c$ssh$logged )
		return;

	if ( c$ssh?$auth_success )
		{
		event ssh_auth_failed(c);
		event ssh_auth_result(c, F, c$ssh$auth_attempts);
		}

	log_session(c);
	}

event protocol_confirmation(c: connection, atype: Analyzer::Tag, aid: count) &priority=5
	{
	if ( atype == Analyzer::ANALYZER_SSH )
		{
		set_session(c);
		c$ssh$analyzer_id = aid;
		}
	}
