##! Adds to dns.log what the authority and additional sections of answers hold. The engine
##! then raises their events, which it does not by default.

@load base/protocols/dns

redef dns_skip_all_auth = F;
redef dns_skip_all_addl = F;

module DNS;

export {
	redef record Info += {
		## Records that name the servers that are responsible.
		auth: set[string] &log &optional;
		## Records that come in handy.
		addl: set[string] &log &optional;
	};
}

hook DNS::do_reply(c: connection, msg: dns_msg, ans: dns_answer, reply: string) &priority=4
	{
	if ( msg$opcode != 0 || ! msg$QR || ! c?$dns || reply == "" )
		return;

	local info = c$dns;

	if ( ans$answer_type == DNS_AUTH )
		{
		if ( ! info?$auth )
			info$auth = set();

		add info$auth[reply];
		}
	else if ( ans$answer_type == DNS_ADDL )
		{
		if ( ! info?$addl )
			info$addl = set();

		add info$addl[reply];
		}
	}
