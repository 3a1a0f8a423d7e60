package packet

import (
	"encoding/binary"
	"fmt"
	"net/netip"
)

// A Drop says why a packet goes no further than the Decoder.
type Drop uint8

// Reasons. DropNone means that the Packet belongs to a connection.
const (
	DropNone        Drop = iota
	DropLink             // link type not known
	DropTruncated        // captured bytes end inside a header
	DropNotIP            // ARP, LLDP and other network protocols
	DropBadHeader        // a header contradicts itself
	DropBadChecksum      // IPv4 header checksum
	DropFragment         // a fragment, kept until its datagram is whole
	DropBadFragment      // a fragment that cannot be used
	DropTooLong          // says that it is longer than the frame was
	DropNoData           // an 802.11 frame without data, or with data that is encrypted
	dropReasons
)

var dropNames = [dropReasons]string{"none", "link type", "truncated", "not IP", "bad header",
	"bad checksum", "fragment", "bad fragment", "longer than its frame", "no data"}

func (d Drop) String() string {
	if d < dropReasons {
		return dropNames[d]
	}
	return fmt.Sprintf("drop %d", uint8(d))
}

// Transport protocols (IANA).
const (
	ProtoICMP   = 1
	ProtoTCP    = 6
	ProtoUDP    = 17
	ProtoICMPv6 = 58
)

// A Packet is a decoded frame. Slices point into the frame or, for a datagram
// put together from fragments, into the Decoder's buffer; both are good until
// the next Decode.
type Packet struct {
	Time    int64 // ns since the Unix epoch
	Link    LinkType
	WireLen int
	Data    []byte // the frame as captured

	SrcMAC, DstMAC  []byte // nil where the link has none
	VLAN, InnerVLAN uint16 // IDs of 802.1Q and 802.1ad tags, 0 without
	// Tunnel is what the packet came in, nil if it came as it is.
	Tunnel           *Encapsulation
	Version          uint8 // IP version
	TTL              uint8
	IPHeader         []byte // the header as captured: IPv4's with options, IPv6's without extensions
	IPLen            int    // bytes of the IP datagram including headers, by its own account
	Proto            uint8
	SrcPort, DstPort uint16 // ICMP: type and the type of its answer, or the code

	TCP     TCP
	ICMP    ICMP
	Payload []byte // transport payload that was captured
	Len     int    // transport payload on the wire, >= len(Payload)

	// BadChecksum is set for a transport checksum that is wrong.
	BadChecksum bool

	src, dst    [16]byte
	oneWay      bool // ICMP message that has no answer
	partial     bool // bytes of the datagram were not captured
	reassembled bool // from fragments
}

// TCP holds the fields of a TCP header.
type TCP struct {
	Seq, Ack uint32
	Window   uint16
	Flags    uint8
	Options  []byte
}

// windowScale is the shift that a SYN's option asks for (RFC 7323 2.2).
func (h *TCP) windowScale() (uint8, bool) {
	for b := h.Options; len(b) > 0 && b[0] != 0; {
		if b[0] == 1 {
			b = b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			break
		}
		if b[0] == 3 && b[1] == 3 {
			return b[2], true
		}
		b = b[b[1]:]
	}
	return 0, false
}

// TCP flags.
const (
	FIN = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
)

// ICMP holds the fields of an ICMP or ICMPv6 header. ID and Seq are those of
// echo messages.
type ICMP struct {
	Type, Code uint8
	ID, Seq    uint16
	V6         bool
}

// onWire is how many bytes of b, the rest of the frame, there were on the wire.
func (p *Packet) onWire(b []byte) int { return len(b) + p.WireLen - len(p.Data) }

// Class is the type of service (IPv4) or traffic class (IPv6).
func (p *Packet) Class() uint8 {
	if p.Version == 4 {
		return p.IPHeader[1]
	}
	return uint8(binary.BigEndian.Uint16(p.IPHeader) >> 4)
}

// FlowLabel is the flow label of IPv6, 0 with IPv4.
func (p *Packet) FlowLabel() uint32 {
	if p.Version == 4 {
		return 0
	}
	return binary.BigEndian.Uint32(p.IPHeader) & 0xfffff
}

// ID is the identifier of IPv4, which tells fragments of a datagram; 0 with IPv6.
func (p *Packet) ID() uint16 {
	if p.Version == 4 {
		return binary.BigEndian.Uint16(p.IPHeader[4:])
	}
	return 0
}

// Src is the packet's source address.
func (p *Packet) Src() netip.Addr { return addr(&p.src, p.Version == 4) }

// Dst is the packet's destination address.
func (p *Packet) Dst() netip.Addr { return addr(&p.dst, p.Version == 4) }

// DecodeStats counts what a Decoder saw.
type DecodeStats struct {
	Packets uint64
	Bytes   uint64 // on the wire
	Drops   [dropReasons]uint64
	VLAN    uint64 // tagged frames
	IPv4    uint64
	IPv6    uint64
	// Reassembled counts datagrams put together from fragments.
	Reassembled uint64
	BadChecksum uint64 // transport checksums
}

