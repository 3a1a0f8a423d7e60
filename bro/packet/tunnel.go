package packet

import (
	"encoding/binary"
	"net/netip"
)

// A TunnelType is a way to carry packets within packets; its number is that of
// Bro's enum Tunnel::Type.
type TunnelType uint8

// Types of tunnels. SOCKS and HTTP carry streams and are for scripts only.
const (
	TunnelNone TunnelType = iota
	TunnelIP              // IPv4 or IPv6 in either of them
	TunnelAYIYA
	TunnelTeredo
	TunnelSOCKS
	TunnelGTPv1
	TunnelHTTP
	TunnelGRE
	TunnelVXLAN
	TunnelGeneve
)

// An Encapsulation is a layer around a packet. Packets of one tunnel share it,
// so that layers are the same if their pointers are.
type Encapsulation struct {
	Type TunnelType
	// UID is that of the connection that carries the packets; tunnels in IP
	// itself have one of their own.
	UID              string
	Src, Dst         netip.Addr
	SrcPort, DstPort uint16
	Proto            uint8          // ProtoUDP, or 0 for a tunnel in IP itself
	Outer            *Encapsulation // the layer around this one, or nil
	Depth            int            // 1 for the outermost
}

// Within returns the layer e around what outer is around.
func (e Encapsulation) Within(outer *Encapsulation) *Encapsulation {
	e.Outer, e.Depth = outer, 1
	if outer != nil {
		e.Depth += outer.Depth
	}
	return &e
}

// IP protocols that carry packets (IANA).
const (
	ProtoIPv4 = 4
	ProtoIPv6 = 41
	ProtoGRE  = 47
)

// Carrier says whether the packet carries another by its IP protocol: TunnelIP,
// TunnelGRE or TunnelNone.
func (p *Packet) Carrier() TunnelType {
	switch p.Proto {
	case ProtoIPv4, ProtoIPv6:
		return TunnelIP
	case ProtoGRE:
		return TunnelGRE
	}
	return TunnelNone
}

// Inner decodes a frame that another packet carries, a tunnel's, into p, which
// is not outer: b is a part of outer's payload and begins with a header of the
// given link type, LinkRaw for an IP datagram. The inner packet has the time of
// the outer one; what the capture cut from the outer packet is taken to be
// missing from the inner one. It is not counted in Packets and Bytes.
//
// p's slices are good as long as outer's. How deep tunnels may nest is for the
// caller to bound: it holds a Packet for each level.
func (d *Decoder) Inner(outer *Packet, around *Encapsulation, link LinkType, b []byte, p *Packet) Drop {
	p.within(outer, around, link, b)
	drop := d.link(p)
	d.Stats.Drops[drop]++
	return drop
}

// InnerProtocol is like Inner for contents without a link's header, whose type
// is an Ethernet type.
func (d *Decoder) InnerProtocol(outer *Packet, around *Encapsulation, typ uint16, b []byte, p *Packet) Drop {
	if typ == EtherBridged {
		return d.Inner(outer, around, LinkEthernet, b, p)
	}
	p.within(outer, around, LinkRaw, b)
	drop := d.ether(p, typ, b)
	d.Stats.Drops[drop]++
	return drop
}

func (p *Packet) within(outer *Packet, around *Encapsulation, link LinkType, b []byte) {
	*p = Packet{Time: outer.Time, Link: link, Data: b, WireLen: len(b) + outer.Len - len(outer.Payload), Tunnel: around}
}

// EtherBridged is the Ethernet type of Ethernet frames within other protocols.
const EtherBridged = 0x6558

