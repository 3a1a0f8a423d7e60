##! Tells of logins to or from hosts whose names say that nobody should log in there.
##! Names are asked of the name service.

@load base/frameworks/notice
@load base/protocols/ssh

module SSH;

export {
	redef enum Notice::Type += {
		## A login, of which one end has such a name.
		Interesting_Hostname_Login
	};

	## Names of servers that should serve something else.
	const interesting_hostnames =
		/^d?ns[0-9]*\./
		| /^smtp[0-9]*\./
		| /^mail[0-9]*\./
		| /^pop[0-9]*\./
		| /^imap[0-9]*\./
		| /^www[0-9]*\./
		| /^ftp[0-9]*\./
		&redef;
}

function check_ssh_hostname(id: conn_id, uid: string, host: addr)
	{
	when ( local hostname = lookup_addr(host) )
		{
		if ( interesting_hostnames in hostname )
			NOTICE([$note=Interesting_Hostname_Login, $id=id, $uid=uid,
			        $msg=fmt("A login %s the %s %s, whose name is %s",
			                 host == id$orig_h ? "from" : "to",
			                 Site::is_local_addr(host) ? "local" : "remote", host, hostname),
			        $sub=hostname]);
		}
	}

event ssh_auth_successful(c: connection, auth_method_none: bool)
	{
	for ( host in set(c$id$orig_h, c$id$resp_h) )
		check_ssh_hostname(c$id, c$uid, host);
	}
