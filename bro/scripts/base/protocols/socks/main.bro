##! socks.log: what clients want of proxies, and whether they get it. What goes
##! through the proxy then is analyzed as other connections are.

@load base/frameworks/analyzer
@load base/frameworks/logging
@load base/frameworks/tunnels
@load ./consts

module SOCKS;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the client asked, or logged in.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		version: count &log;
		## Who the client says it is.
		user: string &log &optional;
		password: string &log &optional;
		## What the server said last.
		status: string &log &optional;
		## Where the client wants to connect to.
		request: SOCKS::Address &log &optional;
		request_p: port &log &optional;
		## From where the server connects.
		bound: SOCKS::Address &log &optional;
		bound_p: port &log &optional;

		## Whether the password is kept.
		capture_password: bool &default=default_capture_password;
	};

	## Whether passwords are kept.
	const default_capture_password = F &redef;

	## Raised with each line of the log.
	global log_socks: event(rec: Info);
}

redef record connection += {
	socks: Info &optional;
};

const ports = { 1080/tcp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(SOCKS::LOG, [$columns=Info, $ev=log_socks, $path="socks"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_SOCKS, ports);
	}

function set_session(c: connection, version: count)
	{
	if ( ! c?$socks )
		c$socks = Info($ts=network_time(), $uid=c$uid, $id=c$id, $version=version);
	}

event socks_request(c: connection, version: count, request_type: count, sa: SOCKS::Address, p: port, user: string) &priority=5
	{
	set_session(c, version);
	c$socks$request = sa;
	c$socks$request_p = p;

	if ( user != "" )
		c$socks$user = user;

	# A proxy has many connections; they have no port of the client in common.
	local id = copy(c$id);
	id$orig_p = 0/tcp;
	Tunnel::register([$cid=id, $tunnel_type=Tunnel::SOCKS]);
	}

event socks_reply(c: connection, version: count, reply: count, sa: SOCKS::Address, p: port) &priority=5
	{
	set_session(c, version);
	c$socks$status = version == 5 ? v5_status[reply] : v4_status[reply];
	c$socks$bound = sa;
	c$socks$bound_p = p;
	}

event socks_reply(c: connection, version: count, reply: count, sa: SOCKS::Address, p: port) &priority=-5
	{
	Log::write(SOCKS::LOG, c$socks);
	delete c$socks;
	}

event socks_login_userpass_request(c: connection, user: string, password: string) &priority=5
	{
	set_session(c, 5);
	c$socks$user = user;

	if ( c$socks$capture_password )
		c$socks$password = password;
	}

event socks_login_userpass_reply(c: connection, code: count) &priority=5
	{
	set_session(c, 5);
	c$socks$status = v5_status[code];
	}

# Nobody answered, or the client was not let in.
event connection_state_remove(c: connection) &priority=-5
	{
	if ( c?$socks )
		Log::write(SOCKS::LOG, c$socks);
	}
