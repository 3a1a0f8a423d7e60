##! ftp.log: a line for each command of interest, together with its reply.
##!
##! A command is logged when the next one comes, so that the line tells what
##! happened until then. The addresses for data that the two sides agree on are
##! noted, to recognize the connections to them.

@load ./info
@load ./utils-commands
@load ./utils
@load base/frameworks/analyzer
@load base/frameworks/notice/weird
@load base/utils/addrs
@load base/utils/paths
@load base/utils/numbers

module FTP;

export {
	redef enum Log::ID += { LOG };

	## Commands that are logged.
	const logged_commands = {
		"APPE", "DELE", "RETR", "STOR", "STOU",
		"ACCT", "PORT", "PASV", "EPRT", "EPSV"
	} &redef;

	## Commands whose argument names a file.
	const file_cmds = {
		"APPE", "CWD", "DELE", "MKD", "RETR", "RMD", "RNFR", "RNTO",
		"STOR", "STOU", "REST", "SIZE", "MDTM"
	} &redef;

	## At most this many commands wait for their replies. Later ones are not
	## followed.
	const max_pending_commands = 20 &redef;

	## Longer text is cut off.
	const max_user_length = 128 &redef;
	const max_password_length = 128 &redef;
	const max_arg_length = 4096 &redef;
	const max_reply_msg_length = 4096 &redef;

	## How long to wait for a connection for data.
	const data_channel_timeout = 5 mins &redef;

	## The digits of a reply's code.
	type ReplyCode: record {
		x: count;
		y: count;
		z: count;
	};

	## Takes a code apart.
	global parse_ftp_reply_code: function(code: count): ReplyCode;

	## Raised with each line of the log.
	global log_ftp: event(rec: Info);
}

redef record connection += {
	ftp: Info &optional;
};

