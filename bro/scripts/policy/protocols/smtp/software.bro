##! The programs that write mails, as the mails say.

@load base/frameworks/software
@load base/protocols/smtp
@load base/utils/directions-and-hosts

module SMTP;

export {
	redef enum Software::Type += {
		MAIL_CLIENT,
		MAIL_SERVER,
		WEBMAIL_SERVER
	};

	redef record Info += {
		## Whether the mail was written in a browser.
		is_webmail: bool &log &default=F;
	};

	## Whose mails are looked at.
	option detect_clients_in_messages_from = LOCAL_HOSTS;

	## What programs are for browsers.
	option webmail_user_agents =
		/^iPlanet Messenger|^Sun Java\(tm\) System Messenger Express|\(IMP\)|^SquirrelMail|^NeoMail|^Zimbra|^Roundcube|^Horde/;
}

event mime_one_header(c: connection, h: mime_header_rec) &priority=4
	{
	if ( ! c?$smtp )
		return;

	switch ( h$name )
		{
		case "X-MAILER", "USER-AGENT", "X-USER-AGENT":
			if ( webmail_user_agents in h$value )
				c$smtp$is_webmail = T;

			break;
		}
	}

# When a mail is logged, the hosts that it came from are known.
event log_smtp(rec: Info)
	{
	if ( ! rec?$user_agent || ! addr_matches_host(rec$id$orig_h, detect_clients_in_messages_from) )
		return;

	local n = |rec$path|;
	local host = rec$path[n - 1];

	# The last one is the browser's if the mail came by HTTP.
	if ( rec$is_webmail && n > 1 && rec?$first_received && /via HTTP/ in rec$first_received )
		host = rec$path[n - 2];

	Software::found(rec$id, [$unparsed_version=rec$user_agent, $host=host,
	                         $software_type=rec$is_webmail ? WEBMAIL_SERVER : MAIL_CLIENT]);
	}