// Dropped is the number of packets dropped for a reason.
func (s *DecodeStats) Dropped(d Drop) uint64 { return s.Drops[d] }

// A Decoder finds the IP datagram in a frame and the transport segment in the
// datagram. The zero value is ready to use.
type Decoder struct {
	// IgnoreChecksums takes packets whatever their checksums say; captures made
	// where the network card fills checksums in need it.
	IgnoreChecksums bool

	// Weird, if not nil, is told of malformed packets by Bro's names. p is nil
	// when no IP addresses are known yet. The source is the layer.
	Weird func(p *Packet, source, name, addl string)

	// ARP is called with the packets of ARP; nil passes over them.
	ARP func(a *ARP)

	// FragmentTimeout is how long fragments wait for the rest of their datagram, in
	// ns; 0 is DefaultFragmentTimeout.
	FragmentTimeout int64

	Hooks Hooks
	Stats DecodeStats

	frags  fragments
	rest   []byte         // what follows an MSDU in its A-MSDU
	around *Encapsulation // of rest
}

func (d *Decoder) weird(p *Packet, source, name string) {
	if d.Weird != nil {
		d.Weird(p, source, name, "")
	}
}

// Decode decodes raw into p, replacing what p held. Unless it returns DropNone
// only the fields of the layers that were reached are set.
func (d *Decoder) Decode(raw *Raw, p *Packet) Drop {
	*p = Packet{Time: raw.Time, Link: raw.Link, WireLen: raw.WireLen, Data: raw.Data}
	d.Stats.Packets++
	d.Stats.Bytes += uint64(raw.WireLen)
	d.rest = nil
	drop := d.link(p)
	d.Stats.Drops[drop]++
	return drop
}

func (d *Decoder) ip(p *Packet, b []byte) Drop {
	d.Hooks.EnterComponent(ComponentIP)
	drop := d.network(p, b)
	d.Hooks.LeaveComponent(ComponentIP)
	return drop
}

func (d *Decoder) network(p *Packet, b []byte) Drop {
	if len(b) == 0 {
		d.weird(nil, "IP", "truncated_IP")
		return DropTruncated
	}
	switch b[0] >> 4 {
	case 4:
		d.Stats.IPv4++
		return d.ipv4(p, b)
	case 6:
		d.Stats.IPv6++
		return d.ipv6(p, b)
	}
	d.weird(nil, "IP", "unknown_ip_version")
	return DropBadHeader
}

func (d *Decoder) ipv4(p *Packet, b []byte) Drop {
	if len(b) < 20 {
		d.weird(nil, "IP", "truncated_IP")
		return DropTruncated
	}
	p.Version = 4
	copy(p.src[12:], b[12:16])
	copy(p.dst[12:], b[16:20])
	p.src[10], p.src[11], p.dst[10], p.dst[11] = 0xff, 0xff, 0xff, 0xff
	p.TTL, p.Proto = b[8], b[9]

	hlen, total := int(b[0]&0x0f)*4, int(binary.BigEndian.Uint16(b[2:]))
	if total == 0 {
		// Segmentation offload: the card was handed a datagram without a length.
		d.weird(nil, "IP", "ip_hdr_len_zero")
		total = len(b)
	}
	p.IPLen = total
	switch {
	case hlen < 20:
		d.weird(nil, "IP", "invalid_IP_header_size")
		return DropBadHeader
	case hlen > len(b):
		d.weird(nil, "IP", "internally_truncated_header")
		return DropTruncated
	case total < hlen:
		d.weird(nil, "IP", "invalid_IP_header_size_too_large")
		return DropBadHeader
	}
	if !d.IgnoreChecksums && checksum(b[:hlen], 0) != 0xffff {
		d.weird(nil, "IP", "bad_IP_checksum")
		return DropBadChecksum
	}
	switch {
	case total <= len(b):
		b = b[:total] // the rest is padding of the link
	case total > p.onWire(b):
		d.weird(nil, "IP", "truncated_IP_len")
		return DropTooLong
	default:
		p.partial = true
	}
	p.IPHeader = b[:hlen]
	frag := binary.BigEndian.Uint16(b[6:])
	payload := b[hlen:]
	if frag&0x3fff != 0 {
		if frag&0x4000 != 0 {
			d.weird(p, "IP", "fragment_with_DF")
		}
		return d.fragment(p, fragmentHeader{
			id:     uint32(binary.BigEndian.Uint16(b[4:])),
			proto:  p.Proto,
			offset: int(frag&0x1fff) * 8,
			length: total - hlen,
			header: hlen,
			more:   frag&0x2000 != 0,
		}, payload)
	}
	return d.transport(p, payload, total-hlen)
}

// maxExtensionHeaders bounds the chain of IPv6 extension headers; RFC 8200 4.1
// knows eight kinds, of which one may occur twice.
const maxExtensionHeaders = 16

