package analyzer

import "brig/bro/packet"

// Components of the analyzers; the numbers continue those of package packet.
// New ones go to the end.
const (
	componentConn packet.Component = packet.ComponentReassembler + 1 + iota
	componentDetect
	componentDNS
	componentHTTP
	componentFiles
	ComponentX509 // for who parses the certificates that files are
	componentSSL
	componentSSH
	componentNTP
	componentDHCP
	componentSyslog
	componentSNMP
	componentIPTunnel
	componentGRE
	componentVXLAN
	componentGeneve
	componentTeredo
	componentAYIYA
	componentGTPv1
	componentFTP
	componentFTPData
	componentModbus
	componentIRC
	componentIRCData
	componentSIP
	componentSOCKS
	componentRADIUS
	componentSMTP
	componentSMB
	componentTelnet
	componentRlogin
	componentRSH
	componentIdent
	componentFinger
	componentPOP3
	componentIMAP
	componentMQTT
	componentDTLS
	componentLDAP
	componentMySQL
	componentPostgreSQL
	componentRDP
	componentKRB
	componentXMPP
	componentRedis
	componentDNP3
	componentDCERPC
	componentRFB
	componentQUIC
)

// Components lists the names of all components of the packet path, in the order
// of their numbers. The component at index i has number i+1.
func Components() []string {
	return append(packet.ComponentNames(),
		"Conn",
		"PIA",
		"DNS",
		"HTTP",
		"Files",
		"X509",
		"SSL",
		"SSH",
		"NTP",
		"DHCP",
		"SYSLOG",
		"SNMP",
		"IPTunnel",
		"GRE",
		"VXLAN",
		"Geneve",
		"Teredo",
		"AYIYA",
		"GTPv1",
		"FTP",
		"FTP_DATA",
		"MODBUS",
		"IRC",
		"IRC_DATA",
		"SIP",
		"SOCKS",
		"RADIUS",
		"SMTP",
		"SMB",
		"TELNET",
		"RLOGIN",
		"RSH",
		"IDENT",
		"FINGER",
		"POP3",
		"IMAP",
		"MQTT",
		"DTLS",
		"LDAP",
		"MYSQL",
		"POSTGRESQL",
		"RDP",
		"KRB",
		"XMPP",
		"REDIS",
		"DNP3",
		"DCE_RPC",
		"RFB",
		"QUIC",
	)
}
