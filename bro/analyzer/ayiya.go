package analyzer

import "brig/bro/packet"

func ayiyaProtocol() *protocol {
	p := tunnelProtocol("AYIYA", componentAYIYA, packet.TunnelAYIYA,
		func(t tunnelAnalyzer) datagramAnalyzer { return &ayiyaAnalyzer{t} }, 5072)
	p.detectDatagram = looksLikeAYIYA
	return p
}

// looksLikeAYIYA recognizes an IPv6 packet with a digest of it, as all clients send them.
func looksLikeAYIYA(data []byte) bool {
	if len(data) < ayiyaHeader || data[2] != 0x11 || data[3] != packet.ProtoIPv6 {
		return false
	}
	inner := ayiyaHeader + 1<<(data[0]>>4) + 4*int(data[1]>>4)
	return len(data) >= inner+ipv6Header && data[inner]>>4 == 6
}

// ayiyaHeader is the header's length without identity and signature.
const ayiyaHeader = 8

// An ayiyaAnalyzer takes IP packets out of AYIYA (draft-massar-v6ops-ayiya-02).
type ayiyaAnalyzer struct{ tunnelAnalyzer }

func (a *ayiyaAnalyzer) datagram(orig bool, b []byte) {
	if a.tooDeep(orig) {
		return
	}
	if len(b) < ayiyaHeader {
		a.violate("AYIYA header truncation")
		return
	}
	identity, signature := 1<<(b[0]>>4), 4*int(b[1]>>4)
	operation, next := b[2]&0x0f, b[3]
	if len(b) < ayiyaHeader+identity+signature {
		a.violate("AYIYA header truncation")
		return
	}
	b = b[ayiyaHeader+identity+signature:]
	const forward, noNext = 1, 59
	if operation != forward {
		a.confirm() // a question whether the other side is there, or its answer
		return
	}
	var typ uint16
	switch next {
	case packet.ProtoIPv4:
		typ = packet.EtherIPv4
	case packet.ProtoIPv6:
		typ = packet.EtherIPv6
	case noNext:
		return
	default:
		a.weird("ayiya_tunnel_non_ip", "")
		return
	}
	if len(b) == 0 || (b[0]>>4 == 4) != (typ == packet.EtherIPv4) {
		a.violate("AYIYA next header internal mismatch")
		return
	}
	if _, drop := a.take(typ, b); !wellFormed(drop) {
		a.violate("AYIYA payload length")
		return
	}
	a.confirm()
}
