package analyzer

import "brig/bro/packet"

// RADIUSEvents are raised by the RADIUS analyzer (RFC 2865).
type RADIUSEvents struct {
	RADIUSMessage func(c *packet.Conn, m *RADIUSMessage)
	// RADIUSAttribute is raised for each attribute, after its message.
	RADIUSAttribute func(c *packet.Conn, typ uint64, value string)
}

// RADIUSMessage is Bro's record RADIUS::Message. Bytes are good for the call only.
type RADIUSMessage struct {
	Code, ID      uint64
	Authenticator []byte
	Attributes    []RADIUSAttribute
}

// RADIUSAttribute is an attribute of a message, without its header.
type RADIUSAttribute struct {
	Type  uint8
	Value []byte
}

func radiusProtocol() *protocol {
	return &protocol{
		name:        "RADIUS",
		component:   componentRADIUS,
		ports:       udpPorts(1812),
		newDatagram: func(b base) datagramAnalyzer { return &radiusAnalyzer{b} },
	}
}

type radiusAnalyzer struct{ base }

func (a *radiusAnalyzer) done() {}

func (a *radiusAnalyzer) datagram(orig bool, data []byte) {
	m, wrong := parseRADIUS(data)
	if wrong != "" {
		a.violate(wrong)
		return
	}
	a.confirm()
	if a.ev.RADIUSMessage != nil {
		a.ev.RADIUSMessage(a.c, m)
	}
	if a.ev.RADIUSAttribute != nil {
		for _, t := range m.Attributes {
			a.ev.RADIUSAttribute(a.c, uint64(t.Type), string(t.Value))
		}
	}
}

// parseRADIUS also says what is wrong with a message.
func parseRADIUS(data []byte) (m *RADIUSMessage, wrong string) {
	const (
		header    = 20
		maxLength = 4096 // RFC 2865 3
	)
	o := octets{rest: data}
	m = &RADIUSMessage{Code: uint64(o.u8()), ID: uint64(o.u8())}
	n := int(o.u16())
	m.Authenticator = o.take(16)
	switch {
	case o.short:
		return nil, "truncated RADIUS message"
	case n < header || n > maxLength:
		return nil, "bad RADIUS length"
	case n > len(data):
		return nil, "truncated RADIUS message"
	case m.Code == 0:
		return nil, "bad RADIUS code"
	}
	o.rest = data[header:n] // what follows is padding
	for len(o.rest) > 0 {
		typ, length := o.u8(), int(o.u8())
		value := o.take(length - 2)
		if o.short {
			return nil, "bad RADIUS attribute"
		}
		m.Attributes = append(m.Attributes, RADIUSAttribute{typ, value})
	}
	return m, ""
}
