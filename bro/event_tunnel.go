package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// tunnels is the EncapsulatingConnVector of the layers around a packet, outermost
// first; it is empty for nil.
func (e *engine) tunnels(around *packet.Encapsulation) interp.Value {
	list := interp.NewVector(e.in.Type("EncapsulatingConnVector"))
	e.appendTunnels(list, around)
	return list.Value()
}

func (e *engine) appendTunnels(list *interp.Vector, around *packet.Encapsulation) {
	if around == nil {
		return
	}
	e.appendTunnels(list, around.Outer)
	proto := interp.UnknownPort
	if around.Proto != 0 {
		proto = portProtocol(around.Proto)
	}
	s := newShape(e.in.Type("Tunnel::EncapsulatingConn"), "cid", "tunnel_type", "uid")
	id := e.conns.id.record(e.in, interp.Addr(around.Src), interp.Port(around.SrcPort, proto),
		interp.Addr(around.Dst), interp.Port(around.DstPort, proto))
	list.Append(s.record(e.in, id, interp.Enum(e.in.Type("Tunnel::Type"), int64(around.Type)), interp.String(around.UID)))
}

const kVector = resolve.Vector

func (e *engine) wireTunnels() {
	ev := &e.events.TunnelEvents
	if h := e.handled("tunnel_changed", kRecord, kVector); h != nil {
		ev.TunnelChanged = func(c *packet.Conn) { h.queue(e.conn(c), e.tunnels(c.Tunnel)) }
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, *packet.Packet, uint64)
	}{
		{"vxlan_packet", &ev.VXLANPacket},
		{"geneve_packet", &ev.GenevePacket},
	} {
		if h := e.handled(w.name, kRecord, kRecord, kCount); h != nil {
			hdr := e.packetHeader(e.in.Type("pkt_hdr"))
			*w.f = func(c *packet.Conn, inner *packet.Packet, vni uint64) {
				h.queue(e.conn(c), hdr.record(inner), interp.Count(vni))
			}
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, *analyzer.TeredoHeader)
	}{
		{"teredo_packet", &ev.TeredoPacket},
		{"teredo_authentication", &ev.TeredoAuthentication},
		{"teredo_origin_indication", &ev.TeredoOriginIndication},
		{"teredo_bubble", &ev.TeredoBubble},
	} {
		if h := e.handled(w.name, kRecord, kRecord); h != nil {
			record := e.teredoHeader()
			*w.f = func(c *packet.Conn, t *analyzer.TeredoHeader) { h.queue(e.conn(c), record(t)) }
		}
	}
	if h := e.handled("gtpv1_message", kRecord, kRecord); h != nil {
		record := e.gtpv1Header()
		ev.GTPv1Message = func(c *packet.Conn, g *analyzer.GTPv1Header) { h.queue(e.conn(c), record(g)) }
	}
	if h := e.handled("gtpv1_g_pdu_packet", kRecord, kRecord, kRecord); h != nil {
		record, hdr := e.gtpv1Header(), e.packetHeader(e.in.Type("pkt_hdr"))
		ev.GTPv1GPDU = func(c *packet.Conn, g *analyzer.GTPv1Header, inner *packet.Packet) {
			h.queue(e.conn(c), record(g), hdr.record(inner))
		}
	}
}

// teredoHeader makes records teredo_hdr.
func (e *engine) teredoHeader() func(*analyzer.TeredoHeader) interp.Value {
	whole := newShape(e.in.Type("teredo_hdr"), "auth", "origin", "hdr")
	auth := newShape(e.in.Type("teredo_auth"), "id", "value", "nonce", "confirm")
	origin := newShape(e.in.Type("teredo_origin"), "p", "a")
	hdr := e.packetHeader(e.in.Type("pkt_hdr"))
	return func(t *analyzer.TeredoHeader) interp.Value {
		var a, o interp.Value
		if t.Auth != nil {
			a = auth.record(e.in, interp.String(t.Auth.ID), interp.String(t.Auth.Value), interp.Count(t.Auth.Nonce), interp.Count(t.Auth.Confirm))
		}
		if t.Origin.IsValid() {
			o = origin.record(e.in, interp.Port(t.Origin.Port(), interp.UDP), interp.Addr(t.Origin.Addr()))
		}
		return whole.record(e.in, a, o, hdr.record(t.Inner))
	}
}

// gtpv1Header makes records gtpv1_hdr.
func (e *engine) gtpv1Header() func(*analyzer.GTPv1Header) interp.Value {
	s := newShape(e.in.Type("gtpv1_hdr"), "version", "pt_flag", "rsv", "e_flag", "s_flag", "pn_flag", "msg_type", "length", "teid",
		"seq", "n_pdu", "next_type")
	return func(g *analyzer.GTPv1Header) interp.Value {
		var seq, pdu, next interp.Value
		if g.Optional {
			seq, pdu, next = interp.Count(g.Sequence), interp.Count(g.NPDU), interp.Count(g.Follows)
		}
		return s.record(e.in, interp.Count(g.Version), interp.Bool(g.PT), interp.Bool(g.Reserved), interp.Bool(g.Extension),
			interp.Bool(g.Sequenced), interp.Bool(g.NPDUFlag), interp.Count(g.Type), interp.Count(g.Length), interp.Count(g.TEID),
			seq, pdu, next)
	}
}
