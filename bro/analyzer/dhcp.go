package analyzer

import (
	"encoding/binary"
	"net/netip"
	"strings"

	"brig/bro/packet"
)

// DHCPEvents are raised by the DHCP analyzer (RFC 2131).
type DHCPEvents struct {
	DHCPMessage func(c *packet.Conn, isOrig bool, m *DHCPMessage)
}

// DHCPMessage is a message with its options, of which Type is one (0 without).
type DHCPMessage struct {
	Op, Type, XID, Secs, Flags  uint64
	Client, Your, Server, Relay netip.Addr // ciaddr, yiaddr, siaddr, giaddr
	HardwareAddr                []byte     // chaddr
	ServerName, File            string
	Options                     []DHCPOption
}

// DHCPOption is an option as it was sent (RFC 2132). Data is good for the call only.
type DHCPOption struct {
	Code uint8
	Data []byte
}

const (
	dhcpMagic    = 0x63825363 // options follow (RFC 2131 3)
	dhcpPad      = 0
	dhcpEnd      = 255
	dhcpTypeCode = 53
)

func dhcpProtocol() *protocol {
	return &protocol{
		name:        "DHCP",
		component:   componentDHCP,
		ports:       udpPorts(67, 68, 4011),
		newDatagram: func(b base) datagramAnalyzer { return &dhcpAnalyzer{b} },
		detectDatagram: func(data []byte) bool {
			return len(data) >= 240 && binary.BigEndian.Uint32(data[236:]) == dhcpMagic
		},
	}
}

type dhcpAnalyzer struct{ base }

func (a *dhcpAnalyzer) done() {}

func (a *dhcpAnalyzer) datagram(orig bool, data []byte) {
	m, wrong := parseDHCP(data)
	if wrong != "" {
		a.violate(wrong)
		return
	}
	a.confirm()
	if a.ev.DHCPMessage != nil {
		a.ev.DHCPMessage(a.c, orig, m)
	}
}

// parseDHCP also says what is wrong with a message.
func parseDHCP(data []byte) (m *DHCPMessage, wrong string) {
	o := octets{rest: data}
	m = &DHCPMessage{Op: uint64(o.u8())}
	o.take(1) // type of hardware
	hardware := int(o.u8())
	o.take(1) // hops
	m.XID, m.Secs, m.Flags = uint64(o.u32()), uint64(o.u16()), uint64(o.u16())
	m.Client, m.Your, m.Server, m.Relay = o.addr4(), o.addr4(), o.addr4(), o.addr4()
	chaddr := o.take(16)
	m.ServerName, m.File = padded(o.take(64)), padded(o.take(128))
	switch magic := o.u32(); {
	case o.short:
		return nil, "truncated DHCP message"
	case hardware > len(chaddr):
		return nil, "DHCP hardware address too long"
	case magic != dhcpMagic:
		return nil, "bad DHCP cookie"
	}
	m.HardwareAddr = chaddr[:hardware]
	for len(o.rest) > 0 {
		code := o.u8()
		if code == dhcpPad {
			continue
		}
		if code == dhcpEnd {
			break
		}
		value := o.take(int(o.u8()))
		if o.short {
			return nil, "truncated DHCP option"
		}
		if code == dhcpTypeCode && len(value) == 1 {
			m.Type = uint64(value[0])
		}
		m.Options = append(m.Options, DHCPOption{code, value})
	}
	return m, ""
}

// padded is the text of a field that is filled up with zeros.
func padded(b []byte) string { return strings.TrimRight(string(b), "\x00") }
