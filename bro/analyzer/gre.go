package analyzer

import "brig/bro/packet"

func greProtocol() *protocol {
	return &protocol{
		name:      "GRE",
		component: componentGRE,
		packets:   true,
		ports:     udpPorts(4754),
		newDatagram: func(b base) datagramAnalyzer {
			return &greAnalyzer{tunnelAnalyzer{base: b, typ: packet.TunnelGRE}}
		},
	}
}

// A greAnalyzer takes packets out of GRE in UDP (RFC 8086). The tunnel is, as that in IP
// itself, one of two hosts: the sender chooses its port anew for each flow within.
type greAnalyzer struct{ tunnelAnalyzer }

func (a *greAnalyzer) datagram(orig bool, b []byte) {
	s := a.s
	if !s.Tunnels.GRE || a.tooDeep(orig) {
		return
	}
	outer := s.current
	q, around := s.spare(outer), s.ipTunnels.find(s, outer, packet.TunnelGRE)
	s.inside = true
	drop := s.decoder.InnerGRE(outer, around, q)
	s.inside = false
	if drop == packet.DropNone {
		s.inner = q
	}
}
