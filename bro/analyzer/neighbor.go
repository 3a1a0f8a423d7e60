package analyzer

import (
	"encoding/binary"
	"net/netip"
	"time"

	"brig/bro/packet"
)

// This file reads the messages by which hosts of IPv6 find each other and their routers
// (RFC 4861).

// ICMPRouter is what a router says of itself.
type ICMPRouter struct {
	HopLimit                        uint64
	Managed, Other, HomeAgent       bool
	Preference                      uint64 // two bits
	Proxy                           bool
	Reserved                        uint64 // two bits
	Lifetime, Reachable, Retransmit time.Duration
}

// ICMPOption is Bro's record icmp6_nd_option. One of the last five fields is set.
type ICMPOption struct {
	Type, Len   uint64 // Len in units of 8 bytes
	LinkAddress []byte
	Prefix      *ICMPPrefix
	Redirect    *ICMPContext
	MTU         uint64
	Payload     []byte // of other types
}

// ICMPPrefix is Bro's record icmp6_nd_prefix_info.
type ICMPPrefix struct {
	Length           uint64
	OnLink, Auto     bool
	Valid, Preferred time.Duration
	Prefix           netip.Addr
}

// Types of messages and of options.
const (
	icmpRouterSolicitation    = 133
	icmpRouterAdvertisement   = 134
	icmpNeighborSolicitation  = 135
	icmpNeighborAdvertisement = 136
	icmpRedirect              = 137

	ndSourceLink = 1
	ndTargetLink = 2
	ndPrefix     = 3
	ndRedirect   = 4
	ndMTU        = 5
)

// neighbors raises the event of a message, b without its header, and reports whether it was
// one of these.
func (s *Session) neighbors(c *packet.Conn, m ICMP, p *packet.Packet, b []byte) bool {
	o := octets{rest: b}
	ev := s.ev
	switch p.ICMP.Type {
	case icmpRouterSolicitation:
		if ev.ICMPRouterSolicitation != nil {
			ev.ICMPRouterSolicitation(c, m, neighborOptions(o.rest))
		}
	case icmpRouterAdvertisement:
		flags := uint64(p.ICMP.ID & 0xff)
		bit := func(n int) bool { return flags>>n&1 == 1 }
		r := &ICMPRouter{HopLimit: uint64(p.ICMP.ID >> 8), Managed: bit(7), Other: bit(6), HomeAgent: bit(5),
			Preference: flags >> 3 & 3, Proxy: bit(2), Reserved: flags & 3,
			Lifetime:   time.Duration(p.ICMP.Seq) * time.Second,
			Reachable:  time.Duration(o.u32()) * time.Millisecond,
			Retransmit: time.Duration(o.u32()) * time.Millisecond}
		if ev.ICMPRouterAdvertisement != nil && !o.short {
			ev.ICMPRouterAdvertisement(c, m, r, neighborOptions(o.rest))
		}
	case icmpNeighborSolicitation:
		if target := addr16(&o); ev.ICMPNeighborSolicitation != nil && !o.short {
			ev.ICMPNeighborSolicitation(c, m, target, neighborOptions(o.rest))
		}
	case icmpNeighborAdvertisement:
		flags := p.ICMP.ID >> 13
		if target := addr16(&o); ev.ICMPNeighborAdvertisement != nil && !o.short {
			ev.ICMPNeighborAdvertisement(c, m, flags&4 != 0, flags&2 != 0, flags&1 != 0, target, neighborOptions(o.rest))
		}
	case icmpRedirect:
		target, dest := addr16(&o), addr16(&o)
		if ev.ICMPRedirect != nil && !o.short {
			ev.ICMPRedirect(c, m, target, dest, neighborOptions(o.rest))
		}
	default:
		return false
	}
	return true
}

func addr16(o *octets) netip.Addr {
	if b := o.take(16); len(b) == 16 {
		return netip.AddrFrom16([16]byte(b))
	}
	return netip.IPv6Unspecified()
}

// neighborOptions reads the options at the end of a message, up to the first that is not whole.
func neighborOptions(b []byte) []ICMPOption {
	var opts []ICMPOption
	for len(b) >= 8 && b[1] != 0 && 8*int(b[1]) <= len(b) {
		o := ICMPOption{Type: uint64(b[0]), Len: uint64(b[1])}
		v := b[2 : 8*int(b[1])]
		b = b[8*int(b[1]):]
		switch {
		case o.Type == ndSourceLink || o.Type == ndTargetLink:
			o.LinkAddress = v
		case o.Type == ndPrefix && len(v) == 30:
			seconds := func(at int) time.Duration { return time.Duration(binary.BigEndian.Uint32(v[at:])) * time.Second }
			o.Prefix = &ICMPPrefix{Length: uint64(v[0]), OnLink: v[1]&0x80 != 0, Auto: v[1]&0x40 != 0,
				Valid: seconds(2), Preferred: seconds(6), Prefix: netip.AddrFrom16([16]byte(v[14:30]))}
		case o.Type == ndRedirect:
			ctx := icmpContext(true, v[6:])
			o.Redirect = &ctx
		case o.Type == ndMTU && len(v) == 6:
			o.MTU = uint64(binary.BigEndian.Uint32(v[2:]))
		default:
			o.Payload = v
		}
		opts = append(opts, o)
	}
	return opts
}
