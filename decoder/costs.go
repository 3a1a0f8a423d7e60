package decoder

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"sync/atomic"

	"brig/result"
	"brig/trace"
)

// costs collects what packets cost, in nanoseconds; package result says what
// that is. Its memory has bounds whatever the trace: a histogram for each
// of MaxPacketKinds kinds, MaxCostBuckets buckets and MaxExpensive packets.
// Costs of two parts of a trace can be merged, and the outcome does not depend
// on where it was cut.
type costs struct {
	unit          int64 // nanoseconds that one of the trace's is
	version       int   // of the trace; 2 tells when components are left
	tracing       int64 // picoseconds that an entry costs
	before, after group
	all           distribution
	kinds         []packetKind // kind 0 is of packets whose kinds were too many
	kindAt        map[string]int32
	series        series
	parts         partTable
	expensive     []expensive // the worst first
	known         *known
}

// A known is what is known by now of the whole trace, for those who analyse
// parts of it: what would be dropped in the end need not be made.
type known struct {
	shift atomic.Uint32 // least shift of the series
	full  atomic.Bool   // there are as many of the worst packets as are kept
	least atomic.Int64  // what the last of those cost
}

// A packet is what came of a packet, or of what is outside of any.
type packet struct {
	outside bool
	time    int64 // network time, in the trace's unit
	cost    int64 // real time of calls that ended in it, without that of calls within, in the trace's unit
	entries int64
	calls   int64
	chain   int32 // of packets; -1 if it has no calls, or they could not be told apart
	counted bool
	shape   runShape
	columns
	piece *piece // unless its columns are whole
}

// columns are what the entries of a packet are, as numbers in the list, and
// when.
type columns struct {
	symbols []byte
	list    []trace.Symbol
	real    []int64
	// CPU clock of the first and the last.
	began, ended int64
	// Of a packet that was recognised, which has no real times above.
	repeats *repeats
	repeat  int32
}

// times returns the real times of the entries.
func (c *columns) times() []int64 {
	if c.repeats == nil {
		return c.real
	}
	real, _ := c.repeats.patterns.Clocks(int(c.repeat), &c.repeats.packet)
	return real
}

// A piece holds the columns of a packet that is analysed bit by bit, perhaps
// in several shards of the trace, whose numbers of symbols differ: it has a
// list of its own. Those beyond maxPiece are not in it.
type piece struct{ columns }

// maxPiece bounds the entries of a piece.
const maxPiece = 1 << 16

func (p *piece) add(c columns) {
	if len(c.real) == 0 {
		return
	}
	if len(p.real) == 0 {
		p.began = c.began
	}
	p.ended = c.ended
	n := min(len(c.real), maxPiece-len(p.real))
	for symbols := c.symbols[:4*n]; len(symbols) > 0; symbols = symbols[4:] {
		p.symbols = binary.LittleEndian.AppendUint32(p.symbols, uint32(len(p.list)))
		p.list = append(p.list, c.list[binary.LittleEndian.Uint32(symbols)])
	}
	p.real = append(p.real, c.real[:n]...)
}

// A runShape is what packets have in common that consist of the same entries.
type runShape struct {
	kind int32
	// within counts the entries that are followed by something within a call
	// or component: each puts the cost of an entry into the time of those.
	within int64
}

// A group is some packets together.
type group struct{ packets, entries, within, busy int64 }

func (g *group) add(o group) {
	g.packets += o.packets
	g.entries += o.entries
	g.within += o.within
	g.busy += o.busy
}

// cost returns what the group cost and what of its time was tracing.
func (c *costs) cost(g *group) (cost, tracing int64) {
	tracing = max(0, min(g.within*c.tracing/1000, g.busy))
	return g.busy - tracing, tracing
}

// A packetKind is the packets whose components were nested alike.
type packetKind struct {
	path []trace.ID
	distribution
}

// newCosts returns costs of a trace of that version, whose calibration may be
// nil.
func newCosts(version int, calibration *trace.Calibration, k *known) *costs {
	c := &costs{
		unit: 1000, version: version, kinds: make([]packetKind, 1), kindAt: map[string]int32{"": 0},
		series: series{known: &k.shift}, known: k,
	}
	if version == trace.Version2 {
		c.unit = 1
	}
	if calibration != nil {
		c.tracing = calibration.Entry
	}
	return c
}

// shape returns what packets with these entries have in common.
func (c *costs) shape(symbols []byte, list []trace.Symbol) runShape {
	if c.version != trace.Version2 {
		return runShape{}
	}
	path, within := deepest(symbols, list)
	return runShape{c.kindOf(path), within}
}

