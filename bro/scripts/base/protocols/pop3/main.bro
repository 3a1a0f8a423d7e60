##! POP3: who fetches mails. There is no log; scripts handle pop3_login_success
##! and the like, and the mails are those of the mime events.

@load base/frameworks/analyzer

module POP3;

const ports = { 110/tcp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Analyzer::register_for_ports(Analyzer::ANALYZER_POP3, ports);
	}
