##! Files that are sent directly from one client to another: the offer is in
##! irc.log, and the connection that carries the file is looked at.

@load ./main

module IRC;

export {
	redef record Info += {
		## The file that is offered.
		dcc_file_name: string &log &optional;
		## Its size, as it is told.
		dcc_file_size: count &log &optional;
		## Its type.
		dcc_mime_type: string &log &optional;
	};

	## Connections for files that are waited for at once because of one
	## connection. Further ones are not looked at.
	const max_dcc_expected_transfers: count = 1000 &redef;

	## How long a connection for a file is waited for.
	const dcc_expect_timeout = 5 min &redef;
}

# The offers by who sends the file, and how many there are of each connection.
function expire_transfer(t: table[addr, port] of Info, host: addr, p: port): interval
	{
	local uid = t[host, p]$uid;

	if ( --pending[uid] == 0 )
		delete pending[uid];

	return 0secs;
	}

global pending: table[string] of count &default=0;
global dcc_expected_transfers: table[addr, port] of Info &create_expire=dcc_expect_timeout &expire_func=expire_transfer;

function forget_transfer(host: addr, p: port)
	{
	if ( [host, p] !in dcc_expected_transfers )
		return;

	expire_transfer(dcc_expected_transfers, host, p);
	delete dcc_expected_transfers[host, p];
	}

event irc_dcc_message(c: connection, is_orig: bool, prefix: string, target: string, dcc_type: string,
                      argument: string, address: addr, dest_port: count, size: count) &priority=5
	{
	set_session(c);

	if ( dcc_type != "SEND" )
		return;

	c$irc$command = "DCC";
	c$irc$dcc_file_name = argument;
	c$irc$dcc_file_size = size;
	local p = count_to_port(dest_port, tcp);

	if ( [address, p] !in dcc_expected_transfers && pending[c$uid] >= max_dcc_expected_transfers )
		{
		Reporter::conn_weird("irc_max_dcc_expected_transfers_exceeded", c);
		return;
		}

	forget_transfer(address, p);
	dcc_expected_transfers[address, p] = copy(c$irc);
	pending[c$uid] = pending[c$uid] + 1;
	Analyzer::schedule_analyzer(0.0.0.0, address, p, Analyzer::ANALYZER_IRC_DATA, dcc_expect_timeout);
	}

event irc_dcc_message(c: connection, is_orig: bool, prefix: string, target: string, dcc_type: string,
                      argument: string, address: addr, dest_port: count, size: count) &priority=-5
	{
	if ( dcc_type != "SEND" )
		return;

	Log::write(IRC::LOG, c$irc);
	delete c$irc$dcc_file_name;
	delete c$irc$dcc_file_size;
	delete c$irc$dcc_mime_type;
	}

event scheduled_analyzer_applied(c: connection, a: Analyzer::Tag) &priority=10
	{
	if ( a == Analyzer::ANALYZER_IRC_DATA && [c$id$resp_h, c$id$resp_p] in dcc_expected_transfers )
		{
		c$irc = dcc_expected_transfers[c$id$resp_h, c$id$resp_p];
		add c$service["irc-dcc-data"];
		forget_transfer(c$id$resp_h, c$id$resp_p);
		}
	}
