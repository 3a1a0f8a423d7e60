package builtin

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"math/rand/v2"
	"net/netip"

	"brig/bro/interp"
)

// anonymizeFuncs is the family that replaces IPv4 addresses. Which way is taken
// the scripts say, for each IPAddrAnonymizationClass, in orig_addr_anonymization,
// resp_addr_anonymization and other_addr_anonymization.
func anonymizeFuncs() table {
	a := &anonymizer{}
	return table{
		"anonymize_addr": a.anonymize,
		"preserve_prefix": func(c call) (value, error) {
			return a.preserve(c, "preserve_prefix", c.Args[0].Addr(), int(min(c.Count(1), 33)))
		},
		"preserve_subnet": func(c call) (value, error) {
			p := c.Args[0].Subnet()
			return a.preserve(c, "preserve_subnet", p.Addr(), p.Bits())
		},
	}
}

// The values of IPAddrAnonymization.
const (
	keepOriginal = iota
	sequential
	randomMD5
	prefixA50
	prefixMD5
)

// An anonymizer remembers what addresses became.
type anonymizer struct {
	seen   map[method]uint32
	next   uint32
	random *rand.Rand
	// Prefix preservation (Ylonen and Minshall's A50): node n of the tree of
	// prefixes turns the bit behind its prefix over or not.
	flips map[netip.Prefix]bool
	kept  []netip.Prefix
}

type method struct {
	how  int64
	addr uint32
}

func (a *anonymizer) preserve(c call, name string, addr netip.Addr, width int) (value, error) {
	if !addr.Is4() || width > 32 {
		c.Error("%s() not supported for IPv6 addresses", name)
		return none, nil
	}
	p, _ := addr.Prefix(width)
	a.kept = append(a.kept, p)
	return none, nil
}

func (a *anonymizer) anonymize(c call) (value, error) {
	addr := c.Args[0].Addr()
	if !addr.Is4() {
		return none, errors.New("not supported for IPv6 addresses")
	}
	how := int64(keepOriginal)
	names := []string{"orig_addr_anonymization", "resp_addr_anonymization", "other_addr_anonymization"}
	if n := c.Int(1); n >= 0 && n < int64(len(names)) {
		if v, ok := c.In.Global(names[n]); ok && v.IsSet() {
			how = v.Int()
		}
	}
	b := addr.As4()
	from := binary.BigEndian.Uint32(b[:])
	to, ok := a.seen[method{how, from}]
	if !ok {
		to = a.replace(c, how, addr, from)
		if a.seen == nil {
			a.seen = map[method]uint32{}
		}
		a.seen[method{how, from}] = to
	}
	return interp.Addr(netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, to)))), nil
}

func (a *anonymizer) replace(c call, how int64, addr netip.Addr, from uint32) uint32 {
	if a.random == nil {
		a.random = rand.New(rand.NewPCG(c.In.Seed, 0x616e6f6e))
	}
	switch how {
	case sequential:
		a.next++
		return a.next
	case randomMD5:
		return a.random.Uint32()
	case prefixA50, prefixMD5:
		return a.prefixed(addr, from)
	}
	return from
}

// prefixed keeps common prefixes common; bits of preserved prefixes stay.
func (a *anonymizer) prefixed(addr netip.Addr, from uint32) uint32 {
	keep := 0
	for _, p := range a.kept {
		b := p.Addr().As4()
		keep = max(keep, min(p.Bits(), bits.LeadingZeros32(from^binary.BigEndian.Uint32(b[:]))))
	}
	if a.flips == nil {
		a.flips = map[netip.Prefix]bool{}
	}
	for i := keep; i < 32; i++ {
		p, _ := addr.Prefix(i)
		flip, ok := a.flips[p]
		if !ok {
			flip = a.random.Uint32()&1 != 0
			a.flips[p] = flip
		}
		if flip {
			from ^= 1 << (31 - i)
		}
	}
	return from
}
