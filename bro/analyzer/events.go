package analyzer

import (
	"net/netip"

	"brig/bro/packet"
)

// Events holds a function for each event that a script handles; nil for the
// others. Field names are Bro's event names without underscores, and each
// comment begins with the Bro event where the name is not the same.
type Events struct {
	ConnectionEvents
	DatagramEvents
	WeirdEvents
	ProtocolEvents
	DNSEvents
	DNSSECEvents
	DNSRecordEvents
	HTTPEvents
	SSLEvents
	SSHEvents
	NTPEvents
	DHCPEvents
	SyslogEvents
	SNMPEvents
	TunnelEvents
	FTPEvents
	ModbusEvents
	IRCEvents
	SIPEvents
	SOCKSEvents
	RADIUSEvents
	SMTPEvents
	MIMEEvents
	SMBEvents
	KRBEvents
	NTLMEvents
	LoginEvents
	IdentEvents
	FingerEvents
	MQTTEvents
	POP3Events
	IMAPEvents
}

// ConnectionEvents are raised for connections as a whole. A state event is
// raised once a connection; connection_state_remove is always the last.
type ConnectionEvents struct {
	NewConnection func(c *packet.Conn)
	// NewPacket is raised for every packet of a connection: expensive.
	NewPacket func(c *packet.Conn, p *packet.Packet, isOrig bool)

	ConnectionFirstACK     func(c *packet.Conn)
	ConnectionEstablished  func(c *packet.Conn)
	ConnectionAttempt      func(c *packet.Conn)
	ConnectionRejected     func(c *packet.Conn)
	ConnectionReset        func(c *packet.Conn)
	ConnectionFinished     func(c *packet.Conn)
	ConnectionHalfFinished func(c *packet.Conn)
	ConnectionPartialClose func(c *packet.Conn)
	ConnectionPending      func(c *packet.Conn)
	ConnectionReused       func(c *packet.Conn)
	ConnectionTimeout      func(c *packet.Conn)
	PartialConnection      func(c *packet.Conn)
	ConnectionStateRemove  func(c *packet.Conn)

	ConnectionEOF func(c *packet.Conn, isOrig bool)
	// ContentGap: length bytes at seq (1 is the first after the SYN) are missing.
	ContentGap func(c *packet.Conn, isOrig bool, seq, length uint64)
	// TCPContents brings the data of a stream in order; it is good for the call only.
	TCPContents func(c *packet.Conn, isOrig bool, data []byte)
	// RexmitInconsistency: data was sent again and is not the same. The flags are TCP's.
	RexmitInconsistency func(c *packet.Conn, isOrig bool, had, now []byte, flags uint8)
	// ConnectionFlowLabelChanged: the IPv6 flow label of an end's packets.
	ConnectionFlowLabelChanged func(c *packet.Conn, isOrig bool, old, label uint32)
	// ConnectionFlipped: originator and responder were exchanged.
	ConnectionFlipped func(c *packet.Conn)
}

// DatagramEvents are raised for UDP and ICMP packets.
type DatagramEvents struct {
	UDPRequest  func(c *packet.Conn)
	UDPReply    func(c *packet.Conn)
	UDPContents func(c *packet.Conn, isOrig bool, payload []byte)

	// The ICMP events' records icmp_info: V6, Type and Code of m, length of the
	// payload and the packet's TTL. ICMPSent is for messages that have no event of their own.
	ICMPSent        func(c *packet.Conn, m ICMP)
	ICMPEchoRequest func(c *packet.Conn, m ICMP, id, seq uint64, payload []byte)
	ICMPEchoReply   func(c *packet.Conn, m ICMP, id, seq uint64, payload []byte)
	// The context is the datagram that the message complains about.
	ICMPUnreachable  func(c *packet.Conn, m ICMP, code uint64, ctx ICMPContext)
	ICMPTimeExceeded func(c *packet.Conn, m ICMP, code uint64, ctx ICMPContext)
	// Of IPv6 only; ICMPErrorMessage is for the errors that have no event of their own.
	ICMPPacketTooBig     func(c *packet.Conn, m ICMP, code uint64, ctx ICMPContext)
	ICMPParameterProblem func(c *packet.Conn, m ICMP, code uint64, ctx ICMPContext)
	ICMPErrorMessage     func(c *packet.Conn, m ICMP, code uint64, ctx ICMPContext)

	// How hosts of IPv6 find each other and their routers (RFC 4861).
	ICMPRouterSolicitation    func(c *packet.Conn, m ICMP, opts []ICMPOption)
	ICMPRouterAdvertisement   func(c *packet.Conn, m ICMP, r *ICMPRouter, opts []ICMPOption)
	ICMPNeighborSolicitation  func(c *packet.Conn, m ICMP, target netip.Addr, opts []ICMPOption)
	ICMPNeighborAdvertisement func(c *packet.Conn, m ICMP, router, solicited, override bool, target netip.Addr, opts []ICMPOption)
	ICMPRedirect              func(c *packet.Conn, m ICMP, target, dest netip.Addr, opts []ICMPOption)

	// ARP: a question, an answer, or something wrong. It belongs to no connection.
	ARP func(a *packet.ARP)
}

// ICMP is Bro's record icmp_info.
type ICMP struct {
	V6         bool
	Type, Code uint64
	Len        uint64 // payload bytes after the 8-byte header
	TTL        uint64
}

// ICMPContext is Bro's record icmp_context: the start of a datagram inside an
// ICMP message.
type ICMPContext struct {
	Src, Dst         netip.Addr // invalid when BadHeader
	SrcPort, DstPort uint16
	Proto            uint8
	Len              uint64 // of the datagram, by its header
	BadHeader        bool   // the header is malformed or missing
	BadChecksum      bool
	FragOffset       uint64
	MF, DF           bool
}

// WeirdEvents are raised for what a proper network does not do. The source is
// the analyzer or layer that saw it.
type WeirdEvents struct {
	ConnWeird func(name string, c *packet.Conn, addl, source string)
	FlowWeird func(name string, src, dst netip.Addr, addl, source string)
	NetWeird  func(name, addl, source string)
}

// ProtocolEvents tell what analyzers find out about a connection. The analyzer
// is given by its component name ("DNS", "HTTP"), aid numbers the analyzer
// instances of a session. A script library adds the confirmed names, in lower
// case, to c$service.
type ProtocolEvents struct {
	ProtocolConfirmation func(c *packet.Conn, analyzer string, aid uint64)
	ProtocolViolation    func(c *packet.Conn, analyzer string, aid uint64, reason string)
	// ScheduledAnalyzerApplied: a connection came that an analyzer was set to
	// wait for.
	ScheduledAnalyzerApplied func(c *packet.Conn, analyzer string)
}
