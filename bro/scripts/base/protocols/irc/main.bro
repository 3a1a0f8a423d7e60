##! irc.log: who clients say they are, and the channels that they join.

@load base/frameworks/analyzer
@load base/frameworks/logging

module IRC;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the command was seen.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## What the client is called so far.
		nick: string &log &optional;
		user: string &log &optional;
		command: string &log &optional;
		## What the command is about.
		value: string &log &optional;
		## More about it.
		addl: string &log &optional;
	};

	## Raised with each line of the log.
	global irc_log: event(rec: Info);
}

redef record connection += {
	irc: Info &optional;
};

const ports = { 6666/tcp, 6667/tcp, 6668/tcp, 6669/tcp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(IRC::LOG, [$columns=Info, $ev=irc_log, $path="irc"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_IRC, ports);
	}

function set_session(c: connection)
	{
	if ( ! c?$irc )
		c$irc = Info($ts=network_time(), $uid=c$uid, $id=c$id);

	c$irc$ts = network_time();
	}

# A line says what was known before its command.
event irc_nick_message(c: connection, is_orig: bool, who: string, newnick: string) &priority=5
	{
	set_session(c);

	if ( is_orig )
		{
		c$irc$command = "NICK";
		c$irc$value = newnick;
		}
	}

event irc_nick_message(c: connection, is_orig: bool, who: string, newnick: string) &priority=-5
	{
	if ( is_orig )
		{
		Log::write(IRC::LOG, c$irc);
		c$irc$nick = newnick;
		}
	}

event irc_user_message(c: connection, is_orig: bool, user: string, host: string, server: string, real_name: string) &priority=5
	{
	set_session(c);
	c$irc$command = "USER";
	c$irc$value = user;
	c$irc$addl = fmt("%s %s %s", host, server, real_name);
	}

event irc_user_message(c: connection, is_orig: bool, user: string, host: string, server: string, real_name: string) &priority=-5
	{
	Log::write(IRC::LOG, c$irc);
	c$irc$user = user;
	}

event irc_join_message(c: connection, is_orig: bool, info_list: irc_join_list) &priority=5
	{
	set_session(c);

	if ( is_orig )
		c$irc$command = "JOIN";
	}

event irc_join_message(c: connection, is_orig: bool, info_list: irc_join_list) &priority=-5
	{
	if ( ! is_orig )
		return;

	for ( l in info_list )
		{
		c$irc$value = l$channel;
		c$irc$addl = l$password == "" ? "" : fmt(" with channel key: '%s'", l$password);
		Log::write(IRC::LOG, c$irc);
		}
	}

# The analyzer was right so far, but what follows is another protocol.
event irc_starttls(c: connection) &priority=5
	{
	set_session(c);
	}