func (c *costs) kindOf(path []trace.ID) int32 {
	var key []byte
	for _, id := range path {
		key = binary.LittleEndian.AppendUint32(key, uint32(id))
	}
	if k, ok := c.kindAt[string(key)]; ok {
		return k
	}
	if len(c.kinds) == result.MaxPacketKinds {
		return 0
	}
	k := int32(len(c.kinds))
	c.kinds = append(c.kinds, packetKind{path: path})
	c.kindAt[string(key)] = k
	return k
}

// maxKindPath bounds the components of a kind's path.
const maxKindPath = 16

// deepest returns how deep the outermost component went: the last one that is
// outermost, the last one that it enters, and the first of the deepest paths
// within that. The first of the path is what the outermost one entered. It
// returns as well how many entries something within a call follows.
func deepest(symbols []byte, list []trace.Symbol) (path []trace.ID, within int64) {
	var open []trace.ID
	depth := 0 // of calls and components
	for ; len(symbols) > 0; symbols = symbols[4:] {
		s := list[binary.LittleEndian.Uint32(symbols)]
		switch {
		case s.Options&trace.Call != 0:
			depth++
		case s.Options.IsScript():
			depth--
		case s.Options&trace.ComponentLeft != 0:
			depth--
			if i := slices.Index(open, s.ID); i >= 0 {
				open = open[:i]
			}
		case s.Options&trace.ComponentEvent != 0:
			depth++
			if len(open) > maxKindPath {
				break
			}
			open = append(open, s.ID)
			if len(open) <= 2 || len(open) > len(path) {
				path = append(path[:0], open...)
			}
		}
		if depth = max(depth, 0); depth > 0 {
			within++
		}
	}
	if len(path) > 1 {
		path = path[1:]
	}
	return path, within
}

// add counts a packet, or what is outside of any.
func (c *costs) add(p *packet) {
	if p.piece != nil {
		p.columns = p.piece.columns
		p.shape = c.shape(p.symbols, p.list)
		p.shape.within += max(p.entries-int64(len(p.real)), 0)
	}
	g := group{0, p.entries, p.shape.within, p.cost * c.unit}
	switch {
	case !p.outside:
	case c.all.packets == 0:
		c.before.add(g)
		return
	default:
		c.after.add(g)
		return
	}
	g.packets = 1
	cost, tracing := c.cost(&g)
	ran := cost
	if cpu := (p.ended - p.began) * c.unit; cpu > 0 && cost-cpu > result.MinDisturbance {
		ran = cpu
	}
	number := c.all.packets + 1
	c.all.add(g, ran)
	kind := &c.kinds[p.shape.kind]
	kind.add(g, ran)
	c.series.bucket(p.time * c.unit).group.add(g)
	// Of equal ones the first are kept, and all that is known was before.
	if len(c.expensive) == result.MaxExpensive && ran <= c.expensive[len(c.expensive)-1].ran ||
		c.known.full.Load() && ran <= c.known.least.Load() {
		return
	}
	e := expensive{number: number, time: p.time * c.unit, ran: ran, cost: cost, tracing: tracing, entries: p.entries, path: kind.path}
	e.calls, e.omitted = callsOf(&p.columns, c.version == trace.Version2)
	c.insert(e)
}

// merge adds what came after c in the trace, and empties it but for the numbers
// of kinds and parts. Kinds have other numbers in c, which it returns.
func (c *costs) merge(o *costs) (kinds []int32) {
	kinds = make([]int32, len(o.kinds))
	for i := range o.kinds {
		k := &o.kinds[i]
		kinds[i] = c.kindOf(k.path)
		c.kinds[kinds[i]].take(&k.distribution)
	}
	if c.all.packets == 0 {
		c.before.add(o.before)
	} else {
		c.after.add(o.before)
	}
	c.after.add(o.after)
	for _, e := range o.expensive {
		e.number += c.all.packets
		c.insert(e)
	}
	c.all.take(&o.all)
	c.series.merge(&o.series, c.parts.numbers(&o.parts))
	o.before, o.after, o.expensive = group{}, group{}, nil
	return kinds
}

// An expensive packet is one of the worst.
type expensive struct {
	number, time, entries int64
	ran                   int64 // cost without what disturbed the packet
	cost, tracing         int64
	path                  []trace.ID
	calls                 []packetCall // times in the trace's unit
	omitted               int64
}

// insert puts a packet among the worst, if it is one of them. Of equal ones
// the first come first.
func (c *costs) insert(e expensive) {
	i, _ := slices.BinarySearchFunc(c.expensive, e, func(a, b expensive) int {
		return cmp.Or(cmp.Compare(b.ran, a.ran), cmp.Compare(a.number, b.number))
	})
	if i == result.MaxExpensive {
		return
	}
	c.expensive = slices.Insert(c.expensive[:min(len(c.expensive), result.MaxExpensive-1)], i, e)
}

