package bro

import (
	"encoding/binary"

	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// This file holds the events about single TCP packets. They are expensive: the
// record of a connection is brought up to date for each.

// wireTCPPackets sets tcp_packet, tcp_option and connection_SYN_packet.
func (e *engine) wireTCPPackets() {
	var each []func(c *packet.Conn, p *packet.Packet, isOrig bool)
	if h := e.handled("tcp_packet", kRecord, kBool, kString, kCount, kCount, kCount, kString); h != nil {
		each = append(each, func(c *packet.Conn, p *packet.Packet, isOrig bool) {
			seq, ack := c.Positions(p, isOrig)
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(flagLetters(p.TCP.Flags)), interp.Count(seq), interp.Count(ack),
				interp.Count(uint64(p.Len)), interp.String(string(p.Payload)))
		})
	}
	if h := e.handled("tcp_option", kRecord, kBool, kCount, kCount); h != nil {
		each = append(each, func(c *packet.Conn, p *packet.Packet, isOrig bool) {
			eachTCPOption(p.TCP.Options, func(kind byte, b []byte) {
				h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(uint64(kind)), interp.Count(uint64(len(b))))
			})
		})
	}
	if h := e.handled("connection_SYN_packet", kRecord, kRecord); h != nil {
		syn := e.synPacket(h)
		each = append(each, func(c *packet.Conn, p *packet.Packet, isOrig bool) {
			if p.TCP.Flags&packet.SYN != 0 {
				h.queue(e.conn(c), syn(p, isOrig))
			}
		})
	}
	if len(each) == 0 {
		return
	}
	told := e.events.NewPacket
	e.events.NewPacket = func(c *packet.Conn, p *packet.Packet, isOrig bool) {
		if told != nil {
			told(c, p, isOrig)
		}
		if p.Proto != packet.ProtoTCP || p.BadChecksum {
			return
		}
		for _, f := range each {
			f(c, p, isOrig)
		}
	}
}

// TCP options (RFC 9293, 7323, 2018).
const (
	optionEnd   = 0
	optionNop   = 1
	optionMSS   = 2
	optionScale = 3
	optionSACK  = 4
)

// eachTCPOption calls f with each option, its kind and length included in b.
func eachTCPOption(b []byte, f func(kind byte, b []byte)) {
	for len(b) > 0 {
		n := 1
		if b[0] != optionEnd && b[0] != optionNop {
			if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
				return
			}
			n = int(b[1])
		}
		f(b[0], b[:n])
		if b[0] == optionEnd {
			return
		}
		b = b[n:]
	}
}

// synPacket makes the record SYN_packet.
func (e *engine) synPacket(h *handler) func(p *packet.Packet, isOrig bool) interp.Value {
	if len(h.params) < 2 || h.params[1].Type.Kind != resolve.Record {
		return func(*packet.Packet, bool) interp.Value { return interp.Value{} }
	}
	s := h.shape(1, "is_orig", "DF", "ttl", "size", "win_size", "win_scale", "MSS", "SACK_OK")
	return func(p *packet.Packet, isOrig bool) interp.Value {
		scale, mss, sack := int64(-1), uint16(0), false
		eachTCPOption(p.TCP.Options, func(kind byte, b []byte) {
			switch {
			case kind == optionScale && len(b) == 3:
				scale = int64(b[2])
			case kind == optionMSS && len(b) == 4:
				mss = binary.BigEndian.Uint16(b[2:])
			case kind == optionSACK:
				sack = true
			}
		})
		dontFragment := p.Version == 4 && p.IPHeader[6]&0x40 != 0
		return s.record(e.in, interp.Bool(isOrig), interp.Bool(dontFragment), interp.Count(uint64(p.TTL)),
			interp.Count(uint64(p.IPLen)), interp.Count(uint64(p.TCP.Window)), interp.Int(scale),
			interp.Count(uint64(mss)), interp.Bool(sack))
	}
}
