package analyzer

import (
	"container/list"
	"net/netip"
	"time"

	"brig/bro/packet"
)

// TunnelEvents are raised for tunnels and for what they carry. The inner packet
// is good for the call only.
type TunnelEvents struct {
	// TunnelChanged: a packet came in another tunnel than the one before; the
	// new one is c.Tunnel.
	TunnelChanged func(c *packet.Conn)

	VXLANPacket  func(outer *packet.Conn, inner *packet.Packet, vni uint64)
	GenevePacket func(outer *packet.Conn, inner *packet.Packet, vni uint64)

	TeredoPacket           func(outer *packet.Conn, h *TeredoHeader)
	TeredoAuthentication   func(outer *packet.Conn, h *TeredoHeader)
	TeredoOriginIndication func(outer *packet.Conn, h *TeredoHeader)
	TeredoBubble           func(outer *packet.Conn, h *TeredoHeader)

	GTPv1Message func(c *packet.Conn, h *GTPv1Header)
	GTPv1GPDU    func(outer *packet.Conn, h *GTPv1Header, inner *packet.Packet) // gtpv1_g_pdu_packet
}

// MaxIPTunnels is how many pairs of hosts with a tunnel in IP are remembered; the
// one that was silent longest gives way, and has a new identifier when it comes
// back.
const MaxIPTunnels = 1 << 16

// Tunnels says how packets within packets are followed.
type Tunnels struct {
	// MaxDepth is how many layers are taken off a packet (Tunnel::max_depth).
	MaxDepth int
	// MaxChanges is how often a connection may raise TunnelChanged, 0 for ever.
	MaxChanges uint64
	// Timeout is how long a silent tunnel in IP is remembered.
	Timeout time.Duration
	// IP and GRE take packets out of these.
	IP, GRE bool
	// DelayTeredo and DelayGTP wait for both sides before they confirm the protocol.
	DelayTeredo, DelayGTP bool
}

// DefaultTunnels are Bro's choices: all tunnels, four deep.
func DefaultTunnels() Tunnels {
	return Tunnels{MaxDepth: 4, MaxChanges: 5, Timeout: 24 * time.Hour, IP: true, GRE: true, DelayTeredo: true}
}

// A tunnelKey is a pair of hosts, the lower address first.
type tunnelKey struct {
	low, high netip.Addr
	typ       packet.TunnelType
	outer     *packet.Encapsulation
}

type ipTunnel struct {
	key    tunnelKey
	around *packet.Encapsulation
	last   int64
}

// ipTunnels are the tunnels in IP itself.
type ipTunnels struct {
	byKey map[tunnelKey]*list.Element
	age   list.List // of *ipTunnel, silent longest first
}

func (t *ipTunnels) find(s *Session, p *packet.Packet, typ packet.TunnelType) *packet.Encapsulation {
	for e := t.age.Front(); e != nil; e = t.age.Front() {
		old := e.Value.(*ipTunnel)
		if len(t.byKey) < MaxIPTunnels && old.last+int64(s.Tunnels.Timeout) > p.Time {
			break
		}
		t.age.Remove(e)
		delete(t.byKey, old.key)
	}
	k := tunnelKey{p.Src(), p.Dst(), typ, p.Tunnel}
	if k.high.Less(k.low) {
		k.low, k.high = k.high, k.low
	}
	if e := t.byKey[k]; e != nil {
		e.Value.(*ipTunnel).last = p.Time
		t.age.MoveToBack(e)
		return e.Value.(*ipTunnel).around
	}
	around := packet.Encapsulation{Type: typ, UID: s.table.NewUID(), Src: p.Src(), Dst: p.Dst()}.Within(p.Tunnel)
	if t.byKey == nil {
		t.byKey = make(map[tunnelKey]*list.Element)
	}
	t.byKey[k] = t.age.PushBack(&ipTunnel{k, around, p.Time})
	return around
}

// analyze takes a packet to its connection, and then the packets that it
// carries to theirs.
func (s *Session) analyze(p *packet.Packet) {
	for p != nil {
		s.current, s.inner = p, nil
		switch typ := p.Carrier(); typ {
		case packet.TunnelNone:
			s.table.Process(p)
		case packet.TunnelIP:
			s.Hooks.EnterComponent(componentIPTunnel)
			s.unwrap(p, typ, s.Tunnels.IP, "IP_tunnel")
			s.Hooks.LeaveComponent(componentIPTunnel)
		case packet.TunnelGRE:
			s.Hooks.EnterComponent(componentGRE)
			s.unwrap(p, typ, s.Tunnels.GRE, "GRE_tunnel")
			s.Hooks.LeaveComponent(componentGRE)
		}
		p = s.inner
	}
}

