package bro

import (
	"net/netip"

	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// wireDatagrams sets the events of packets, UDP and ICMP.
func (e *engine) wireDatagrams() {
	ev := &e.events.DatagramEvents
	if h := e.handled("udp_request", kRecord); h != nil {
		ev.UDPRequest = func(c *packet.Conn) { h.queue(e.conn(c)) }
	}
	if h := e.handled("udp_reply", kRecord); h != nil {
		ev.UDPReply = func(c *packet.Conn) { h.queue(e.conn(c)) }
	}
	if h := e.handled("udp_contents", kRecord, kBool, kString); h != nil {
		ev.UDPContents = func(c *packet.Conn, isOrig bool, payload []byte) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(string(payload)))
		}
	}
	e.wireICMP()
	e.wireNeighbors()
	e.wireARP()
	e.wireNewPacket()
	e.wireTCPPackets()
}

// icmpInfo makes the record icmp_conn (Bro) or icmp_info (Zeek).
type icmpInfo struct {
	e *engine
	s shape
}

func (e *engine) icmpInfo(h *handler) icmpInfo {
	return icmpInfo{e, h.shape(1, "orig_h", "resp_h", "itype", "icode", "len", "hlim", "ttl", "v6")}
}

func (i *icmpInfo) record(c *packet.Conn, m *analyzer.ICMP) interp.Value {
	if i.s.t == nil {
		return interp.Value{}
	}
	return i.s.record(i.e.in,
		interp.Addr(c.Orig.Addr), interp.Addr(c.Resp.Addr),
		interp.Count(m.Type), interp.Count(m.Code), interp.Count(m.Len),
		interp.Count(m.TTL), interp.Count(m.TTL), interp.Bool(m.V6))
}

func (e *engine) wireICMP() {
	ev := &e.events.DatagramEvents
	if h := e.handled("icmp_sent", kRecord, kRecord); h != nil {
		info := e.icmpInfo(h)
		ev.ICMPSent = func(c *packet.Conn, m analyzer.ICMP) { h.queue(e.conn(c), info.record(c, &m)) }
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, analyzer.ICMP, uint64, uint64, []byte)
	}{
		{"icmp_echo_request", &ev.ICMPEchoRequest},
		{"icmp_echo_reply", &ev.ICMPEchoReply},
	} {
		if h := e.handled(w.name, kRecord, kRecord, kCount, kCount, kString); h != nil {
			info := e.icmpInfo(h)
			*w.f = func(c *packet.Conn, m analyzer.ICMP, id, seq uint64, payload []byte) {
				h.queue(e.conn(c), info.record(c, &m), interp.Count(id), interp.Count(seq), interp.String(string(payload)))
			}
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, analyzer.ICMP, uint64, analyzer.ICMPContext)
	}{
		{"icmp_unreachable", &ev.ICMPUnreachable},
		{"icmp_time_exceeded", &ev.ICMPTimeExceeded},
		{"icmp_packet_too_big", &ev.ICMPPacketTooBig},
		{"icmp_parameter_problem", &ev.ICMPParameterProblem},
		{"icmp_error_message", &ev.ICMPErrorMessage},
	} {
		if h := e.handled(w.name, kRecord, kRecord, kCount, kRecord); h != nil {
			info, ctx := e.icmpInfo(h), e.icmpContext(h)
			*w.f = func(c *packet.Conn, m analyzer.ICMP, code uint64, about analyzer.ICMPContext) {
				h.queue(e.conn(c), info.record(c, &m), interp.Count(code), ctx(&about))
			}
		}
	}
}

// icmpContext makes the record icmp_context.
func (e *engine) icmpContext(h *handler) func(*analyzer.ICMPContext) interp.Value {
	if len(h.params) < 4 {
		return func(*analyzer.ICMPContext) interp.Value { return interp.Value{} }
	}
	return e.contextOf(h.shape(3, contextFields[:]...))
}

// contextFields are those of icmp_context.
var contextFields = [...]string{"id", "len", "proto", "frag_offset", "bad_hdr_len", "bad_checksum", "MF", "DF"}