const ports = { 21/tcp, 2811/tcp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(FTP::LOG, [$columns=Info, $ev=log_ftp, $path="ftp"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_FTP, ports);
	}

# Sessions whose data is expected, by who listens.
global ftp_data_expected: table[addr, port] of Info &read_expire=data_channel_timeout;

function parse_ftp_reply_code(code: count): ReplyCode
	{
	return ReplyCode($x=code / 100, $y=(code / 10) % 10, $z=code % 10);
	}

# Cuts text off that is too long, and tells.
function truncated(c: connection, what: string, s: string, max: count): string
	{
	if ( |s| <= max )
		return s;

	Reporter::conn_weird(fmt("FTP_%s_too_long", what), c, cat(|s|), "FTP");
	return sub_bytes(s, 1, int_to_count(max));
	}

function set_ftp_session(c: connection)
	{
	if ( c?$ftp )
		return;

	c$ftp = Info($ts=network_time(), $uid=c$uid, $id=c$id, $pending_commands=PendingCmds());
	# The server begins, as if it was asked.
	add_pending_cmd(c$ftp$pending_commands, ++c$ftp$command_seq, "<init>", "");
	}

# Logs the command at hand, if it is of interest.
function ftp_message(s: Info)
	{
	local cmd = s$cmdarg$cmd;

	if ( cmd in logged_commands )
		{
		s$ts = s$cmdarg$ts;
		s$command = cmd;
		s$arg = s$cmdarg$arg;

		if ( cmd in file_cmds )
			s$arg = build_url_ftp(s);

		local hidden = ! s$capture_password && to_lower(s$user) !in guest_ids;

		if ( hidden && s?$password )
			s$password = "<hidden>";

		if ( hidden && cmd == "PASS" )
			s$arg = "<hidden>";

		if ( s$arg == "" )
			delete s$arg;

		Log::write(FTP::LOG, s);
		}

	# These are the command's alone.
	delete s$mime_type;
	delete s$file_size;
	delete s$data_channel;
	delete s$fuid;
	}

# Logs the command at hand unless that was done.
function finish_command(s: Info)
	{
	if ( s?$cmdarg && s?$reply_code && remove_pending_cmd(s$pending_commands, s$cmdarg) )
		ftp_message(s);
	}

# Waits for a connection for data.
function expect_data(s: Info, chan: ExpectedDataChannel)
	{
	s$passive = chan$passive;
	s$data_channel = chan;
	ftp_data_expected[chan$resp_h, chan$resp_p] = s;
	Analyzer::schedule_analyzer(chan$orig_h, chan$resp_h, chan$resp_p,
	                            Analyzer::ANALYZER_FTP_DATA, data_channel_timeout);
	}

event ftp_request(c: connection, command: string, arg: string) &priority=5
	{
	set_ftp_session(c);
	local s = c$ftp;
	finish_command(s);

	if ( |s$pending_commands| >= max_pending_commands )
		{
		Reporter::conn_weird("FTP_too_many_pending_commands", c, cat(|s$pending_commands|), "FTP");
		return;
		}

	arg = truncated(c, "arg", arg, max_arg_length);
	add_pending_cmd(s$pending_commands, ++s$command_seq, command, arg);

	switch ( command )
		{
		case "USER":
			s$user = truncated(c, "user", arg, max_user_length);
			break;

		case "PASS":
			s$password = truncated(c, "password", arg, max_password_length);
			break;

		case "AUTH":
			s$last_auth_requested = arg;
			break;

		case "PORT", "EPRT":
			local to = command == "PORT" ? parse_ftp_port(arg) : parse_eftp_port(arg);

			if ( to$valid )
				expect_data(s, ExpectedDataChannel($passive=F, $orig_h=c$id$resp_h, $resp_h=to$h, $resp_p=to$p));
			# That it is not valid, the server will say.
			break;
		}
	}

# Finds the size in "Opening BINARY mode data connection for x (77 bytes)".
function announced_size(s: Info, msg: string)
	{
	local text = find_last(msg, /\([0-9]+[ \t]+[bB]ytes/);

	if ( text != "" )
		s$file_size = extract_count(text);
	}

# Follows the client from folder to folder.
function change_directory(s: Info, code: count, msg: string)
	{
	switch ( s$cmdarg$cmd )
		{
		case "CWD", "XCWD":
			if ( code == 250 || code == 200 )
				s$cwd = build_path_compressed(s$cwd, s$cmdarg$arg);
			break;

		case "CDUP", "XCUP":
			if ( code == 250 || code == 200 )
				s$cwd = build_path_compressed(s$cwd, "..");
			break;

		case "PWD", "XPWD":
			if ( code == 257 )
				{
				local path = extract_path(msg);

				if ( path != "" )
					s$cwd = path;
				}
			break;
		}
	}

event ftp_reply(c: connection, code: count, msg: string, cont_resp: bool) &priority=5
	{
	set_ftp_session(c);
	local s = c$ftp;

	# A line in the middle of a reply says nothing, but for servers that begin a
	# reply with one code and end it with another.
	if ( cont_resp && code == 0 && s?$reply_code && /^[1-9][0-9][0-9] [[:print:]]{10}/ !in msg )
		return;

	msg = truncated(c, "reply_msg", msg, max_reply_msg_length);

	if ( |s$pending_commands| > 0 )
		s$cmdarg = get_pending_cmd(s$pending_commands, code, msg);

	s$reply_code = code;
	s$reply_msg = msg;

	if ( cont_resp || ! s?$cmdarg )
		return;

	local cmd = s$cmdarg$cmd;
	change_directory(s, code, msg);

	if ( code == 150 && cmd == "RETR" )
		announced_size(s, msg);
	else if ( code == 213 && cmd == "SIZE" )
		{
		if ( /^[0-9]+/ in msg )
			s$file_size = extract_count(msg);
		}
	else if ( code == 227 || code == 229 )
		{
		local to = code == 227 ? parse_ftp_pasv(msg) : parse_ftp_epsv(msg);

		if ( ! to$valid )
			return;

		# The extended reply has a port only.
		if ( code == 229 || to$h == 0.0.0.0 )
			to$h = c$id$resp_h;

		expect_data(s, ExpectedDataChannel($passive=T, $orig_h=c$id$orig_h, $resp_h=to$h, $resp_p=to$p));
		}
	}

event ftp_reply(c: connection, code: count, msg: string, cont_resp: bool) &priority=-5
	{
	# A client that does not wait has the replies logged as they come.
	if ( ! cont_resp && code >= 200 && |c$ftp$pending_commands| > 1 )
		finish_command(c$ftp);
	}

event scheduled_analyzer_applied(c: connection, a: Analyzer::Tag) &priority=10
	{
	if ( a == Analyzer::ANALYZER_FTP_DATA && [c$id$resp_h, c$id$resp_p] in ftp_data_expected )
		add c$service["ftp-data"];
	}

# What has no reply, or none that was seen to be its own.
event connection_state_remove(c: connection) &priority=-5
	{
	if ( ! c?$ftp )
		return;

	for ( seq, ca in c$ftp$pending_commands )
		{
		c$ftp$cmdarg = ca;
		ftp_message(c$ftp);
		}
	}

event connection_state_remove(c: connection) &priority=1
	{
	if ( "ftp-data" in c$service )
		delete ftp_data_expected[c$id$resp_h, c$id$resp_p];
	}
