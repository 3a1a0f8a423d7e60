package capture

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/gopacket/gopacket/layers"

	"brig/pseudonym"
)

// What becomes of what packets carry.
const (
	PayloadZero = "zero" // its bytes are zeros
	PayloadCut  = "cut"  // packets end before it
	PayloadKeep = "keep" // it stays, with all the names, addresses and secrets in it
)

// An Anonymizing says how a capture is anonymized.
type Anonymizing struct {
	Pseudonyms *pseudonym.Pseudonyms
	Payload    string
	Progress   func(packets int64) // nil, or told now and then
}

// An Anonymized is what Anonymize made.
type Anonymized struct {
	Packets int64  `json:"packets"`
	Size    int64  `json:"size_bytes"` // of the capture, uncompressed
	Payload string `json:"payload"`
	Key     string `json:"key_id"`
}

// AnonymizeFile anonymizes the capture at path into the file at to, which is
// replaced when the new one is complete. A name that ends with .zst or .gz is
// compressed.
func AnonymizeFile(ctx context.Context, path, to string, a Anonymizing) (*Anonymized, error) {
	var done *Anonymized
	err := create(to, func(w io.Writer) (err error) {
		done, err = Anonymize(ctx, path, w, a)
		return err
	})
	return done, err
}

// Anonymize writes the capture at path, as a pcap file, with pseudonyms for
// hardware and network addresses: in the headers of frames and packets, in ARP,
// neighbour discovery, errors that quote packets, and tunnels. Checksums stay right
// or wrong as they were; only those of fragmented packets become wrong when
// payload is zeroed. Comments, names of interfaces and hosts, and what else pcapng may
// hold, are left out. What is not understood counts as payload.
func Anonymize(ctx context.Context, path string, w io.Writer, a Anonymizing) (*Anonymized, error) {
	switch a.Payload {
	case PayloadZero, PayloadCut, PayloadKeep:
	default:
		return nil, fmt.Errorf("payload %q: want %s, %s or %s", a.Payload, PayloadZero, PayloadCut, PayloadKeep)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	plain, err := Decompress(f)
	if err != nil {
		return nil, fmt.Errorf("anonymizing %s: %w", path, err)
	}
	defer plain.Close()
	c := &replica{}
	if c.source, err = open(&ctxReader{ctx, plain}); err != nil {
		return nil, fmt.Errorf("anonymizing %s: %w", path, err)
	}
	link := c.link()
	if !knownLink(link) {
		return nil, fmt.Errorf("anonymizing %s: frames of link type %s are not understood", path, linkName(link))
	}
	out := newWriter(w, link, c.unit())
	one := &anonymizer{pseudonyms: a.Pseudonyms, payload: a.Payload}
	r := rewriter{link: link, anonymous: one}
	for {
		err := c.read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("anonymizing %s: after packet %d: %w", path, out.packets, err)
		}
		if err := out.packet(c.at, c.wire, one.frame(r, c.data)); err != nil {
			return nil, fmt.Errorf("anonymizing %s: %w", path, err)
		}
		if out.packets%10000 == 0 && a.Progress != nil {
			a.Progress(out.packets)
		}
	}
	if out.packets == 0 {
		return nil, fmt.Errorf("anonymizing %s: %w", path, errors.New("the capture holds no packets"))
	}
	return &Anonymized{out.packets, out.size, a.Payload, a.Pseudonyms.Key().ID()}, out.w.Flush()
}

// An anonymizer replaces addresses and payload in a frame.
type anonymizer struct {
	pseudonyms *pseudonym.Pseudonyms
	payload    string

	whole []byte // the frame
	end   int    // where it is to be cut
}

// frame anonymizes a frame in place and returns what is left of it.
func (a *anonymizer) frame(r rewriter, b []byte) []byte {
	a.whole, a.end = b, len(b)
	var all change
	switch r.link {
	case layers.LinkTypeEthernet:
		if len(b) < 12 {
			a.rest(b, &all)
			break
		}
		a.mac(b, &all)
		a.mac(b[6:], &all)
		at := 12
		for range 3 {
			if len(b) >= at+2 && isVLAN(b[at:]) {
				at += 4
			}
		}
		switch {
		case len(b) < at+2:
		case binary.BigEndian.Uint16(b[at:]) == 0x0806:
			a.arp(b[at+2:], &all)
		default:
			a.network(r, b, at+2, &all)
		}
	case layers.LinkTypeLinuxSLL:
		if len(b) >= 16 && binary.BigEndian.Uint16(b[4:]) == 6 {
			a.mac(b[6:], &all)
		} else if len(b) >= 16 {
			zero(b[6:14], &all)
		}
		if len(b) >= 16 && binary.BigEndian.Uint16(b[14:]) == 0x0806 {
			a.arp(b[16:], &all)
		} else {
			a.network(r, b, min(16, len(b)), &all)
		}
	case linkSLL2:
		if len(b) >= 20 && b[11] == 6 {
			a.mac(b[12:], &all)
		} else if len(b) >= 20 {
			zero(b[12:20], &all)
		}
		if len(b) >= 20 && binary.BigEndian.Uint16(b) == 0x0806 {
			a.arp(b[20:], &all)
		} else {
			a.network(r, b, min(20, len(b)), &all)
		}
	case layers.LinkTypeNull, layers.LinkTypeLoop, layers.LinkTypePPP:
		a.network(r, b, min(4, len(b)), &all)
	default:
		a.network(r, b, 0, &all)
	}
	return b[:a.end]
}

