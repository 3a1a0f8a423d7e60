package analyzer

import (
	"encoding/binary"
	"net/netip"

	"brig/bro/packet"
)

func (s *Session) icmp(c *packet.Conn, p *packet.Packet, orig bool) {
	m := ICMP{
		V6:   p.ICMP.V6,
		Type: uint64(p.ICMP.Type),
		Code: uint64(p.ICMP.Code),
		Len:  uint64(p.Len),
		TTL:  uint64(p.TTL),
	}
	b := p.Payload
	if m.V6 && s.neighbors(c, m, p, b) {
		return
	}
	request, reply, unreachable, exceeded := uint8(8), uint8(0), uint8(3), uint8(11)
	if m.V6 {
		request, reply, unreachable, exceeded = 128, 129, 1, 3
	}
	var echo func(*packet.Conn, ICMP, uint64, uint64, []byte)
	var errorEvent func(*packet.Conn, ICMP, uint64, ICMPContext)
	const tooBig, parameters, info = 2, 4, 128 // of IPv6
	switch t := p.ICMP.Type; {
	case t == request:
		echo = s.ev.ICMPEchoRequest
	case t == reply:
		echo = s.ev.ICMPEchoReply
	case t == unreachable:
		errorEvent = s.ev.ICMPUnreachable
	case t == exceeded:
		errorEvent = s.ev.ICMPTimeExceeded
	case m.V6 && t == tooBig:
		errorEvent = s.ev.ICMPPacketTooBig
	case m.V6 && t == parameters:
		errorEvent = s.ev.ICMPParameterProblem
	case m.V6 && t < info:
		errorEvent = s.ev.ICMPErrorMessage
	case s.ev.ICMPSent != nil:
		s.ev.ICMPSent(c, m)
	}
	if echo != nil {
		echo(c, m, uint64(p.ICMP.ID), uint64(p.ICMP.Seq), b)
	}
	if errorEvent != nil {
		errorEvent(c, m, m.Code, icmpContext(m.V6, b))
	}
}

// icmpContext reads the start of the datagram in an ICMP error message
// (RFC 792, RFC 4443).
func icmpContext(v6 bool, b []byte) ICMPContext {
	ctx := ICMPContext{BadHeader: true}
	hlen := 40
	if v6 {
		if len(b) < hlen || b[0]>>4 != 6 {
			return ctx
		}
		ctx.Src, ctx.Dst = netip.AddrFrom16([16]byte(b[8:24])), netip.AddrFrom16([16]byte(b[24:40]))
		ctx.Len = 40 + uint64(binary.BigEndian.Uint16(b[4:]))
		ctx.Proto, hlen = behindExtensions(b)
		if hlen > len(b) {
			return ctx
		}
	} else {
		if len(b) < 20 || b[0]>>4 != 4 {
			return ctx
		}
		hlen = int(b[0]&15) * 4
		if hlen < 20 || hlen > len(b) {
			return ctx
		}
		ctx.Src, ctx.Dst = netip.AddrFrom4([4]byte(b[12:16])), netip.AddrFrom4([4]byte(b[16:20]))
		ctx.Len = uint64(binary.BigEndian.Uint16(b[2:]))
		ctx.Proto = b[9]
		frag := binary.BigEndian.Uint16(b[6:])
		ctx.FragOffset, ctx.DF, ctx.MF = uint64(frag&0x1fff)*8, frag&0x4000 != 0, frag&0x2000 != 0
		ctx.BadChecksum = !packet.ValidChecksum(b[:hlen])
	}
	ctx.BadHeader = false
	b = b[hlen:]
	if ctx.FragOffset != 0 || len(b) < 4 {
		return ctx
	}
	switch ctx.Proto {
	case packet.ProtoTCP, packet.ProtoUDP:
		ctx.SrcPort, ctx.DstPort = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	case packet.ProtoICMP, packet.ProtoICMPv6:
		ctx.SrcPort, ctx.DstPort = uint16(b[0]), uint16(b[1])
	}
	return ctx
}

// behindExtensions is the protocol behind the extension headers of an IPv6 datagram, which
// need not be whole, and where that begins.
func behindExtensions(b []byte) (proto byte, at int) {
	proto, at = b[6], 40
	for at+2 <= len(b) {
		const hopByHop, routing, fragment, destination = 0, 43, 44, 60
		switch proto {
		case hopByHop, routing, destination:
			proto, at = b[at], at+8+8*int(b[at+1])
		case fragment:
			proto, at = b[at], at+8
		default:
			return proto, at
		}
	}
	return proto, at
}
