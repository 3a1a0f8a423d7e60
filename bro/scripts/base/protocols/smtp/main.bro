##! smtp.log: a line for each mail, together with its headers and how it was
##! answered.

@load base/frameworks/analyzer
@load base/frameworks/logging
@load base/utils/addrs
@load base/utils/directions-and-hosts
@load base/utils/email
@load base/utils/site

module SMTP;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the mail was first spoken of.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## The number of the mail in its connection, from 1.
		trans_depth: count &log;
		## What the client says it is.
		helo: string &log &optional;
		## The sender on the envelope.
		mailfrom: string &log &optional;
		## The recipients on the envelope.
		rcptto: set[string] &log &optional;
		## The headers.
		date: string &log &optional;
		from: string &log &optional;
		to: set[string] &log &optional;
		cc: set[string] &log &optional;
		reply_to: string &log &optional;
		msg_id: string &log &optional;
		in_reply_to: string &log &optional;
		subject: string &log &optional;
		x_originating_ip: addr &log &optional;
		## The lowest header Received: of the first host that passed the mail on.
		first_received: string &log &optional;
		## The one above it.
		second_received: string &log &optional;
		## The server's last reply.
		last_reply: string &log &optional;
		## The way of the mail, backwards: the server, the client, and whom the
		## headers Received name.
		path: vector of addr &log &optional;
		## The program that wrote the mail.
		user_agent: string &log &optional;
		## Whether the connection became encrypted.
		tls: bool &log &default=F;

		## Whether headers Received still add to the path.
		process_received_from: bool &default=T;
		## Whether the client has done anything worth a line.
		has_client_activity: bool &default=F;
	};

	## What is kept about a connection.
	type State: record {
		helo: string &optional;
		## Mails that were sent.
		messages_transferred: count &default=0;
		## Whether the chunk at hand is the last of its mail.
		bdat_last_observed: bool &default=F;
	};

	## Whose addresses in headers Received the path follows. It ends with the
	## first other one.
	const mail_path_capture = ALL_HOSTS &redef;

	## At most this many addresses of each kind are kept of a mail.
	const max_rcptto_addresses = 10000 &redef;
	const max_to_addresses = 10000 &redef;
	const max_cc_addresses = 10000 &redef;
	const max_path_length = 10000 &redef;

	## Whether commands that lack one before them are told of.
	const mail_transaction_validation = T &redef;

	## Returns: the mail in words.
	global describe: function(rec: Info): string;

	## Raised with each line of the log.
	global log_smtp: event(rec: Info);
}

redef record connection += {
	smtp: Info &optional;
	smtp_state: State &optional;
};

