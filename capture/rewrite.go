package capture

import (
	"encoding/binary"

	"github.com/gopacket/gopacket/layers"
)

// A rewriter gives the hosts and connections of one copy of a capture addresses
// and ports of their own. It works on frames in place and brings checksums
// along by what has changed (RFC 1624), so that right ones stay right and wrong
// ones wrong.
//
// Of an IPv4 address the last two bytes may change, for the first 256 copies
// only the third: private addresses stay private, broadcast addresses and
// gateways look as before. Of an IPv6 address two bytes of the interface part
// change. Multicast, loopback and unspecified addresses stay. Of ports only those
// that clients are given change (32768 and up), and stay in that range.
type rewriter struct {
	link    layers.LinkType
	address uint16 // exclusive or
	port    uint16 // exclusive or
	// anonymous, if not nil, takes the place of the above: it replaces whole
	// addresses, and what packets carry.
	anonymous *anonymizer
}

// firstEphemeral is where the ports begin that systems hand out to clients.
const firstEphemeral = 32768

// maxCopies is how many copies have addresses of their own.
const maxCopies = 1 << 16

func newRewriter(link layers.LinkType, seed uint64, copy int) rewriter {
	r := rewriter{link: link}
	if copy == 0 {
		return r // the capture as it is
	}
	// Multiplying by an odd number is a permutation: no two copies are the same.
	odd := uint16(mix(seed)) | 1
	low, high := uint16(copy)*odd&0xff, uint16(copy>>8)*odd&0xff
	r.address = low<<8 | high
	r.port = uint16(mix(seed^uint64(copy)<<16)) & (firstEphemeral - 1)
	return r
}

// mix is the finalizer of SplitMix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// A change is what must be added to the one's complement sum of some bytes after
// words in them were replaced.
type change uint64

// put replaces a word and adds up what that changes.
func put(b []byte, v uint16, in ...*change) {
	old := binary.BigEndian.Uint16(b)
	for _, c := range in {
		*c += change(^old) + change(v)
	}
	binary.BigEndian.PutUint16(b, v)
}

// checksum brings a checksum up to date; the change of the field itself is one
// of what encloses it.
func (c change) checksum(field []byte, udp bool, enclosing *change) {
	old := binary.BigEndian.Uint16(field)
	if udp && old == 0 {
		return // none
	}
	sum := uint64(^old) + uint64(c)
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	v := ^uint16(sum)
	if udp && v == 0 {
		v = 0xffff
	}
	put(field, v, enclosing)
}

func (r rewriter) frame(b []byte) {
	if r.address == 0 && r.port == 0 {
		return
	}
	if packet, ok := network(r.link, b); ok && len(packet) > 0 {
		var all change
		r.ip(packet, maxNesting, &all)
	}
}

// maxNesting bounds packets within packets: tunnels, and what errors quote.
const maxNesting = 4

func (r rewriter) ip(b []byte, nesting int, all *change) {
	switch {
	case nesting == 0 || len(b) == 0:
	case b[0]>>4 == 4:
		r.ipv4(b, nesting, all)
		return
	case b[0]>>4 == 6:
		r.ipv6(b, nesting, all)
		return
	}
	r.rest(b, all)
}

// rest is called with what is not looked into: payload, and what is not
// understood.
func (r rewriter) rest(b []byte, changes ...*change) {
	if r.anonymous != nil {
		r.anonymous.rest(b, changes...)
	}
}

func (r rewriter) ipv4(b []byte, nesting int, all *change) {
	size := int(b[0]&15) * 4
	if size < 20 || len(b) < size {
		r.rest(b, all)
		return
	}
	var addresses change
	if r.anonymous != nil {
		if total := int(binary.BigEndian.Uint16(b[2:])); total >= size && total < len(b) {
			r.rest(b[total:], all) // what fills the frame up
			b = b[:total]
		}
		r.anonymous.ipv4(b[12:], &addresses, all)
		r.anonymous.ipv4(b[16:], &addresses, all)
		own := addresses // of the header alone
		r.anonymous.options(b[20:size], &own, all)
		own.checksum(b[10:], false, all)
		if binary.BigEndian.Uint16(b[6:])&0x1fff == 0 {
			r.transport(b[9], b[size:], addresses, nesting, all)
		} else {
			r.rest(b[size:], all)
		}
		return
	}
	for _, at := range [...]int{12, 16} {
		if first := b[at]; first == 0 || first == 127 || first >= 224 {
			continue
		}
		put(b[at+2:], binary.BigEndian.Uint16(b[at+2:])^r.address, &addresses, all)
	}
	addresses.checksum(b[10:], false, all)
	if binary.BigEndian.Uint16(b[6:])&0x1fff == 0 { // the first fragment or all there is
		r.transport(b[9], b[size:], addresses, nesting, all)
	}
}