func (d *Decoder) ipv6(p *Packet, b []byte) Drop {
	if len(b) < 40 {
		d.weird(nil, "IP", "truncated_IPv6")
		return DropTruncated
	}
	p.Version = 6
	copy(p.src[:], b[8:24])
	copy(p.dst[:], b[24:40])
	p.TTL, p.IPHeader = b[7], b[:40]
	length, next := int(binary.BigEndian.Uint16(b[4:])), b[6]
	if length == 0 && next != 0 { // 0 with a hop-by-hop header is a jumbogram
		length = len(b) - 40
	}
	p.IPLen = 40 + length
	b = b[40:]
	switch {
	case length <= len(b):
		b = b[:length]
	case length > p.onWire(b):
		d.weird(nil, "IP", "truncated_IP_len")
		return DropTooLong
	default:
		p.partial = true
	}
	return d.extensions(p, next, b, length)
}

// extensions walks the IPv6 headers between the fixed header, or a reassembled
// fragment, and the transport segment. length is that of b on the wire.
func (d *Decoder) extensions(p *Packet, next uint8, b []byte, length int) Drop {
	for range maxExtensionHeaders {
		var size int
		switch next {
		case 0, 43, 60, 139, 140: // hop-by-hop, routing, destination, HIP, shim6
			if len(b) < 8 {
				d.weird(p, "IP", "truncated_IPv6_extension_header")
				return DropTruncated
			}
			size = 8 + 8*int(b[1])
		case 51: // authentication header
			if len(b) < 8 {
				d.weird(p, "IP", "truncated_IPv6_extension_header")
				return DropTruncated
			}
			size = 8 + 4*int(b[1])
		case 44: // fragment
			if len(b) < 8 {
				d.weird(p, "IP", "truncated_IPv6_extension_header")
				return DropTruncated
			}
			frag := binary.BigEndian.Uint16(b[2:])
			p.Proto = b[0]
			if p.reassembled {
				d.weird(p, "IP", "nested_IPv6_fragment")
				return DropBadFragment
			}
			if frag&0xfff9 == 0 { // an atomic fragment (RFC 6946) is whole
				size = 8
				break
			}
			return d.fragment(p, fragmentHeader{
				id:     binary.BigEndian.Uint32(b[4:]),
				proto:  b[0],
				offset: int(frag &^ 7),
				length: length - 8,
				header: p.IPLen - length,
				more:   frag&1 != 0,
			}, b[8:])
		case noNextHeader:
			if p.Tunnel == nil || p.Tunnel.Type != TunnelTeredo {
				d.weird(p, "IP", "ipv6_no_next")
				return DropBadHeader
			}
			p.Proto = next // a bubble
			return DropNone
		default:
			p.Proto = next
			return d.transport(p, b, length)
		}
		if size > len(b) {
			d.weird(p, "IP", "internally_truncated_header")
			return DropTruncated
		}
		if next == 43 {
			d.routing(p, b[:size])
		}
		next, b, length = b[0], b[size:], length-size
	}
	d.weird(p, "IP", "exceeding_IPv6_extension_headers")
	return DropBadHeader
}

// noNextHeader is the protocol of a datagram that ends with its headers (RFC 8200 4.7).
const noNextHeader = 59

// routing reads a routing header of type 0, whose last address is where the datagram
// goes (RFC 2460 4.4). Networks should not know it any more (RFC 5095).
func (d *Decoder) routing(p *Packet, b []byte) {
	const header, address = 8, 16
	if b[2] != 0 {
		return
	}
	switch n := len(b) - header; {
	case b[3] == 0 || n == 0:
	case n%address != 0:
		d.weird(p, "IP", "odd_routing0_len")
	default:
		p.dst = [16]byte(b[len(b)-address:])
	}
	d.weird(p, "IP", "routing0_hdr")
}

// ValidChecksum reports whether b, which holds its own Internet checksum, sums up
// right.
func ValidChecksum(b []byte) bool { return checksum(b, 0) == 0xffff }

// checksum is the Internet checksum's sum (RFC 1071) of b, folded to 16 bits
// and not complemented; a datagram with a right checksum sums to 0xffff. Adding
// 32-bit words and folding at the end gives the same sum.
func checksum(b []byte, sum uint64) uint16 {
	for len(b) >= 32 {
		v0, v1 := binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])
		v2, v3 := binary.BigEndian.Uint64(b[16:]), binary.BigEndian.Uint64(b[24:])
		sum += v0>>32 + v0&0xffffffff + v1>>32 + v1&0xffffffff
		sum += v2>>32 + v2&0xffffffff + v3>>32 + v3&0xffffffff
		b = b[32:]
	}
	for len(b) >= 2 {
		sum += uint64(binary.BigEndian.Uint16(b))
		b = b[2:]
	}
	if len(b) == 1 {
		sum += uint64(b[0]) << 8
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return uint16(sum)
}
