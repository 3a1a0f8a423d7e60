package analyzer

import (
	"encoding/binary"

	"brig/bro/packet"
)

func vxlanProtocol() *protocol {
	return tunnelProtocol("VXLAN", componentVXLAN, packet.TunnelVXLAN,
		func(t tunnelAnalyzer) datagramAnalyzer { return &vxlanAnalyzer{t} }, 4789)
}

// A vxlanAnalyzer takes Ethernet frames out of VXLAN (RFC 7348).
type vxlanAnalyzer struct{ tunnelAnalyzer }

func (a *vxlanAnalyzer) datagram(orig bool, b []byte) {
	const header, valid = 8, 0x08
	switch {
	case a.tooDeep(orig):
		return
	case len(b) < header:
		a.violate("VXLAN header truncation")
		return
	case b[0]&valid == 0:
		a.violate("VXLAN 'I' flag not set")
		return
	}
	vni := uint64(binary.BigEndian.Uint32(b[4:]) >> 8)
	inner, drop := a.take(packet.EtherBridged, b[header:])
	if !wellFormed(drop) {
		a.violate("VXLAN invalid inner packet")
		return
	}
	a.confirm()
	if inner != nil && a.ev.VXLANPacket != nil {
		a.ev.VXLANPacket(a.c, inner, vni)
	}
}

func geneveProtocol() *protocol {
	return tunnelProtocol("GENEVE", componentGeneve, packet.TunnelGeneve,
		func(t tunnelAnalyzer) datagramAnalyzer { return &geneveAnalyzer{t} }, 6081)
}

// A geneveAnalyzer takes packets out of Geneve (RFC 8926). What the options say
// is not looked at.
type geneveAnalyzer struct{ tunnelAnalyzer }

func (a *geneveAnalyzer) datagram(orig bool, b []byte) {
	const header = 8
	switch {
	case a.tooDeep(orig):
		return
	case len(b) < header:
		a.violate("Geneve header truncation")
		return
	case b[0]>>6 != 0:
		a.violate("Geneve version unknown")
		return
	}
	size := header + 4*int(b[0]&0x3f)
	if len(b) < size {
		a.violate("Geneve option header truncation")
		return
	}
	vni := uint64(binary.BigEndian.Uint32(b[4:]) >> 8)
	inner, drop := a.take(binary.BigEndian.Uint16(b[2:]), b[size:])
	if !wellFormed(drop) {
		a.violate("Geneve invalid inner packet")
		return
	}
	a.confirm()
	if inner != nil && a.ev.GenevePacket != nil {
		a.ev.GenevePacket(a.c, inner, vni)
	}
}