func (e *engine) contextOf(s shape) func(*analyzer.ICMPContext) interp.Value {
	return func(a *analyzer.ICMPContext) interp.Value {
		proto := portProtocol(a.Proto)
		src, dst := a.Src, a.Dst
		if !src.IsValid() {
			src = netip.IPv4Unspecified()
		}
		if !dst.IsValid() {
			dst = netip.IPv4Unspecified()
		}
		id := e.conns.id.record(e.in, interp.Addr(src), interp.Port(a.SrcPort, proto), interp.Addr(dst), interp.Port(a.DstPort, proto))
		return s.record(e.in, id, interp.Count(a.Len), interp.Count(uint64(proto)), interp.Count(a.FragOffset),
			interp.Bool(a.BadHeader), interp.Bool(a.BadChecksum), interp.Bool(a.MF), interp.Bool(a.DF))
	}
}

// Bytes of headers without options.
const (
	tcpHeader = 20
	udpHeader = 8
)

// wireNewPacket sets new_packet.
func (e *engine) wireNewPacket() {
	h := e.handled("new_packet", kRecord, kRecord)
	if h == nil {
		return
	}
	if len(h.params) < 2 {
		e.events.NewPacket = func(c *packet.Conn, p *packet.Packet, isOrig bool) { h.queue(e.conn(c)) }
		return
	}
	hdr := e.packetHeader(h.params[1].Type)
	e.events.NewPacket = func(c *packet.Conn, p *packet.Packet, isOrig bool) { h.queue(e.conn(c), hdr.record(p)) }
}

// A packetHeader makes records pkt_hdr.
type packetHeader struct {
	in                             *interp.Interp
	whole, ip, ip6, tcp, udp, icmp shape
}

func (e *engine) packetHeader(t *resolve.Type) *packetHeader {
	h := &packetHeader{in: e.in, whole: newShape(t, "ip", "ip6", "tcp", "udp", "icmp")}
	part := func(field string, fields ...string) shape {
		if f := t.Field(field); f != nil {
			return newShape(f.Type, fields...)
		}
		return newShape(nil, fields...)
	}
	h.ip = part("ip", "hl", "tos", "len", "id", "ttl", "p", "src", "dst")
	h.ip6 = part("ip6", "class", "flow", "len", "hlim", "nxt", "src", "dst")
	h.tcp = part("tcp", "sport", "dport", "seq", "ack", "hl", "dl", "flags", "win")
	h.udp = part("udp", "sport", "dport", "ulen")
	h.icmp = part("icmp", "icmp_type")
	return h
}

func (h *packetHeader) record(p *packet.Packet) interp.Value {
	in := h.in
	r := in.NewRecord(h.whole.t)
	switch {
	case p.Version == 4 && h.ip.t != nil:
		h.whole.set(r, 0, h.ip.record(in, interp.Count(uint64(len(p.IPHeader))), interp.Count(uint64(p.Class())),
			interp.Count(uint64(p.IPLen)), interp.Count(uint64(p.ID())), interp.Count(uint64(p.TTL)),
			interp.Count(uint64(p.Proto)), interp.Addr(p.Src()), interp.Addr(p.Dst())))
	case p.Version == 6 && h.ip6.t != nil:
		h.whole.set(r, 1, h.ip6.record(in, interp.Count(uint64(p.Class())), interp.Count(uint64(p.FlowLabel())),
			interp.Count(uint64(p.IPLen-len(p.IPHeader))), interp.Count(uint64(p.TTL)),
			interp.Count(uint64(p.IPHeader[6])), interp.Addr(p.Src()), interp.Addr(p.Dst())))
	}
	switch proto := portProtocol(p.Proto); {
	case proto == interp.TCP && h.tcp.t != nil:
		h.whole.set(r, 2, h.tcp.record(in, interp.Port(p.SrcPort, proto), interp.Port(p.DstPort, proto),
			interp.Count(uint64(p.TCP.Seq)), interp.Count(uint64(p.TCP.Ack)),
			interp.Count(uint64(tcpHeader+len(p.TCP.Options))), interp.Count(uint64(p.Len)),
			interp.Count(uint64(p.TCP.Flags)), interp.Count(uint64(p.TCP.Window))))
	case proto == interp.UDP && h.udp.t != nil:
		h.whole.set(r, 3, h.udp.record(in, interp.Port(p.SrcPort, proto), interp.Port(p.DstPort, proto),
			interp.Count(uint64(p.Len+udpHeader))))
	case proto == interp.ICMP && h.icmp.t != nil:
		h.whole.set(r, 4, h.icmp.record(in, interp.Count(uint64(p.ICMP.Type))))
	}
	return r.Value()
}
