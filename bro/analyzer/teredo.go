package analyzer

import (
	"encoding/binary"
	"net/netip"

	"brig/bro/packet"
)

// TeredoHeader is Bro's record teredo_hdr: what is in front of an IPv6 packet in
// Teredo (RFC 4380 5.1.1), and the packet.
type TeredoHeader struct {
	Auth   *TeredoAuth
	Origin netip.AddrPort // of the client as the server sees it; invalid without
	Inner  *packet.Packet
}

// TeredoAuth is Bro's record teredo_auth.
type TeredoAuth struct {
	ID, Value string
	Nonce     uint64
	Confirm   uint64
}

func teredoProtocol() *protocol {
	p := tunnelProtocol("TEREDO", componentTeredo, packet.TunnelTeredo,
		func(t tunnelAnalyzer) datagramAnalyzer { return &teredoAnalyzer{t} }, 3544)
	p.detectDatagram = looksLikeTeredo
	return p
}

// A teredoAnalyzer takes IPv6 packets out of Teredo.
type teredoAnalyzer struct{ tunnelAnalyzer }

func (a *teredoAnalyzer) datagram(orig bool, data []byte) {
	if a.tooDeep(orig) {
		return
	}
	h, b, ok := parseTeredo(data)
	if !ok {
		a.violate("Bad Teredo IPv6 packet")
		return
	}
	const noNext = 59 // RFC 8200 4.7
	length := int(binary.BigEndian.Uint16(b[4:]))
	extra := len(b) - ipv6Header - length
	switch {
	case extra > 0 && length == 0 && b[6] == noNext:
		a.weird("Teredo_bubble_with_payload", "")
		b = b[:ipv6Header]
	case extra > 0 || extra < 0 && a.s.current.Len == len(a.s.current.Payload):
		a.violate("Teredo payload length")
		return
	}
	inner, drop := a.take(packet.EtherIPv6, b)
	if !wellFormed(drop) {
		a.violate("Truncated Teredo or invalid inner IP version")
		return
	}
	a.valid[side(orig)] = true
	if !a.s.Tunnels.DelayTeredo || a.valid[0] && a.valid[1] {
		a.confirm()
	}
	if inner == nil {
		return
	}
	h.Inner = inner
	for _, e := range []struct {
		raise func(*packet.Conn, *TeredoHeader)
		when  bool
	}{
		{a.ev.TeredoPacket, true},
		{a.ev.TeredoAuthentication, h.Auth != nil},
		{a.ev.TeredoOriginIndication, h.Origin.IsValid()},
		{a.ev.TeredoBubble, length == 0 && inner.Proto == noNext},
	} {
		if e.when && e.raise != nil {
			e.raise(a.c, &h)
		}
	}
	if inner.Proto == noNext {
		a.s.inner = nil // a bubble opens a way through an address translator and is no flow
	}
}

const ipv6Header = 40

// parseTeredo reads what is in front of an IPv6 header, which is what is left.
func parseTeredo(b []byte) (h TeredoHeader, rest []byte, ok bool) {
	const authentication, origin = 1, 0
	for len(b) >= 2 && b[0] == 0 {
		switch b[1] {
		case authentication:
			if h.Auth != nil || len(b) < 4 {
				return h, nil, false
			}
			id, value := int(b[2]), int(b[3])
			if len(b) < 13+id+value {
				return h, nil, false
			}
			h.Auth = &TeredoAuth{ID: string(b[4 : 4+id]), Value: string(b[4+id : 4+id+value])}
			b = b[4+id+value:]
			h.Auth.Nonce, h.Auth.Confirm = binary.BigEndian.Uint64(b), uint64(b[8])
			b = b[9:]
		case origin:
			if h.Origin.IsValid() || len(b) < 8 {
				return h, nil, false
			}
			// Every bit is turned over, so that translators do not find the address.
			a := ^binary.BigEndian.Uint32(b[4:])
			h.Origin = netip.AddrPortFrom(netip.AddrFrom4([4]byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)}),
				^binary.BigEndian.Uint16(b[2:]))
			b = b[8:]
		default:
			return h, nil, false
		}
	}
	if len(b) < ipv6Header || b[0]>>4 != 6 {
		return h, nil, false
	}
	return h, b, true
}

// looksLikeTeredo reports whether a datagram on any port is Teredo: an IPv6
// packet of the right length with an address of Teredo's network, 2001::/32.
func looksLikeTeredo(data []byte) bool {
	if len(data) < ipv6Header || data[0] != 0 && data[0]>>4 != 6 {
		return false
	}
	_, b, ok := parseTeredo(data)
	if !ok {
		return false
	}
	const network = 0x20010000
	ours := binary.BigEndian.Uint32(b[8:]) == network || binary.BigEndian.Uint32(b[24:]) == network
	length := int(binary.BigEndian.Uint16(b[4:]))
	return ours && (length == len(b)-ipv6Header || length == 0 && b[6] == 59)
}
