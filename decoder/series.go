package decoder

import (
	"slices"
	"sync/atomic"

	"brig/result"
)

// A series is cost over network time, in at most MaxCostBuckets buckets. A
// bucket is a millisecond at first; when there are too many, each is added to
// its neighbour and they are twice as wide. Buckets begin at multiples of their
// width, so those of two series fit each other.
type series struct {
	shift   uint  // log2 of a bucket's milliseconds
	first   int64 // number of the first bucket: its time over the width
	buckets []bucket
	last    int64          // number of the bucket that the packet that goes on is in
	away    bool           // no packet goes on
	known   *atomic.Uint32 // least shift of the whole trace that is known by now

	settled []int64 // exclusive times by part when the last bucket got its share
	lead    []int64 // what they grew by before the first packet
}

// firstWidth is the width of a bucket at first, in nanoseconds.
const firstWidth = 1_000_000

type bucket struct {
	group
	parts []int64
}

// number returns the number of the bucket for a time.
func (s *series) number(time int64) int64 {
	n := time / firstWidth
	if time < 0 && time%firstWidth != 0 {
		n--
	}
	return n >> s.shift
}

// moves reports whether a packet at this time is in another bucket than the
// one before it.
func (s *series) moves(time int64) bool {
	return len(s.buckets) == 0 || s.away || s.number(time) != s.last
}

// settle gives the bucket of the packet that goes on what the exclusive times
// of parts have grown by.
func (s *series) settle(sums []int64) {
	for i, sum := range sums {
		if i < len(s.settled) {
			sum -= s.settled[i]
		}
		s.give(i, sum)
	}
	s.rebase(sums)
}

// rebase has the next share begin with these sums.
func (s *series) rebase(sums []int64) { s.settled = append(s.settled[:0], sums...) }

func (s *series) give(part int, time int64) {
	to := &s.lead
	switch {
	case time == 0 || s.away:
		return
	case len(s.buckets) > 0:
		to = &s.buckets[s.last-s.first].parts
	}
	*to = grown(*to, part+1)
	(*to)[part] += time
}

func grown(list []int64, n int) []int64 {
	if n <= len(list) {
		return list
	}
	return append(list, make([]int64, n-len(list))...)
}

// bucket returns the bucket for a time, which is then the last.
func (s *series) bucket(time int64) *bucket {
	if len(s.buckets) == 0 {
		s.shift = max(s.shift, uint(s.known.Load()))
		s.first = s.number(time)
	}
	n := s.number(time)
	low, high := min(s.first, n), max(s.first+int64(len(s.buckets))-1, n)
	for high-low >= result.MaxCostBuckets {
		s.widen()
		n, low, high = n>>1, low>>1, high>>1
	}
	if n < s.first {
		s.buckets = slices.Insert(s.buckets, 0, make([]bucket, s.first-n)...)
		s.first = n
	}
	if more := int(n-s.first) + 1 - len(s.buckets); more > 0 {
		s.buckets = append(s.buckets, make([]bucket, more)...)
	}
	s.last = n
	return &s.buckets[n-s.first]
}

// widen makes buckets twice as wide.
func (s *series) widen() {
	first := s.first >> 1
	var wide []bucket
	for i := range s.buckets {
		at := int((s.first+int64(i))>>1 - first)
		if at == len(wide) {
			wide = append(wide, bucket{})
		}
		wide[at].merge(&s.buckets[i])
	}
	s.first, s.last, s.buckets = first, s.last>>1, wide
	s.shift++
}

// A part is what a series tells apart: a component, or the functions of a
// module.
type costPart struct {
	name      string
	component bool
}

// A partTable numbers parts, and says which an identifier is of.
type partTable struct {
	list []costPart
	at   map[costPart]int32
	of   []int32
	sums []int64 // exclusive times of the identifiers, by part
	// stale says that those of an identifier have changed since.
	stale bool
}

// Limits of a partTable: identifiers beyond the one are not told apart, nor
// parts beyond the other.
const (
	maxPartIdentifiers = 1 << 13
	maxParts           = 1 << 10
)

// number returns the number of a part. Part 0 is of no name.
func (t *partTable) number(p costPart) int32 {
	if t.at == nil {
		t.list, t.at = []costPart{{}}, map[costPart]int32{{}: 0}
	}
	n, ok := t.at[p]
	if !ok && len(t.list) < maxParts {
		n = int32(len(t.list))
		t.list = append(t.list, p)
		t.at[p] = n
	}
	return n
}

// numbers returns the numbers that the parts of o have in t.
func (t *partTable) numbers(o *partTable) []int32 {
	out := make([]int32, len(o.list))
	for i, p := range o.list {
		out[i] = t.number(p)
	}
	return out
}

// partOf returns the part of an identifier, or -1 if it is not told apart.
func (t *partTable) partOf(ids *identifiers, identifier int32) int32 {
	t.extend(ids)
	if int(identifier) >= len(t.of) {
		return -1
	}
	return t.of[identifier]
}

// extend finds out the parts of identifiers that are new.
func (t *partTable) extend(ids *identifiers) {
	for i := len(t.of); i < min(len(ids.list), maxPartIdentifiers); i++ {
		id := &ids.list[i]
		p := costPart{ids.symbols.names[id.symbol], !id.script}
		if id.script {
			p.name = moduleOf(p.name)
		}
		t.of = append(t.of, t.number(p))
	}
}

// exclusive returns the exclusive times of parts.
func (t *partTable) exclusive(ids *identifiers) []int64 {
	t.extend(ids)
	t.sums = grown(t.sums, len(t.list))
	if t.stale {
		t.stale = false
		clear(t.sums)
		for i, part := range t.of {
			t.sums[part] += int64(ids.list[i].timing.exclusive.low)
		}
	}
	return t.sums
}

func (b *bucket) merge(o *bucket) {
	b.group.add(o.group)
	b.parts = grown(b.parts, len(o.parts))
	for i, v := range o.parts {
		b.parts[i] += v
	}
}

// merge adds a series of what comes after s in the trace, and empties it. The
// parts of o have other numbers in s.
func (s *series) merge(o *series, parts []int32) {
	for i, time := range o.lead {
		s.give(int(parts[i]), time)
	}
	for s.shift < o.shift && len(o.buckets) > 0 {
		s.widen()
	}
	for o.shift < s.shift {
		o.widen()
	}
	for i := range o.buckets {
		from := &o.buckets[i]
		if from.packets == 0 && len(from.parts) == 0 && o.first+int64(i) != o.last {
			continue
		}
		// Buckets may become wider meanwhile.
		to := s.bucket((o.first + int64(i)) << o.shift * firstWidth)
		to.group.add(from.group)
		for j, time := range from.parts {
			if time != 0 {
				to.parts = grown(to.parts, int(parts[j])+1)
				to.parts[parts[j]] += time
			}
		}
	}
	if len(o.buckets) > 0 {
		s.last = s.number(o.last << o.shift * firstWidth)
	}
	s.away = o.away || s.away && len(o.buckets) == 0
	*o = series{shift: o.shift, known: o.known, settled: o.settled[:0]}
}