// tell makes known which packets of those to come are not among the worst, and
// how wide the buckets of the series are at least. It is for the costs of the
// whole trace so far.
func (c *costs) tell() {
	if n := len(c.expensive); n == result.MaxExpensive {
		if least := c.expensive[n-1].ran; least != c.known.least.Load() || !c.known.full.Load() {
			c.known.least.Store(least)
			c.known.full.Store(true)
		}
	}
	if shift := uint32(c.series.shift); shift != c.known.shift.Load() {
		c.known.shift.Store(shift)
	}
}

// A packetCall is what a packet called from one place, in the order of a tree.
type packetCall struct {
	id                   trace.ID
	script               bool
	parent               int32 // -1 if outermost
	depth                int32
	count                int64
	exclusive, inclusive int64
}

// maxPacketCalls bounds the calls of a packet that are told apart.
const maxPacketCalls = 1 << 14

// callsOf returns the tree of a packet's calls, parents before children, and
// how many it leaves out. The time between two entries is that of the innermost
// call. A call that has not returned ends with the packet.
func callsOf(p *columns, leaves bool) (calls []packetCall, omitted int64) {
	type place struct {
		parent int32
		id     trace.ID
		script bool
	}
	type frame struct {
		place
		call int32 // -1 if it is left out
		from int64
	}
	at := map[place]int32{}
	var open []frame
	var now int64
	real := p.times()
	end := func(left []frame) {
		for _, f := range left {
			if f.call >= 0 {
				calls[f.call].inclusive += now - f.from
			}
		}
	}
	for n := range len(p.symbols) / 4 {
		s := p.list[binary.LittleEndian.Uint32(p.symbols[4*n:])]
		if s.Options&trace.Clocks == 0 {
			continue
		}
		top := frame{call: -1}
		if len(open) > 0 {
			top = open[len(open)-1]
		}
		if top.call >= 0 {
			calls[top.call].exclusive += real[n] - now
		}
		now = real[n]
		script := s.Options.IsScript()
		switch {
		case s.Options&trace.Call != 0 || leaves && !script && s.Options&trace.ComponentEvent != 0:
			f := frame{place{top.call, s.ID, script}, -1, now}
			i, ok := at[f.place]
			switch {
			case ok:
				f.call = i
			case len(calls) == maxPacketCalls || len(open) > 0 && top.call < 0:
				omitted++
			default:
				f.call = int32(len(calls))
				at[f.place] = f.call
				calls = append(calls, packetCall{id: s.ID, script: script, parent: top.call, depth: int32(len(open))})
			}
			if f.call >= 0 {
				calls[f.call].count++
			}
			open = append(open, f)
		case script || leaves && s.Options&trace.ComponentLeft != 0:
			for i := len(open) - 1; i >= 0; i-- {
				if f := &open[i]; f.id == s.ID && f.script == script {
					end(open[i:])
					open = open[:i]
					break
				}
			}
		}
	}
	end(open)
	return calls, omitted
}

// A distribution is some packets and how their costs are spread: a histogram
// with 32 buckets for each power of two, so that what a bucket stands for is
// within 1/64 of its values.
type distribution struct {
	group
	max     int64
	buckets []int64
}

const costBits = 5 // log2 of the buckets of a power of two

// bucketOf returns the bucket of a cost, which is not negative.
func bucketOf(v uint64) int {
	if v < 1<<costBits {
		return int(v)
	}
	shift := bits.Len64(v) - costBits - 1
	return shift<<costBits + int(v>>shift)
}

// costOf returns the middle of a bucket.
func costOf(bucket int) int64 {
	if bucket < 2<<costBits {
		return int64(bucket)
	}
	shift := bucket>>costBits - 1
	low := uint64(bucket-shift<<costBits) << shift
	return int64(low + (1<<shift-1)/2)
}

const costBuckets = (64 - costBits) << costBits // of costs below 2^63

func (d *distribution) add(g group, ran int64) {
	if d.buckets == nil {
		d.buckets = make([]int64, costBuckets)
	}
	d.group.add(g)
	d.max = max(d.max, ran)
	d.buckets[bucketOf(uint64(max(ran, 0)))]++
}

// take adds what another has, which then has nothing.
func (d *distribution) take(o *distribution) {
	if o.packets == 0 {
		return
	}
	d.group.add(o.group)
	d.max = max(d.max, o.max)
	if d.buckets == nil {
		d.buckets = make([]int64, costBuckets)
	}
	to := d.buckets[:len(o.buckets)]
	for i, n := range o.buckets {
		if n > 0 { // as few are
			to[i] += n
			o.buckets[i] = 0
		}
	}
	o.group, o.max = group{}, 0
}

// percentile returns the least cost that so many percent of the packets do not
// go beyond.
func (d *distribution) percentile(percent int64) int64 {
	rank := (d.packets*percent + 99) / 100
	for i, n := range d.buckets {
		if rank -= n; rank <= 0 {
			return min(costOf(i), d.max)
		}
	}
	return 0
}
