package analyzer

import (
	"net/netip"

	"brig/bro/packet"
)

// SNMPEvents are raised by the SNMP analyzer: versions 1 (RFC 1157), 2c
// (RFC 1901, 3416) and 3 (RFC 3412).
type SNMPEvents struct {
	// snmp_get_request and all others with a PDU, by its tag
	SNMPPDU func(c *packet.Conn, isOrig bool, h *SNMPHeader, p *SNMPPDU)
	// snmp_unknown_pdu, snmp_unknown_scoped_pdu
	SNMPUnknownPDU     func(c *packet.Conn, isOrig bool, h *SNMPHeader, tag uint8)
	SNMPEncryptedPDU   func(c *packet.Conn, isOrig bool, h *SNMPHeader)
	SNMPUnknownVersion func(c *packet.Conn, isOrig bool, version uint64) // snmp_unknown_header_version
}

// Versions of a SNMPHeader.
const (
	SNMPv1  = 0
	SNMPv2c = 1
	SNMPv3  = 3
)

// SNMPHeader is Bro's record SNMP::Header.
type SNMPHeader struct {
	Version   uint64
	Community string // versions 1 and 2c

	// The rest is version 3's.
	ID, MaxSize, Flags, SecurityModel uint64
	SecurityParams                    string
	Scoped                            bool // the context is known
	EngineID, ContextName             string
}

// Tags of a SNMPPDU.
const (
	SNMPGet = 0xa0 + iota
	SNMPGetNext
	SNMPResponse
	SNMPSet
	SNMPTrap
	SNMPGetBulk
	SNMPInform
	SNMPTrapV2
	SNMPReport
)

// SNMPPDU is Bro's record SNMP::PDU, SNMP::TrapPDU or SNMP::BulkPDU.
type SNMPPDU struct {
	Tag       uint8
	RequestID int64
	// ErrorStatus and ErrorIndex are the non-repeaters and max-repetitions of SNMPGetBulk.
	ErrorStatus, ErrorIndex int64
	Trap                    *SNMPTrapInfo // only of SNMPTrap
	Bindings                []SNMPBinding
}

// SNMPTrapInfo is what a trap of version 1 has in place of a request.
type SNMPTrapInfo struct {
	Enterprise        string
	Agent             netip.Addr
	Generic, Specific int64
	Time              uint64 // hundredths of a second
}

// SNMPBinding is Bro's record SNMP::Binding. The data is the value's encoding
// without tag and length, good for the call only; see SNMPInt, SNMPUint and SNMPOID.
type SNMPBinding struct {
	OID  string
	Tag  uint8
	Data []byte
}

func snmpProtocol() *protocol {
	return &protocol{
		name:        "SNMP",
		component:   componentSNMP,
		ports:       udpPorts(161, 162),
		newDatagram: func(b base) datagramAnalyzer { return &snmpAnalyzer{b} },
	}
}

type snmpAnalyzer struct{ base }

func (a *snmpAnalyzer) done() {}

func (a *snmpAnalyzer) datagram(orig bool, data []byte) {
	m, ok := parseSNMP(data)
	if !ok {
		a.violate("malformed SNMP message")
		return
	}
	switch m.header.Version {
	case SNMPv1, SNMPv2c, SNMPv3:
		a.confirm()
	}
	switch {
	case m.pdu != nil && a.ev.SNMPPDU != nil:
		a.ev.SNMPPDU(a.c, orig, &m.header, m.pdu)
	case m.unknown != 0 && a.ev.SNMPUnknownPDU != nil:
		a.ev.SNMPUnknownPDU(a.c, orig, &m.header, m.unknown)
	case m.encrypted && a.ev.SNMPEncryptedPDU != nil:
		a.ev.SNMPEncryptedPDU(a.c, orig, &m.header)
	case m.version && a.ev.SNMPUnknownVersion != nil:
		a.ev.SNMPUnknownVersion(a.c, orig, m.header.Version)
	}
}

// A snmpMessage is a header with one of the others.
type snmpMessage struct {
	header    SNMPHeader
	pdu       *SNMPPDU
	unknown   uint8 // tag of the PDU
	encrypted bool
	version   bool // not known
}

func parseSNMP(data []byte) (m snmpMessage, ok bool) {
	whole := ber{rest: data}
	b := whole.sequence()
	h := &m.header
	h.Version = b.unsigned(berInteger)
	switch h.Version {
	case SNMPv1, SNMPv2c:
		h.Community = string(b.take(berOctets))
	case SNMPv3:
		global := b.sequence()
		h.ID, h.MaxSize = global.unsigned(berInteger), global.unsigned(berInteger)
		if flags := global.take(berOctets); len(flags) == 1 {
			h.Flags = uint64(flags[0])
		}
		h.SecurityModel = global.unsigned(berInteger)
		h.SecurityParams = string(b.take(berOctets))
		if global.bad || b.bad {
			return m, false
		}
		switch tag := b.peek(); tag {
		case berOctets:
			b.take(tag)
			m.encrypted = true
			return m, !b.bad
		case berSequence:
			b = b.sequence()
			h.EngineID, h.ContextName = string(b.take(berOctets)), string(b.take(berOctets))
			h.Scoped = true
		default:
			m.unknown = tag
			return m, !b.bad
		}
	default:
		m.version = true
		return m, !b.bad
	}
	tag := b.peek()
	content := ber{rest: b.take(tag), bad: b.bad}
	if tag < SNMPGet || tag > SNMPReport {
		m.unknown = tag
		return m, !content.bad
	}
	m.pdu = snmpPDU(tag, &content)
	return m, !content.bad
}

func snmpPDU(tag uint8, b *ber) *SNMPPDU {
	p := &SNMPPDU{Tag: tag}
	if tag == SNMPTrap {
		p.Trap = snmpTrap(b)
	} else {
		p.RequestID, p.ErrorStatus, p.ErrorIndex = b.signed(), b.signed(), b.signed()
	}
	if tag == SNMPGetBulk && (p.ErrorStatus < 0 || p.ErrorIndex < 0) {
		b.bad = true
	}
	list := b.sequence()
	for len(list.rest) > 0 && !list.bad {
		pair := list.sequence()
		var v SNMPBinding
		v.OID = pair.oid()
		v.Tag = pair.peek()
		v.Data = pair.take(v.Tag)
		list.bad = list.bad || pair.bad
		p.Bindings = append(p.Bindings, v)
	}
	b.bad = b.bad || list.bad
	return p
}

func snmpTrap(b *ber) *SNMPTrapInfo {
	const address, ticks = 0x40, 0x43
	t := &SNMPTrapInfo{Enterprise: b.oid()}
	if agent := b.take(address); len(agent) == 4 {
		t.Agent = netip.AddrFrom4([4]byte(agent))
	} else {
		b.bad = true
	}
	t.Generic, t.Specific = b.signed(), b.signed()
	t.Time = b.unsigned(ticks)
	return t
}

// SNMPInt is the number that data encodes.
func SNMPInt(data []byte) (n int64, ok bool) { return berInt(data) }

// SNMPUint is the number that data encodes, without a sign.
func SNMPUint(data []byte) (n uint64, ok bool) { return berUint(data) }

// SNMPOID is the object identifier that data encodes, as numbers with dots.
func SNMPOID(data []byte) (oid string, ok bool) { return berOID(data) }
