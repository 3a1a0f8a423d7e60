##! ntlm.log: logins with NTLM: who, from where, to which server, and whether they
##! succeeded where that can be seen.

@load base/frameworks/analyzer
@load base/frameworks/dpd
@load base/frameworks/logging

module NTLM;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the server's challenge was seen, or else the login.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## Who logs in, ...
		username: string &log &optional;
		## ... at which computer, ...
		hostname: string &log &optional;
		## ... as a member of which domain.
		domainname: string &log &optional;
		## What the server calls itself in NetBIOS ...
		server_nb_computer_name: string &log &optional;
		## ... and in DNS, ...
		server_dns_computer_name: string &log &optional;
		## ... and the root of its domains.
		server_tree_name: string &log &optional;
		## Whether the login succeeded.
		success: bool &log &optional;

		done: bool &default=F;
	};

	## Raised with each line of the log.
	global log_ntlm: event(rec: Info);
}

redef record connection += {
	ntlm: Info &optional;
};

redef DPD::ignore_violations += { Analyzer::ANALYZER_NTLM };

event bro_init() &priority=5
	{
	Log::create_stream(NTLM::LOG, [$columns=Info, $ev=log_ntlm, $path="ntlm"]);
	}

function login(c: connection): Info
	{
	# Another one on the same connection.
	if ( ! c?$ntlm || c$ntlm$done )
		c$ntlm = Info($ts=network_time(), $uid=c$uid, $id=c$id);

	return c$ntlm;
	}

event ntlm_challenge(c: connection, challenge: Challenge) &priority=5
	{
	local info = login(c);

	if ( ! challenge?$target_info )
		return;

	local target = challenge$target_info;

	if ( target?$nb_computer_name )
		info$server_nb_computer_name = target$nb_computer_name;

	if ( target?$dns_computer_name )
		info$server_dns_computer_name = target$dns_computer_name;

	if ( target?$dns_tree_name )
		info$server_tree_name = target$dns_tree_name;
	}

event ntlm_authenticate(c: connection, request: Authenticate) &priority=5
	{
	local info = login(c);

	if ( request?$user_name )
		info$username = request$user_name;

	if ( request?$workstation )
		info$hostname = request$workstation;

	if ( request?$domain_name )
		info$domainname = request$domain_name;
	}

event gssapi_neg_result(c: connection, state: count) &priority=3
	{
	if ( c?$ntlm && ! c$ntlm$done )
		c$ntlm$success = state == 0;
	}

function write_line(c: connection)
	{
	if ( ! c?$ntlm || c$ntlm$done )
		return;

	c$ntlm$done = T;
	Log::write(NTLM::LOG, c$ntlm);
	}

event gssapi_neg_result(c: connection, state: count) &priority=-3
	{
	if ( c?$ntlm && (c$ntlm?$username || c$ntlm?$hostname) )
		write_line(c);
	}

event connection_state_remove(c: connection) &priority=-5
	{
	write_line(c);
	}