// network anonymizes the packet in a frame, or, if there is none that is
// understood, what begins at from.
func (a *anonymizer) network(r rewriter, b []byte, from int, all *change) {
	if packet, ok := network(r.link, b); ok && len(packet) > 0 {
		r.ip(packet, maxNesting, all)
		return
	}
	a.rest(b[min(from, len(b)):], all)
}

// rest deals with payload.
func (a *anonymizer) rest(b []byte, changes ...*change) {
	switch {
	case len(b) == 0 || a.payload == PayloadKeep:
	case a.payload == PayloadCut:
		// All slices are of the frame and go to its capacity.
		a.end = min(a.end, cap(a.whole)-cap(b))
	default:
		zero(b, changes...)
	}
}

// zero overwrites bytes that begin on an even place of what their checksum is of.
func zero(b []byte, changes ...*change) {
	for len(b) >= 2 {
		put(b, 0, changes...)
		b = b[2:]
	}
	if len(b) == 1 {
		last := [2]byte{b[0], 0}
		put(last[:], 0, changes...)
		b[0] = 0
	}
}

// replace overwrites words.
func replace(b, with []byte, changes ...*change) {
	for i := 0; i+1 < len(with); i += 2 {
		put(b[i:], binary.BigEndian.Uint16(with[i:]), changes...)
	}
}

func (a *anonymizer) mac(b []byte, changes ...*change) {
	p := a.pseudonyms.MAC([6]byte(b))
	replace(b, p[:], changes...)
}

func (a *anonymizer) ipv4(b []byte, changes ...*change) {
	p := a.pseudonyms.IPv4([4]byte(b))
	replace(b, p[:], changes...)
}

func (a *anonymizer) ipv6(b []byte, changes ...*change) {
	p := a.pseudonyms.IPv6([16]byte(b))
	replace(b, p[:], changes...)
}

// options makes options of IPv4 that hold addresses, and all others, into ones that
// say nothing.
func (a *anonymizer) options(b []byte, changes ...*change) {
	for ; len(b) >= 2; b = b[2:] {
		put(b, 0x0101, changes...)
	}
}

// tcpOptions leaves only those that hold no addresses or keys: segment size,
// window scale, selective acknowledgements and timestamps.
func (a *anonymizer) tcpOptions(b []byte, changes ...*change) {
	kept := make([]byte, len(b))
	for i := range kept {
		kept[i] = 1
	}
	for i := 0; i < len(b) && b[i] != 0; {
		size := 1
		if b[i] != 1 {
			if i+1 == len(b) || b[i+1] < 2 || i+int(b[i+1]) > len(b) {
				break
			}
			size = int(b[i+1])
		}
		switch b[i] {
		case 2, 3, 4, 5, 8:
			copy(kept[i:i+size], b[i:])
		}
		i += size
	}
	replace(b, kept, changes...)
}

// arp anonymizes ARP over Ethernet for IPv4; of anything else nothing is left.
func (a *anonymizer) arp(b []byte, all *change) {
	if len(b) < 28 || binary.BigEndian.Uint16(b) != 1 || binary.BigEndian.Uint16(b[2:]) != 0x0800 || b[4] != 6 || b[5] != 4 {
		a.rest(b, all)
		return
	}
	a.mac(b[8:], all)
	a.ipv4(b[14:], all)
	a.mac(b[18:], all)
	a.ipv4(b[24:], all)
	a.rest(b[28:], all)
}

// icmpv6 anonymizes what is no error: neighbour discovery (RFC 4861) and
// multicast listeners (RFC 3810).
func (a *anonymizer) icmpv6(r rewriter, b []byte, nesting int, sum *change) {
	addresses, options := 0, 0 // 16 bytes each from 8; where options begin
	switch b[0] {
	case 130, 131, 132: // multicast listener
		addresses, options = 1, len(b)
	case 133: // router solicitation
		options = 8
	case 134: // router advertisement
		options = 16
	case 135, 136: // neighbour
		addresses, options = 1, 24
	case 137: // redirect
		addresses, options = 2, 40
	case 143: // multicast listener report
		a.listeners(b, sum)
		return
	default:
		a.rest(b[8:], sum)
		return
	}
	for i := range addresses {
		if len(b) < 24+16*i {
			a.rest(b[8:], sum)
			return
		}
		a.ipv6(b[8+16*i:], sum)
	}
	if len(b) < options {
		return
	}
	for b = b[options:]; len(b) >= 8; {
		size := 8 * int(b[1])
		if size == 0 || size > len(b) {
			break
		}
		option := b[:size]
		switch {
		case b[0] <= 2 && size == 8: // a hardware address
			a.mac(option[2:], sum)
		case b[0] == 3 && size == 32: // a prefix
			a.ipv6(option[16:], sum)
		case b[0] == 4: // the packet that was redirected
			r.ip(option[8:], nesting-1, sum)
		case b[0] == 5: // the link's MTU
		default:
			zero(option[2:], sum) // servers and domains of names, routes, and what is new
		}
		b = b[size:]
	}
	a.rest(b, sum)
}

func (a *anonymizer) listeners(b []byte, sum *change) {
	n := int(binary.BigEndian.Uint16(b[6:]))
	b = b[8:]
	for ; n > 0 && len(b) >= 20; n-- {
		sources, aux := int(binary.BigEndian.Uint16(b[2:])), 4*int(b[1])
		a.ipv6(b[4:], sum)
		b = b[20:]
		for ; sources > 0 && len(b) >= 16; sources-- {
			a.ipv6(b, sum)
			b = b[16:]
		}
		aux = min(aux, len(b))
		a.rest(b[:aux], sum)
		b = b[aux:]
	}
	a.rest(b, sum)
}
