package packet

import "slices"

// Limits of fragment reassembly.
const (
	// MaxFragmentedDatagrams is how many incomplete datagrams are kept; the
	// oldest gives way.
	MaxFragmentedDatagrams = 1024
	// MaxFragments is how many fragments one datagram may have: the 65,535
	// bytes of the largest in pieces of the smallest sensible size.
	MaxFragments = 512
	// DefaultFragmentTimeout is how long the rest of a datagram is waited for,
	// in ns (RFC 8200 4.5).
	DefaultFragmentTimeout = 60e9

	maxDatagram = 65535
)

type fragmentHeader struct {
	id     uint32
	proto  uint8
	offset int // bytes
	length int // bytes of this fragment on the wire
	header int // bytes of the datagram's headers before the fragment header
	more   bool
}

type fragmentKey struct {
	src, dst [16]byte
	id       uint32
	proto    uint8
}

// A datagram collects fragments. The first fragment to bring a byte wins, as
// most receivers have it.
type datagram struct {
	key     fragmentKey
	started int64
	data    []byte // by offset
	have    []span // sorted, disjoint, never adjacent
	pieces  int
	size    int // bytes of the whole payload, -1 until the last fragment
}

type span struct{ from, to int }

type fragments struct {
	byKey map[fragmentKey]*datagram
	order []*datagram // by age
}

func (d *Decoder) fragment(p *Packet, h fragmentHeader, b []byte) Drop {
	d.Hooks.EnterComponent(ComponentFragment)
	defer d.Hooks.LeaveComponent(ComponentFragment)
	switch {
	case len(b) < h.length:
		d.weird(p, "IP", "incompletely_captured_fragment")
		return DropTruncated
	case h.offset+h.length > maxDatagram:
		d.weird(p, "IP", "excessively_large_fragment")
		return DropBadFragment
	case h.length == 0:
		d.weird(p, "IP", "excessively_small_fragment")
		return DropBadFragment
	case h.more && h.length%8 != 0:
		d.weird(p, "IP", "fragment_protocol_inconsistency")
		return DropBadFragment
	}
	f := &d.frags
	timeout := int64(DefaultFragmentTimeout)
	if d.FragmentTimeout > 0 {
		timeout = d.FragmentTimeout
	}
	f.expire(p.Time, timeout)
	k := fragmentKey{p.src, p.dst, h.id, h.proto}
	g := f.byKey[k]
	if g == nil {
		g = f.add(k, p.Time)
	}
	if name := g.insert(h, b[:h.length]); name != "" {
		d.weird(p, "IP", name)
	}
	if g.pieces > MaxFragments {
		d.weird(p, "IP", "excessive_fragments")
		f.remove(g)
		return DropBadFragment
	}
	if g.size < 0 || len(g.have) != 1 || g.have[0] != (span{0, g.size}) {
		return DropFragment
	}
	f.remove(g)
	d.Stats.Reassembled++
	// As Bro counts: the datagram as if it had never been cut up.
	p.IPLen = h.header + g.size
	p.reassembled = true
	p.Proto = h.proto
	if p.Version == 6 {
		return d.extensions(p, h.proto, g.data[:g.size], g.size)
	}
	return d.transport(p, g.data[:g.size], g.size)
}

func (f *fragments) add(k fragmentKey, now int64) *datagram {
	if f.byKey == nil {
		f.byKey = make(map[fragmentKey]*datagram)
	}
	if len(f.order) >= MaxFragmentedDatagrams {
		f.remove(f.order[0])
	}
	g := &datagram{key: k, started: now, size: -1}
	f.byKey[k] = g
	f.order = append(f.order, g)
	return g
}

func (f *fragments) remove(g *datagram) {
	delete(f.byKey, g.key)
	if i := slices.Index(f.order, g); i >= 0 {
		f.order = slices.Delete(f.order, i, i+1)
	}
}

// FragmentBytes is the size of the datagrams whose fragments wait for others.
func (d *Decoder) FragmentBytes() int {
	n := 0
	for _, g := range d.frags.order {
		n += len(g.data)
	}
	return n
}

func (f *fragments) expire(now, timeout int64) {
	for len(f.order) > 0 && f.order[0].started+timeout < now {
		f.remove(f.order[0])
	}
}

// insert adds a fragment and names what is odd about it.
func (g *datagram) insert(h fragmentHeader, b []byte) (weird string) {
	g.pieces++
	end := h.offset + len(b)
	// There is one last fragment, and nothing behind it.
	if !h.more && (g.size >= 0 && g.size != end || end < len(g.data)) || g.size >= 0 && end > g.size {
		return "fragment_size_inconsistency"
	}
	if !h.more {
		g.size = end
	}
	if end > len(g.data) {
		g.data = append(g.data, make([]byte, end-len(g.data))...)
	}
	// Copy the parts that no earlier fragment brought.
	at := h.offset
	for _, s := range g.have {
		if s.to <= at {
			continue
		}
		if s.from >= end {
			break
		}
		weird = "fragment_overlap"
		if s.from > at {
			copy(g.data[at:s.from], b[at-h.offset:])
		}
		at = s.to
	}
	if at < end {
		copy(g.data[at:end], b[at-h.offset:])
	}
	g.have = mergeSpan(g.have, span{h.offset, end})
	return weird
}

// mergeSpan adds s to sorted, disjoint spans, joining those it touches.
func mergeSpan(spans []span, s span) []span {
	i := 0
	for i < len(spans) && spans[i].to < s.from {
		i++
	}
	j := i
	for ; j < len(spans) && spans[j].from <= s.to; j++ {
		s.from, s.to = min(s.from, spans[j].from), max(s.to, spans[j].to)
	}
	return slices.Replace(spans, i, j, s)
}
