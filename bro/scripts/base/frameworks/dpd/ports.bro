##! Ports of the protocols of which nothing is told but that a connection speaks
##! them: they have no events and no log.

@load base/frameworks/analyzer

module DPD;

const recognized_ports: table[Analyzer::Tag] of set[port] = {
	[Analyzer::ANALYZER_LDAP_TCP] = set(389/tcp, 3268/tcp),
	[Analyzer::ANALYZER_LDAP_UDP] = set(389/udp),
	[Analyzer::ANALYZER_MYSQL] = set(1434/tcp, 3306/tcp),
	[Analyzer::ANALYZER_POSTGRESQL] = set(5432/tcp),
	[Analyzer::ANALYZER_RDP] = set(3389/tcp),
	[Analyzer::ANALYZER_XMPP] = set(5222/tcp, 5269/tcp),
	[Analyzer::ANALYZER_REDIS] = set(6379/tcp),
	[Analyzer::ANALYZER_DNP3_TCP] = set(20000/tcp),
	[Analyzer::ANALYZER_DNP3_UDP] = set(20000/udp),
	[Analyzer::ANALYZER_DCE_RPC] = set(135/tcp),
};

event bro_init() &priority=5
	{
	for ( analyzer, ports in recognized_ports )
		Analyzer::register_for_ports(analyzer, ports);
	}