func (r rewriter) ipv6(b []byte, nesting int, all *change) {
	if len(b) < 40 {
		r.rest(b, all)
		return
	}
	var addresses change
	if r.anonymous != nil {
		if total := 40 + int(binary.BigEndian.Uint16(b[4:])); total > 40 && total < len(b) {
			r.rest(b[total:], all)
			b = b[:total]
		}
		r.anonymous.ipv6(b[8:], &addresses, all)
		r.anonymous.ipv6(b[24:], &addresses, all)
	}
	for _, at := range [...]int{8, 24} {
		if r.anonymous != nil || b[at] == 0xff || binary.BigEndian.Uint64(b[at:]) == 0 {
			continue
		}
		put(b[at+10:], binary.BigEndian.Uint16(b[at+10:])^r.address, &addresses, all)
	}
	next, b := b[6], b[40:]
	for len(b) >= 8 {
		size := 8
		switch next {
		case 0, 60: // hop-by-hop, destination options
			size += 8 * int(b[1])
		case 43: // routing
			if b[3] != 0 || r.anonymous != nil {
				r.rest(b, all) // checksums are of an address further on, and the header holds addresses
				return
			}
			size += 8 * int(b[1])
		case 44: // fragment
			if binary.BigEndian.Uint16(b[2:])>>3 != 0 {
				r.rest(b[8:], all)
				return
			}
		default:
			r.transport(next, b, addresses, nesting, all)
			return
		}
		if size > len(b) {
			break
		}
		next, b = b[0], b[size:]
	}
	r.rest(b, all)
}

func (r rewriter) transport(proto byte, b []byte, sum change, nesting int, all *change) {
	switch proto {
	case 6, 17:
		r.ports(proto, b, sum, all)
	case 1:
		sum = 0 // no pseudo header
		if len(b) >= 8 {
			if b[0] == 3 || b[0] == 4 || b[0] == 5 || b[0] == 11 || b[0] == 12 {
				if b[0] == 5 && r.anonymous != nil {
					r.anonymous.ipv4(b[4:], &sum) // the gateway
				}
				r.ip(b[8:], nesting-1, &sum)
			} else {
				r.rest(b[8:], &sum)
			}
			*all += sum
			sum.checksum(b[2:], false, all)
		}
	case 58:
		if len(b) >= 8 {
			quoted := change(0)
			switch {
			case b[0] >= 1 && b[0] <= 4:
				r.ip(b[8:], nesting-1, &quoted)
			case r.anonymous != nil:
				r.anonymous.icmpv6(r, b, nesting, &quoted)
			}
			*all += quoted
			(sum + quoted).checksum(b[2:], false, all)
		}
	case 4, 41:
		r.ip(b, nesting-1, all)
	case 47: // GRE of version 0 with no options but a key and a sequence number
		if len(b) >= 4 && b[0]&^0x30 == 0 && b[1] == 0 {
			size := 4 + int(b[0]>>5&1)*4 + int(b[0]>>4&1)*4
			if typ := binary.BigEndian.Uint16(b[2:]); (typ == 0x0800 || typ == 0x86dd) && size <= len(b) {
				r.ip(b[size:], nesting-1, all)
				return
			}
		}
		r.rest(b, all)
	default:
		r.rest(b, all)
	}
}

func (r rewriter) ports(proto byte, b []byte, sum change, all *change) {
	if len(b) < 4 {
		return
	}
	for _, at := range [...]int{0, 2} {
		if p := binary.BigEndian.Uint16(b[at:]); p >= firstEphemeral {
			put(b[at:], p^r.port, &sum, all)
		}
	}
	at, header := 16, 20
	if proto == 17 {
		at, header = 6, 8
	} else if len(b) > 12 {
		header = max(header, int(b[12]>>4)*4)
	}
	if r.anonymous != nil && proto == 6 && header <= len(b) {
		r.anonymous.tcpOptions(b[20:header], &sum, all)
	}
	if len(b) > header {
		r.rest(b[header:], &sum, all)
	}
	if len(b) >= at+2 {
		sum.checksum(b[at:], proto == 17, all)
	}
}
