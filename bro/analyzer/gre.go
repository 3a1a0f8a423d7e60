package analyzer

import "brig/bro/packet"

func greProtocol() *protocol {
	return tunnelProtocol("GRE", componentGRE, packet.TunnelGRE,
		func(t tunnelAnalyzer) datagramAnalyzer { return &greAnalyzer{t} }, 4754)
}

// A greAnalyzer takes packets out of GRE in UDP (RFC 8086). The tunnel is, as that in IP
// itself, one of two hosts: the sender chooses its port anew for each flow within.
type greAnalyzer struct{ tunnelAnalyzer }

func (a *greAnalyzer) datagram(orig bool, b []byte) {
	if a.s.Tunnels.GRE && !a.tooDeep(orig) {
		a.s.unwrapHosts(a.s.current, a.typ)
	}
}