const ports = { 25/tcp, 587/tcp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(SMTP::LOG, [$columns=Info, $ev=log_smtp, $path="smtp"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_SMTP, ports);
	}

function new_smtp_log(c: connection): Info
	{
	local state = c$smtp_state;
	local info = Info($ts=network_time(), $uid=c$uid, $id=c$id,
	                  $trans_depth=state$messages_transferred + 1,
	                  $path=vector(c$id$resp_h, c$id$orig_h));

	if ( state?$helo )
		info$helo = state$helo;

	return info;
	}

function set_smtp_session(c: connection)
	{
	if ( ! c?$smtp_state )
		c$smtp_state = State();

	if ( ! c?$smtp )
		c$smtp = new_smtp_log(c);
	}

function smtp_message(c: connection)
	{
	if ( c$smtp$has_client_activity )
		Log::write(SMTP::LOG, c$smtp);
	}

# Tells of a command that lacks one before it.
function invalid_transaction(c: connection, why: string)
	{
	if ( mail_transaction_validation )
		Reporter::conn_weird("smtp_mail_transaction_invalid", c, why, "SMTP");
	}

# Adds addresses as long as there is room for them.
function add_addresses(c: connection, to: set[string], addrs: set[string], max: count, what: string)
	{
	for ( a in addrs )
		{
		if ( |to| >= max && a !in to )
			{
			Reporter::conn_weird(what, c);
			return;
			}

		add to[a];
		}
	}

event smtp_request(c: connection, is_orig: bool, command: string, arg: string) &priority=5
	{
	set_smtp_session(c);

	switch ( to_upper(command) )
		{
		case "HELO", "EHLO":
			c$smtp_state$helo = arg;
			c$smtp$helo = arg;
			break;

		case "MAIL":
			if ( /^[fF][rR][oO][mM]:/ !in arg )
				break;

			# The last mail, if its reply was not seen.
			if ( c$smtp$has_client_activity )
				{
				smtp_message(c);
				c$smtp = new_smtp_log(c);
				}

			c$smtp$has_client_activity = T;
			local from = extract_first_email_addr(arg);

			if ( from != "" )
				c$smtp$mailfrom = from;

			break;

		case "RCPT":
			if ( /^[tT][oO]:/ !in arg )
				break;

			if ( ! c$smtp?$mailfrom && ! c$smtp$has_client_activity )
				invalid_transaction(c, "rcpt to missing mail from");

			c$smtp$has_client_activity = T;

			if ( ! c$smtp?$rcptto )
				c$smtp$rcptto = set();

			add_addresses(c, c$smtp$rcptto, extract_email_addrs_set(sub(arg, /[oO][rR][cC][pP][tT]=.*/, "")),
			              max_rcptto_addresses, "smtp_too_many_rcptto_addresses");
			break;

		case "DATA":
			if ( ! c$smtp?$rcptto )
				invalid_transaction(c, "data missing rcpt to");

			break;

		case "BDAT":
			c$smtp_state$bdat_last_observed = /[lL][aA][sS][tT]/ in arg;
			break;
		}
	}

event smtp_reply(c: connection, is_orig: bool, code: count, cmd: string, msg: string, cont_resp: bool) &priority=5
	{
	set_smtp_session(c);
	c$smtp$last_reply = fmt("%d %s", code, msg);
	}

event smtp_reply(c: connection, is_orig: bool, code: count, cmd: string, msg: string, cont_resp: bool) &priority=-5
	{
	if ( cont_resp )
		return;

	if ( cmd == "." || (cmd == "BDAT" && c$smtp_state$bdat_last_observed) )
		{
		++c$smtp_state$messages_transferred;
		smtp_message(c);
		c$smtp = new_smtp_log(c);
		}
	}

event smtp_starttls(c: connection) &priority=5
	{
	if ( c?$smtp )
		{
		c$smtp$tls = T;
		c$smtp$has_client_activity = T;
		}
	}

event mime_one_header(c: connection, h: mime_header_rec) &priority=5
	{
	if ( ! c?$smtp )
		return;

	local info = c$smtp;
	info$has_client_activity = T;

	switch ( h$name )
		{
		case "MESSAGE-ID":
			info$msg_id = h$value;
			break;

		case "RECEIVED":
			if ( info?$first_received )
				info$second_received = info$first_received;

			info$first_received = h$value;
			break;

		case "IN-REPLY-TO":
			info$in_reply_to = h$value;
			break;

		case "SUBJECT":
			info$subject = h$value;
			break;

		case "FROM":
			info$from = h$value;
			break;

		case "REPLY-TO":
			info$reply_to = h$value;
			break;

		case "DATE":
			info$date = h$value;
			break;

		case "TO":
			if ( ! info?$to )
				info$to = set();

			add_addresses(c, info$to, split_mime_email_addresses(h$value), max_to_addresses, "smtp_too_many_to_addresses");
			break;

		case "CC":
			if ( ! info?$cc )
				info$cc = set();

			add_addresses(c, info$cc, split_mime_email_addresses(h$value), max_cc_addresses, "smtp_too_many_cc_addresses");
			break;

		case "X-ORIGINATING-IP":
			local addrs = extract_ip_addresses(h$value);

			if ( |addrs| > 0 )
				info$x_originating_ip = to_addr(addrs[0]);

			break;

		case "X-MAILER", "USER-AGENT", "X-USER-AGENT":
			info$user_agent = h$value;
			break;
		}
	}

# The address of who sent, in a header Received: the second one if it names
# several, since the first may be what the sender claims.
function find_address_in_smtp_header(header: string): string
	{
	local ips = extract_ip_addresses(header);
	return |ips| > 1 ? ips[1] : (|ips| == 1 ? ips[0] : "");
	}

event mime_one_header(c: connection, h: mime_header_rec) &priority=3
	{
	if ( ! c?$smtp || h$name != "RECEIVED" || ! c$smtp$process_received_from )
		return;

	local text = find_address_in_smtp_header(h$value);

	if ( text == "" )
		return;

	local ip = to_addr(text);
	local path = c$smtp$path;

	if ( ! addr_matches_host(ip, mail_path_capture) && ! Site::is_private_addr(ip) )
		c$smtp$process_received_from = F;

	if ( path[|path| - 1] == ip )
		return;

	if ( |path| >= max_path_length )
		Reporter::conn_weird("smtp_max_path_length_exceeded", c);
	else
		path[|path|] = ip;
	}

event connection_state_remove(c: connection) &priority=-5
	{
	if ( c?$smtp )
		smtp_message(c);
	}

function describe(rec: Info): string
	{
	if ( ! rec?$mailfrom || ! rec?$rcptto )
		return "";

	local one = "";

	for ( to in rec$rcptto )
		{
		one = to;
		break;
		}

	local more = |rec$rcptto| > 1 ? fmt(" (plus %d others)", |rec$rcptto| - 1) : "";
	local subject = rec?$subject ? sub_bytes(rec$subject, 1, 20) : "";

	if ( rec?$subject && |rec$subject| > 20 )
		subject = cat(subject, "...");

	return fmt("%s -> %s%s%s", rec$mailfrom, one, more, subject == "" ? "" : cat(": ", subject));
	}