// InnerIP decodes the datagram that an IP datagram carries (RFC 2003, 2473, 4213).
func (d *Decoder) InnerIP(outer *Packet, around *Encapsulation, p *Packet) Drop {
	typ := uint16(EtherIPv4)
	if outer.Proto == ProtoIPv6 {
		typ = EtherIPv6
	}
	b := outer.Payload
	if len(b) == 0 {
		d.weird(outer, "IPTUNNEL", "truncated_inner_IP")
		return DropTruncated
	}
	if v := b[0] >> 4; (v == 4) != (typ == EtherIPv4) || v != 4 && v != 6 {
		d.weird(outer, "IPTUNNEL", "invalid_inner_IP_version")
		return DropBadHeader
	}
	switch n := datagramLength(b); {
	case n == 0 || n > len(b):
		d.weird(outer, "IPTUNNEL", "truncated_inner_IP")
		return DropTruncated
	case n < len(b):
		d.weird(outer, "IPTUNNEL", "inner_IP_payload_mismatch")
		return DropBadHeader
	}
	return d.InnerProtocol(outer, around, typ, b, p)
}

// datagramLength is how long a datagram says it is, 0 if its header is not whole.
func datagramLength(b []byte) int {
	switch {
	case b[0]>>4 == 4 && len(b) >= 20:
		return int(binary.BigEndian.Uint16(b[2:]))
	case b[0]>>4 == 6 && len(b) >= 40:
		return 40 + int(binary.BigEndian.Uint16(b[4:]))
	}
	return 0
}

// Ethernet types within GRE.
const (
	etherERSPAN2 = 0x88be // and ERSPAN I, which has no header
	etherERSPAN3 = 0x22eb
	etherPPP     = 0x880b

	// Frames of wireless networks, as Aruba's access points send them to their controllers: of
	// the first type and the 16 after it, or a copy for who watches.
	etherAruba     = 0x8200
	etherArubaCopy = 0x9000
)

// Flags of a GRE header (RFC 1701, 2637, 2890).
const (
	greChecksum = 0x8000
	greRouting  = 0x4000
	greKey      = 0x2000
	greSequence = 0x1000
	greAck      = 0x0080
	greVersion  = 0x0007
)

// InnerGRE decodes the packet behind a header of Generic Routing Encapsulation:
// version 0, or PPP in version 1.
func (d *Decoder) InnerGRE(outer *Packet, around *Encapsulation, p *Packet) Drop {
	b := outer.Payload
	if len(b) < 4 {
		d.weird(outer, "GRE", "truncated_GRE")
		return DropTruncated
	}
	flags, typ := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	size := 4
	switch version := flags & greVersion; version {
	case 0:
		if flags&greRouting != 0 {
			d.weird(outer, "GRE", "gre_routing")
			return DropBadHeader
		}
		for _, f := range []uint16{greChecksum, greKey, greSequence} {
			if flags&f != 0 {
				size += 4
			}
		}
	case 1:
		if typ != etherPPP {
			d.weird(outer, "GRE", "egre_protocol_type")
			return DropBadHeader
		}
		size += 4 // length and call
		for _, f := range []uint16{greSequence, greAck} {
			if flags&f != 0 {
				size += 4
			}
		}
	default:
		d.weird(outer, "GRE", "unknown_gre_version")
		return DropBadHeader
	}
	switch {
	case typ == etherERSPAN2 && flags&greSequence != 0:
		size += 8
	case typ == etherERSPAN3:
		size += 12
		if len(b) >= size && b[size-1]&1 != 0 {
			size += 8 // of the platform
		}
	}
	if len(b) < size {
		d.weird(outer, "GRE", "truncated_GRE")
		return DropTruncated
	}
	b = b[size:]
	switch typ {
	case etherERSPAN2, etherERSPAN3:
		return d.Inner(outer, around, LinkEthernet, b, p)
	case etherPPP:
		if len(b) == 0 {
			return DropNotIP // a call's acknowledgement
		}
		return d.Inner(outer, around, LinkPPP, b, p)
	}
	if typ >= etherAruba && typ <= etherAruba+0x10 || typ == etherArubaCopy {
		return d.Inner(outer, around, LinkWiFi, b, p)
	}
	drop := d.InnerProtocol(outer, around, typ, b, p)
	if drop == DropNotIP && typ != EtherBridged {
		d.weird(outer, "GRE", "non_ip_packet_in_encap")
	}
	return drop
}
