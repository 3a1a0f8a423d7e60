##! What mails tell: addresses of people on the envelope and in headers, hosts
##! on the way, and the program that wrote the mail.

@load base/utils/email
@load base/frameworks/intel
@load base/protocols/smtp
@load ./where-locations

module Intel;

# Tells of the mail addresses in a text.
function emails_seen(c: connection, text: string, where: Where)
	{
	for ( email in extract_email_addrs_set(text) )
		Intel::seen([$indicator=email, $indicator_type=Intel::EMAIL, $conn=c, $where=where]);
	}

event mime_end_entity(c: connection) &group="Intel::ADDR"
	{
	if ( ! c?$smtp )
		return;

	if ( c$smtp?$path )
		for ( i in c$smtp$path )
			Intel::seen([$host=c$smtp$path[i], $conn=c, $where=SMTP::IN_RECEIVED_HEADER]);

	if ( c$smtp?$x_originating_ip )
		Intel::seen([$host=c$smtp$x_originating_ip, $conn=c, $where=SMTP::IN_X_ORIGINATING_IP_HEADER]);
	}

event mime_end_entity(c: connection) &group="Intel::SOFTWARE"
	{
	if ( c?$smtp && c$smtp?$user_agent )
		Intel::seen([$indicator=c$smtp$user_agent, $indicator_type=Intel::SOFTWARE, $conn=c, $where=SMTP::IN_HEADER]);
	}

event mime_end_entity(c: connection) &group="Intel::EMAIL"
	{
	if ( ! c?$smtp )
		return;

	local mail = c$smtp;

	if ( mail?$mailfrom )
		emails_seen(c, mail$mailfrom, SMTP::IN_MAIL_FROM);

	if ( mail?$rcptto )
		for ( recipient in mail$rcptto )
			emails_seen(c, recipient, SMTP::IN_RCPT_TO);

	if ( mail?$from )
		emails_seen(c, mail$from, SMTP::IN_FROM);

	if ( mail?$to )
		for ( recipient in mail$to )
			emails_seen(c, recipient, SMTP::IN_TO);

	if ( mail?$cc )
		for ( recipient in mail$cc )
			emails_seen(c, recipient, SMTP::IN_CC);

	if ( mail?$reply_to )
		emails_seen(c, mail$reply_to, SMTP::IN_REPLY_TO);
	}
