##! What is loaded without being asked, unless the engine runs bare. Each line
##! can also be loaded on its own in bare mode.

@load base/utils

@load base/frameworks/input
@load base/frameworks/config
@load base/frameworks/intel
@load base/frameworks/notice
@load base/frameworks/reporter
@load base/frameworks/software
@load base/frameworks/sumstats
@load base/frameworks/dpd
@load base/frameworks/files
@load base/frameworks/tunnels

@load base/protocols/conn
@load base/protocols/dhcp
@load base/protocols/dns
@load base/protocols/ftp
@load base/protocols/http
@load base/protocols/imap
@load base/protocols/irc
@load base/protocols/krb
@load base/protocols/modbus
@load base/protocols/mqtt
@load base/protocols/ntlm
@load base/protocols/ntp
@load base/protocols/pop3
@load base/protocols/radius
@load base/protocols/sip
@load base/protocols/smb
@load base/protocols/smtp
@load base/protocols/snmp
@load base/protocols/socks
@load base/protocols/ssh
@load base/protocols/ssl
@load base/protocols/syslog
@load base/protocols/websocket

@load base/files/hash
@load base/files/extract
@load base/files/pe
@load base/files/x509
