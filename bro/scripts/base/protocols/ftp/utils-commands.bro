##! Which replies belong to which commands.

module FTP;

export {
	## A command.
	type CmdArg: record {
		## When it was sent.
		ts: time;
		cmd: string &default="<unknown>";
		arg: string &default="";
		## Its number in the session.
		seq: count &default=0;
	};

	## Commands by their numbers.
	type PendingCmds: table[count] of CmdArg;

	## Codes that may answer commands (RFC 959 5.4, 2228, 2389, 2428, 3659).
	## "<init>" is the begin of the connection.
	const cmd_reply_code: set[string, count] = {
		["<init>", [0, 120, 220, 421]],
		["USER", [230, 331, 332, 421, 530, 500, 501]],
		["PASS", [230, 202, 332, 421, 530, 500, 501, 503]],
		["ACCT", [230, 202, 421, 530, 500, 501, 503]],
		["CWD", [200, 250, 421, 500, 501, 502, 530, 550]],
		["CDUP", [200, 250, 421, 500, 501, 502, 530, 550]],
		["SMNT", [202, 250, 421, 500, 501, 502, 530, 550]],
		["REIN", [120, 220, 421, 500, 502]],
		["QUIT", [221, 421, 500, 0]],
		["PORT", [200, 421, 500, 501, 530]],
		["EPRT", [200, 421, 500, 501, 522, 530]],
		["PASV", [227, 421, 500, 501, 502, 530]],
		["EPSV", [229, 421, 500, 501, 522, 530]],
		["MODE", [200, 421, 500, 501, 504, 530]],
		["TYPE", [200, 421, 500, 501, 504, 530]],
		["STRU", [200, 421, 500, 501, 504, 530]],
		["ALLO", [200, 202, 421, 500, 501, 504, 530]],
		["REST", [200, 350, 421, 500, 501, 502, 530]],
		["STOR", [110, 120, 125, 150, 226, 250, 421, 425, 426, 450, 451, 452, 500, 501, 530, 532, 550, 551, 552, 553]],
		["STOU", [110, 120, 125, 150, 226, 250, 421, 425, 426, 450, 451, 452, 500, 501, 530, 532, 550, 551, 552, 553]],
		["RETR", [110, 120, 125, 150, 226, 250, 421, 425, 426, 450, 451, 500, 501, 530, 550]],
		["LIST", [120, 125, 150, 226, 250, 421, 425, 426, 450, 451, 500, 501, 502, 530, 550]],
		["NLST", [120, 125, 150, 226, 250, 421, 425, 426, 450, 451, 500, 501, 502, 530, 550]],
		["MLST", [150, 226, 250, 500, 501, 530, 550]],
		["MLSD", [150, 226, 250, 500, 501, 530, 550]],
		["APPE", [120, 125, 150, 226, 250, 421, 425, 426, 450, 451, 452, 500, 501, 502, 530, 532, 550, 551, 552, 553]],
		["RNFR", [350, 421, 450, 500, 501, 502, 530, 550]],
		["RNTO", [250, 421, 500, 501, 502, 503, 530, 532, 553]],
		["DELE", [250, 421, 450, 500, 501, 502, 530, 550]],
		["RMD", [250, 421, 500, 501, 502, 530, 550]],
		["MKD", [257, 421, 500, 501, 502, 530, 550]],
		["PWD", [257, 421, 500, 501, 502, 550]],
		["SYST", [215, 421, 500, 501, 502, 530]],
		["STAT", [211, 212, 213, 421, 450, 500, 501, 502, 530]],
		["HELP", [200, 211, 214, 421, 500, 501, 502]],
		["SITE", [200, 202, 214, 250, 500, 501, 502, 530]],
		["NOOP", [200, 421, 500]],
		["ABOR", [225, 226, 421, 500, 501, 502]],
		["AUTH", [234, 334, 421, 431, 500, 501, 502, 503, 504, 530, 534]],
		["ADAT", [235, 335, 421, 501, 503, 535]],
		["PBSZ", [200, 421, 500, 501, 503, 530]],
		["PROT", [200, 421, 500, 501, 503, 504, 530, 534, 536]],
		["FEAT", [211, 500, 502]],
		["OPTS", [200, 451, 500, 501]],
		["CLNT", [200, 500]],
		["SIZE", [213, 500, 501, 550]],
		["MDTM", [213, 500, 501, 550]],
		["XPWD", [257, 421, 500, 501, 502, 550]],
		["XCWD", [200, 250, 421, 500, 501, 502, 530, 550]],
		["XCUP", [200, 250, 421, 500, 501, 502, 530, 550]],
		["XMKD", [257, 421, 500, 501, 502, 530, 550]],
		["XRMD", [250, 421, 500, 501, 502, 530, 550]],
	} &redef;
}

## Adds a command to those without an answer.
function add_pending_cmd(pc: PendingCmds, seq: count, cmd: string, arg: string): CmdArg
	{
	local ca = CmdArg($ts=network_time(), $cmd=cmd, $arg=arg, $seq=seq);
	pc[seq] = ca;
	return ca;
	}

# How well a reply suits a command: most that its code may answer it, then that
# its text speaks of it.
function reply_score(ca: CmdArg, code: count, msg: string): count
	{
	local score = 0;

	if ( code == 500 || [ca$cmd, code] in cmd_reply_code )
		score += 100;

	if ( strstr(msg, ca$cmd) > 0 )
		score += 20;

	if ( ca$arg != "" && strstr(msg, ca$arg) > 0 )
		score += 10;

	return score;
	}

## Returns: the command that a reply is for: the oldest of those it suits best.
function get_pending_cmd(pc: PendingCmds, code: count, msg: string): CmdArg
	{
	local best: CmdArg;
	local best_score = -1;

	for ( seq, ca in pc )
		{
		local score = reply_score(ca, code, msg);

		if ( score > best_score || (score == best_score && seq < best$seq) )
			{
			best_score = score;
			best = ca;
			}
		}

	return best;
	}

## Takes a command from those without an answer.
##
## Returns: whether it was one.
function remove_pending_cmd(pc: PendingCmds, ca: CmdArg): bool
	{
	if ( ca$seq !in pc )
		return F;

	delete pc[ca$seq];
	return T;
	}
