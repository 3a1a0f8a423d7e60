package analyzer

import "brig/bro/packet"

// SyslogEvents are raised by the SYSLOG analyzer (RFC 3164).
type SyslogEvents struct {
	// The message is what follows the priority. Without one facility and
	// severity are SyslogUnspecified.
	SyslogMessage func(c *packet.Conn, facility, severity uint64, msg []byte)
}

// SyslogUnspecified is the facility and severity of a message that tells none.
const SyslogUnspecified = 999

func syslogProtocol() *protocol {
	return &protocol{
		name:        "SYSLOG",
		component:   componentSyslog,
		ports:       udpPorts(514),
		newDatagram: func(b base) datagramAnalyzer { return &syslogAnalyzer{b} },
	}
}

// A syslogAnalyzer never confirms its protocol: any text is a message.
type syslogAnalyzer struct{ base }

func (a *syslogAnalyzer) done() {}

func (a *syslogAnalyzer) datagram(_ bool, data []byte) {
	if a.ev.SyslogMessage == nil {
		return
	}
	facility, severity, msg := parseSyslog(data)
	a.ev.SyslogMessage(a.c, facility, severity, msg)
}

// parseSyslog reads the priority, a number between angle brackets.
func parseSyslog(data []byte) (facility, severity uint64, msg []byte) {
	const maxDigits = 3 // RFC 3164 4.1.1
	if len(data) > 0 && data[0] == '<' {
		priority := uint64(0)
		for i, b := range data[1:min(len(data), 2+maxDigits)] {
			if b == '>' && i > 0 {
				return priority >> 3, priority & 7, data[2+i:]
			}
			if b < '0' || b > '9' {
				break
			}
			priority = 10*priority + uint64(b-'0')
		}
	}
	return SyslogUnspecified, SyslogUnspecified, data
}
