package packet

import "encoding/binary"

// transport decodes the segment b of a datagram; wire is its length on the
// wire, which exceeds len(b) when the capture cut the datagram short.
func (d *Decoder) transport(p *Packet, b []byte, wire int) Drop {
	switch p.Proto {
	case ProtoTCP:
		return d.tcp(p, b, wire)
	case ProtoUDP:
		return d.udp(p, b, wire)
	case ProtoICMP, ProtoICMPv6:
		return d.icmp(p, b, wire)
	}
	// Another protocol, such as IGMP or ESP: a flow between two addresses.
	p.Payload, p.Len = b, wire
	return DropNone
}

// noHeader tells that a segment has no whole header, which has size bytes: it is too
// short, or the capture cut it off.
func (d *Decoder) noHeader(p *Packet, source string, size, wire int) Drop {
	name := "truncated_header"
	if wire >= size {
		name = "internally_truncated_header"
	}
	d.weird(p, source, name)
	return DropTruncated
}

func (d *Decoder) tcp(p *Packet, b []byte, wire int) Drop {
	if len(b) < 20 {
		return d.noHeader(p, "TCP", 20, wire)
	}
	hlen := int(b[12]>>4) * 4
	if hlen < 20 || hlen > wire {
		d.weird(p, "TCP", "bad_TCP_header_len")
		return DropBadHeader
	}
	p.SrcPort = binary.BigEndian.Uint16(b)
	p.DstPort = binary.BigEndian.Uint16(b[2:])
	p.TCP.Seq = binary.BigEndian.Uint32(b[4:])
	p.TCP.Ack = binary.BigEndian.Uint32(b[8:])
	p.TCP.Flags = b[13]
	p.TCP.Window = binary.BigEndian.Uint16(b[14:])
	if hlen <= len(b) {
		p.TCP.Options, p.Payload = b[20:hlen], b[hlen:]
	}
	p.Len = wire - hlen
	p.BadChecksum = !d.IgnoreChecksums && !p.partial && p.pseudoSum(b) != 0xffff
	return DropNone
}

func (d *Decoder) udp(p *Packet, b []byte, wire int) Drop {
	if len(b) < 8 {
		return d.noHeader(p, "UDP", 8, wire)
	}
	p.SrcPort = binary.BigEndian.Uint16(b)
	p.DstPort = binary.BigEndian.Uint16(b[2:])
	length := int(binary.BigEndian.Uint16(b[4:]))
	if length == 0 { // jumbograms and segmentation offload
		length = wire
	}
	if length < 8 || length > wire {
		d.weird(p, "UDP", "UDP_datagram_length_mismatch")
		length = wire
	}
	p.Len = length - 8
	p.Payload = b[8:min(length, len(b))]
	if sum := binary.BigEndian.Uint16(b[6:]); sum != 0 {
		p.BadChecksum = !d.IgnoreChecksums && !p.partial && p.pseudoSum(b) != 0xffff
	}
	return DropNone
}

func (d *Decoder) icmp(p *Packet, b []byte, wire int) Drop {
	if len(b) < 8 {
		return d.noHeader(p, "ICMP", 8, wire)
	}
	p.ICMP = ICMP{
		Type: b[0],
		Code: b[1],
		ID:   binary.BigEndian.Uint16(b[4:]),
		Seq:  binary.BigEndian.Uint16(b[6:]),
		V6:   p.Proto == ProtoICMPv6,
	}
	p.SrcPort = uint16(p.ICMP.Type)
	if answer, ok := p.ICMP.answer(); ok {
		p.DstPort = uint16(answer)
	} else {
		p.DstPort, p.oneWay = uint16(p.ICMP.Code), true
	}
	p.Payload, p.Len = b[8:], wire-8
	if !d.IgnoreChecksums && !p.partial {
		if p.ICMP.V6 {
			p.BadChecksum = p.pseudoSum(b) != 0xffff
		} else {
			p.BadChecksum = checksum(b, 0) != 0xffff
		}
	}
	return DropNone
}

// answer is the type of the message that answers this one or that this one
// answers (RFC 792, 950, 1256, 4443, 4861), as Bro pairs them.
func (m ICMP) answer() (uint8, bool) {
	pairs := icmpPairs
	if m.V6 {
		pairs = icmpv6Pairs
	}
	for _, p := range pairs {
		switch m.Type {
		case p[0]:
			return p[1], true
		case p[1]:
			return p[0], true
		}
	}
	return 0, false
}

var (
	icmpPairs = [][2]uint8{
		{8, 0},   // echo
		{10, 9},  // router solicitation, advertisement
		{13, 14}, // timestamp
		{15, 16}, // information
		{17, 18}, // address mask
	}
	icmpv6Pairs = [][2]uint8{
		{128, 129}, // echo
		{130, 131}, // listener query, report
		{133, 134}, // router solicitation, advertisement
		{135, 136}, // neighbour solicitation, advertisement
		{139, 140}, // node information
		{144, 145}, // home agent address discovery
	}
)

// pseudoSum is the checksum of segment b with the pseudo header of its
// datagram (RFC 9293 3.1, RFC 8200 8.1).
func (p *Packet) pseudoSum(b []byte) uint16 {
	sum := uint64(len(b)) + uint64(p.Proto)
	src, dst := p.src[:], p.dst[:]
	if p.Version == 4 {
		src, dst = src[12:], dst[12:]
	}
	return checksum(b, sum+uint64(checksum(src, 0))+uint64(checksum(dst, 0)))
}
