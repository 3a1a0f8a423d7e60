##! Finds commands that servers should not carry out: SITE EXEC runs programs.

@load base/frameworks/notice
@load base/protocols/ftp

module FTP;

export {
	redef enum Notice::Type += {
		## A server has run a program for a client.
		Site_Exec_Success
	};
}

event ftp_reply(c: connection, code: count, msg: string, cont_resp: bool) &priority=3
	{
	if ( cont_resp || ! c?$ftp || ! c$ftp?$cmdarg )
		return;

	local ca = c$ftp$cmdarg;

	if ( parse_ftp_reply_code(code)$x == 2 && ca$cmd == "SITE" && /^[eE][xX][eE][cC]([ \t]|$)/ in ca$arg )
		NOTICE([$note=Site_Exec_Success, $conn=c,
		        $msg=fmt("FTP command: %s %s", ca$cmd, ca$arg)]);
	}