// unwrap takes the packet out of a tunnel in IP.
func (s *Session) unwrap(p *packet.Packet, typ packet.TunnelType, enabled bool, name string) {
	source := "IPTUNNEL"
	if typ == packet.TunnelGRE {
		source = "GRE"
	}
	switch {
	case !enabled:
		s.packetWeird(p, source, name, "")
		return
	case s.tooDeep(p):
		s.packetWeird(p, source, "exceeded_tunnel_max_depth", "")
		return
	}
	s.unwrapHosts(p, typ)
}

// unwrapHosts takes the packet out of a tunnel that is one of two hosts, not of a flow.
func (s *Session) unwrapHosts(p *packet.Packet, typ packet.TunnelType) {
	q, around := s.spare(p), s.ipTunnels.find(s, p, typ)
	s.inside = true
	drop := packet.DropNone
	if typ == packet.TunnelGRE {
		drop = s.decoder.InnerGRE(p, around, q)
	} else {
		drop = s.decoder.InnerIP(p, around, q)
	}
	s.inside = false
	if drop == packet.DropNone {
		s.inner = q
	}
}

func (s *Session) tooDeep(p *packet.Packet) bool {
	return p.Tunnel != nil && p.Tunnel.Depth >= s.Tunnels.MaxDepth || s.Tunnels.MaxDepth == 0
}

// spare is the packet that p does not need: an inner one is decoded when the one
// around its outer one is done with.
func (s *Session) spare(p *packet.Packet) *packet.Packet {
	if p == &s.pkts[0] {
		return &s.pkts[1]
	}
	return &s.pkts[0]
}

func (s *Session) tunnelChanged(c *packet.Conn) {
	f, _ := c.App.(*flow)
	if f == nil || s.ev.TunnelChanged == nil || s.Tunnels.MaxChanges > 0 && uint64(f.tunnels) >= s.Tunnels.MaxChanges {
		return
	}
	if f.tunnels < 1<<16-1 {
		f.tunnels++
	}
	s.ev.TunnelChanged(c)
}

// A tunnelAnalyzer takes packets out of a UDP flow.
type tunnelAnalyzer struct {
	base
	typ    packet.TunnelType
	around *packet.Encapsulation
	valid  [2]bool // responder, originator
}

// tunnelProtocol is the protocol of an analyzer that is made of a tunnelAnalyzer.
func tunnelProtocol(name string, component packet.Component, typ packet.TunnelType,
	analyzer func(tunnelAnalyzer) datagramAnalyzer, ports ...uint16) *protocol {
	return &protocol{
		name:        name,
		component:   component,
		packets:     true,
		ports:       udpPorts(ports...),
		newDatagram: func(b base) datagramAnalyzer { return analyzer(tunnelAnalyzer{base: b, typ: typ}) },
	}
}

func (a *tunnelAnalyzer) done() {}

// take decodes the packet b within the present one, of an Ethernet type, and has
// it analyzed next. It returns nil for one that belongs to no connection, and why.
func (a *tunnelAnalyzer) take(typ uint16, b []byte) (*packet.Packet, packet.Drop) {
	s, outer := a.s, a.s.current
	if a.around == nil || a.around.Outer != outer.Tunnel {
		c := a.c
		a.around = packet.Encapsulation{Type: a.typ, UID: c.UID, Src: c.Orig.Addr, Dst: c.Resp.Addr,
			SrcPort: c.Orig.Port, DstPort: c.Resp.Port, Proto: c.Proto}.Within(outer.Tunnel)
	}
	q := s.spare(outer)
	s.inside = true
	drop := s.decoder.InnerProtocol(outer, a.around, typ, b, q)
	s.inside = false
	if drop != packet.DropNone {
		return nil, drop
	}
	s.inner = q
	return q, packet.DropNone
}

// tooDeep reports, and tells, whether the present packet is in too many tunnels
// to look for another.
func (a *tunnelAnalyzer) tooDeep(orig bool) bool {
	if !a.s.tooDeep(a.s.current) {
		return false
	}
	a.s.packetWeird(a.s.current, a.f.proto.name, "exceeded_tunnel_max_depth", "")
	a.c.NoteLimit(orig)
	return true
}

// wellFormed reports whether contents that were dropped, or not, were at least
// what they should be.
func wellFormed(d packet.Drop) bool {
	switch d {
	case packet.DropNone, packet.DropNotIP, packet.DropFragment, packet.DropBadFragment:
		return true
	}
	return false
}
