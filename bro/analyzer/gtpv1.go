package analyzer

import (
	"encoding/binary"

	"brig/bro/packet"
)

// GTPv1Header is Bro's record gtpv1_hdr (3GPP TS 29.060 6).
type GTPv1Header struct {
	Version                 uint64
	PT, Reserved            bool
	Extension, Sequenced    bool // flags E and S
	NPDUFlag                bool
	Type                    uint64
	Length                  uint64 // of what follows the first eight bytes
	TEID                    uint64
	Optional                bool // the next three are there
	Sequence, NPDU, Follows uint64
}

func gtpv1Protocol() *protocol {
	return tunnelProtocol("GTPV1", componentGTPv1, packet.TunnelGTPv1,
		func(t tunnelAnalyzer) datagramAnalyzer { return &gtpv1Analyzer{t} }, 2152, 2123)
}

// A gtpv1Analyzer takes user data out of the GPRS Tunnelling Protocol. Of other
// messages it tells the header.
type gtpv1Analyzer struct{ tunnelAnalyzer }

func (a *gtpv1Analyzer) datagram(orig bool, data []byte) {
	if a.tooDeep(orig) {
		return
	}
	const userData = 255
	h, b, reason := parseGTPv1(data)
	if reason != "" {
		a.valid[side(orig)] = false
		a.violate(reason)
		return
	}
	if !h.PT {
		a.valid[side(orig)] = false
		a.violate("GTPv1 reserved or GTP'")
		return
	}
	if a.ev.GTPv1Message != nil {
		a.ev.GTPv1Message(a.c, &h)
	}
	if h.Type != userData {
		return
	}
	if len(b) < 20 {
		a.violate("Truncated GTPv1")
		return
	}
	typ := uint16(packet.EtherIPv4)
	switch b[0] >> 4 {
	case 4:
	case 6:
		typ = packet.EtherIPv6
	default:
		a.violate("non-IP packet in GTPv1")
		return
	}
	inner, drop := a.take(typ, b)
	switch drop {
	case packet.DropTruncated:
		a.violate("Truncated GTPv1")
		return
	case packet.DropTooLong:
		a.violate("GTPv1 payload length")
		return
	case packet.DropBadHeader:
		a.violate("Invalid IP version in wrapped packet")
		return
	}
	a.valid[side(orig)] = true
	if !a.s.Tunnels.DelayGTP || a.valid[0] && a.valid[1] {
		a.confirm()
	}
	if inner != nil && a.ev.GTPv1GPDU != nil {
		a.ev.GTPv1GPDU(a.c, &h, inner)
	}
}

// parseGTPv1 reads a header with its extensions; the rest is what it carries.
func parseGTPv1(b []byte) (h GTPv1Header, rest []byte, reason string) {
	const truncated = "Truncated GTPv1"
	if len(b) < 8 {
		return h, nil, truncated
	}
	flag := func(mask byte) bool { return b[0]&mask != 0 }
	h = GTPv1Header{
		Version: uint64(b[0] >> 5), PT: flag(0x10), Reserved: flag(8),
		Extension: flag(4), Sequenced: flag(2), NPDUFlag: flag(1),
		Type:   uint64(b[1]),
		Length: uint64(binary.BigEndian.Uint16(b[2:])),
		TEID:   uint64(binary.BigEndian.Uint32(b[4:])),
	}
	h.Optional = h.Extension || h.Sequenced || h.NPDUFlag
	if h.Version != 1 {
		return h, nil, "GTPv1 bad version"
	}
	b = b[8:]
	if !h.Optional {
		return h, b, ""
	}
	if len(b) < 4 {
		return h, nil, truncated
	}
	h.Sequence, h.NPDU, h.Follows = uint64(binary.BigEndian.Uint16(b)), uint64(b[2]), uint64(b[3])
	next := b[3]
	b = b[4:]
	if !h.Extension {
		return h, b, ""
	}
	// Each extension tells its length in words, which is never 0.
	for next != 0 {
		if len(b) == 0 || b[0] == 0 || 4*int(b[0]) > len(b) {
			return h, nil, truncated
		}
		size := 4 * int(b[0])
		next, b = b[size-1], b[size:]
	}
	return h, b, ""
}
