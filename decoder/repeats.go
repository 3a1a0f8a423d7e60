package decoder

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"

	"brig/trace"
)

// Most packets do what one before them did: the same calls and returns, only
// at other times. Repeats are such packets, which are recognised as they are
// read, with what they come to worked out once. What is left to do for each
// packet is to add up how long its calls took; all else is done with these
// sums, when somebody wants to know.
type repeats struct {
	patterns *trace.Patterns
	list     []repeat // by number of the pattern
	packet   trace.Repeat
	fresh    []int32 // those whose times are not all in shares
	shares   []int64 // exclusive times of the packets that have not been drained, by part
	room     int     // bytes that further repeats may take
}

// A repeat is a packet all of whose calls end in it, with clocks throughout.
type repeat struct {
	symbols []byte
	context int32 // node of the stack that it comes on
	chain   int32 // of packets
	entries int64
	calls   int64
	shape   runShape
	spans   []repeatSpan // the calls, in the order in which they end
	sums    []repeatSum  // of their times
	before  []repeatSum  // of one in a part: what sums were when it was saved
	of      []repeatCall
	borders []repeatBorder
	outer   []repeatSpan // the outermost calls
	all     repeatSpan   // the packet

	number int32
	fresh  bool // has times that are not in shares
	// Of one in a part: whether it was of use since that was pruned, whether what
	// it counts may be kept, and whether what it counted before is saved.
	used, kept, saved bool
	count             int64 // packets that have not been drained
	// Of the packets whose times have not been: how many, and the sum of the
	// squares of their spans.
	timed   int64
	squares uint64
}

// A repeatSpan is from one entry of a packet to another, by where their clocks
// are ([trace.Patterns.Places]).
type repeatSpan struct{ from, to uint16 }

// A repeatSum is the sum of a call's times and that of their squares.
type repeatSum struct {
	real    int64
	squares uint64
	// What the sums of CPU times are beyond those. In version 2 both clocks mostly
	// go on alike, and there is nothing to add.
	virtual        int64
	virtualSquares uint64
}

// A repeatCall is whose call that is.
type repeatCall struct{ identifier, node, depth int32 }

// A repeatBorder is a call of another part of the series than the call around
// it: from there its time goes to that part. What stays in a part is not told
// apart. A part of -1 is none.
type repeatBorder struct {
	shared             int64 // of the sum of real times, in shares
	call, part, around int32
}

// Limits of a repeat.
const (
	maxRepeatDepth   = 64
	maxRepeatEntries = 2 * step
	maxSpan          = 1 << 31 // of a call of a packet whose times are added to the sums
	// maxSquares is from where on sums of squares are drained, with room for those
	// of one packet more.
	maxSquares = 3 << 62
)

// repeatSize is about what a repeat takes beside its entries, and what an
// entry takes.
const repeatSize, repeatEntrySize = 250, 4 + trace.PatternSize + (4+32+32+12+24)/2

func newRepeats(room, version int) *repeats {
	return &repeats{patterns: trace.NewPatterns(version), room: room}
}

// repeat analyses a packet that is known.
func (a *analysis) repeat(r *repeat) {
	in := &a.repeats.packet
	read := len(r.symbols) / 4
	a.begin(&trace.Start{Time: in.Time}, read)
	if !r.fresh {
		r.fresh = true
		a.repeats.fresh = append(a.repeats.fresh, r.number)
		if a.part != nil && !r.saved {
			a.part.kept.save(r)
		}
	}
	r.count++
	a.entries += r.entries
	a.calls += r.calls
	span, signs := in.Span, int64(0)
	switch {
	case in.Data != nil:
		signs = r.addStored(in.Data)
		if span = signs; uint64(span) >= maxSpan {
			span = a.repeats.longest(r)
		}
	case in.Even:
		signs = r.addEven(in.Real)
	default:
		signs = r.add(in.Real, in.Virtual)
	}
	elsewhere := span >= maxSpan
	if elsewhere {
		r.addAlone(a)
	} else {
		r.timed++
		r.squares += uint64(span * span)
		if elsewhere = r.squares >= maxSquares; elsewhere {
			r.drainTimes(a)
		}
	}
	if elsewhere && a.part != nil {
		a.part.kept.full = true
	}
	if signs < 0 {
		if n, first := a.repeats.backward(r); n > 0 {
			a.odd.backward.note(n, a.cursor.Place(read-first))
		}
	}
	var cost clocked
	for _, o := range r.outer {
		cost.add(a.repeats.time(o))
	}
	if a.rounds {
		for i := range r.spans {
			time, id := a.repeats.time(r.spans[i]), r.of[i].identifier
			a.round(id, &a.identifiers.list[id].timing, time.real, time.virtual)
		}
	}
	if top := len(a.stack) - 1; top >= 0 {
		a.stack[top].inner.add(cost)
	} else if a.part != nil {
		a.part.inner.add(cost)
	}
	p := &a.packet
	p.entries, p.cost, p.chain, p.shape = r.entries, cost.real, r.chain, r.shape
	p.columns = columns{symbols: r.symbols, list: a.table.List, repeats: a.repeats, repeat: r.number}
	p.began, p.ended = a.repeats.virtual(r.all.from), a.repeats.virtual(r.all.to)
	a.endPacket()
}

// time returns the time of the packet that was read last between two entries.
func (r *repeats) time(span repeatSpan) clocked {
	in := &r.packet
	if in.Data == nil {
		return clocked{in.Real[span.to] - in.Real[span.from], in.Virtual[span.to] - in.Virtual[span.from]}
	}
	from, to := (*[16]byte)(in.Data[8*uint(span.from):]), (*[16]byte)(in.Data[8*uint(span.to):])
	return clocked{
		int64(binary.LittleEndian.Uint64(to[:])) - int64(binary.LittleEndian.Uint64(from[:])),
		int64(binary.LittleEndian.Uint64(to[8:])) - int64(binary.LittleEndian.Uint64(from[8:])),
	}
}

// virtual returns the CPU clock of an entry of that packet, 0 if it has none.
func (r *repeats) virtual(at uint16) int64 {
	switch in := &r.packet; {
	case in.Data == nil:
		return in.Virtual[at]
	case at == trace.NoClocks:
		return 0
	default:
		return int64(binary.LittleEndian.Uint64(in.Data[8*int(at)+8:]))
	}
}

// backward returns how many calls of the packet that was read last ended
// before they began, and with which entry the first of them did.
func (r *repeats) backward(of *repeat) (n int64, first int) {
	for _, span := range of.spans {
		if r.time(span).real >= 0 {
			continue
		}
		if n++; n == 1 {
			first = slices.Index(r.patterns.Places(int(of.number)), int(span.to))
		}
	}
	return n, first
}

// longest returns the most that a call of the packet took by either clock, or
// MaxInt64 if that is maxSpan or more. A call that ended before it began counts
// as one that took so long.
func (r *repeats) longest(of *repeat) (most int64) {
	for _, span := range of.spans {
		t := r.time(span)
		for _, v := range [...]int64{t.real, t.virtual} {
			if v <= -maxSpan || v >= maxSpan {
				return math.MaxInt64
			}
			most = max(most, v, -v)
		}
	}
	return most
}

// addStored adds the times of a packet of version 1. It returns the bits of all
// of them.
func (r *repeat) addStored(data *trace.RepeatData) (bits int64) {
	sums := r.sums[:len(r.spans)]
	for i, span := range r.spans {
		from, to := (*[16]byte)(data[8*uint(span.from):]), (*[16]byte)(data[8*uint(span.to):])
		elapsed := int64(binary.LittleEndian.Uint64(to[:]) - binary.LittleEndian.Uint64(from[:]))
		cpu := int64(binary.LittleEndian.Uint64(to[8:]) - binary.LittleEndian.Uint64(from[8:]))
		bits |= elapsed | cpu
		s := &sums[i]
		s.real += elapsed
		square := uint64(elapsed * elapsed)
		s.squares += square
		s.virtual += cpu - elapsed
		s.virtualSquares += uint64(cpu*cpu) - square
	}
	return bits
}

// add is addStored of a packet of version 2, and addEven of one whose clocks
// went on alike.
func (r *repeat) add(real, virtual []int64) (signs int64) {
	virtual, sums := virtual[:len(real)], r.sums[:len(r.spans)]
	for i, span := range r.spans {
		s := &sums[i]
		elapsed := real[span.to] - real[span.from]
		signs |= elapsed
		s.real += elapsed
		square := uint64(elapsed * elapsed)
		s.squares += square
		cpu := virtual[span.to] - virtual[span.from]
		s.virtual += cpu - elapsed
		s.virtualSquares += uint64(cpu*cpu) - square
	}
	return signs
}

func (r *repeat) addEven(real []int64) (signs int64) {
	sums := r.sums[:len(r.spans)]
	for i, span := range r.spans {
		elapsed := real[span.to] - real[span.from]
		signs |= elapsed
		sums[i].real += elapsed
		sums[i].squares += uint64(elapsed * elapsed)
	}
	return signs
}

// learn makes a repeat of a packet that has been analysed one entry after
// the other, if it is not the first with its chain. Its stack is that from
// before it.
func (a *analysis) learn() {
	symbols := a.fields.Symbols
	n := len(symbols) / 4
	if a.at < 0 || n > maxRepeatEntries || a.packet.outside {
		return
	}
	chain := a.packets.end()
	a.packet.chain = chain
	if chain < 0 || a.packets.chains[chain].count < 2 {
		return
	}
	a.addRepeat(repeat{context: a.at, chain: chain, entries: a.packet.entries, calls: a.packet.calls, shape: a.packet.shape}, symbols)
}

// addRepeat adds a repeat that has these symbols, unless it is known, and returns
// its number; -1 if there is no room or it is never recognised.
func (a *analysis) addRepeat(next repeat, symbols []byte) int32 {
	r := a.repeats
	size := repeatSize + repeatEntrySize*len(symbols)/4
	if size > r.room || !next.endings(a, symbols) {
		return -1
	}
	number, added := r.patterns.Add(next.context, symbols, a.table.List)
	if added {
		next.number = int32(number)
		next.place(r.patterns.Places(number))
		next.symbols = bytes.Clone(symbols)
		r.room -= size
		r.list = append(r.list, next)
	}
	return int32(number)
}

// endings finds the calls of a packet in the order in which they end. They
// must all have clocks, and end in the packet with returns of their own.
func (r *repeat) endings(a *analysis, symbols []byte) bool {
	type open struct {
		at                     uint16
		identifier, node, part int32
	}
	var stack [maxRepeatDepth]open
	depth, node, most := 0, r.context, len(symbols)/8
	r.spans, r.of = make([]repeatSpan, 0, most), make([]repeatCall, 0, most)
	for i := 0; 4*i < len(symbols); i++ {
		act := &a.actions[binary.LittleEndian.Uint32(symbols[4*i:])]
		if act.clocks&trace.Usage != 0 {
			return false
		}
		switch act.kind {
		case call, enter:
			if depth == maxRepeatDepth-1 || act.clocks != trace.Clocks {
				return false
			}
			if node = a.tree.child(node, act.identifier); node < 0 {
				return false
			}
			stack[depth] = open{uint16(i), act.identifier, node, a.costs.parts.partOf(a.identifiers, act.identifier)}
			depth++
		case leave, exit:
			if depth == 0 || act.clocks != trace.Clocks || stack[depth-1].identifier != act.identifier {
				return false
			}
			depth--
			span := repeatSpan{stack[depth].at, uint16(i)}
			border := repeatBorder{call: int32(len(r.spans)), part: stack[depth].part, around: -1}
			r.spans = append(r.spans, span)
			r.of = append(r.of, repeatCall{act.identifier, node, int32(depth)})
			if node = r.context; depth > 0 {
				node, border.around = stack[depth-1].node, stack[depth-1].part
			} else {
				r.outer = append(r.outer, span)
			}
			if border.part != border.around {
				r.borders = append(r.borders, border)
			}
		}
	}
	n := len(r.spans)
	r.sums = make([]repeatSum, n)
	if a.part != nil {
		r.before = make([]repeatSum, n)
	}
	r.all.to = uint16(len(symbols)/4 - 1)
	return depth == 0
}

// place has spans say where clocks are, in place of the numbers of entries.
func (r *repeat) place(places []int) {
	to := func(s *repeatSpan) { *s = repeatSpan{uint16(places[s.from]), uint16(places[s.to])} }
	for i := range r.spans {
		to(&r.spans[i])
	}
	for i := range r.outer {
		to(&r.outer[i])
	}
	to(&r.all)
}

// share brings the shares up to date.
func (r *repeats) share(parts int) {
	r.shares = grown(r.shares, parts)
	for _, i := range r.fresh {
		r.list[i].share(r.shares)
		r.list[i].fresh = false
	}
	r.fresh = r.fresh[:0]
}

func (r *repeat) share(shares []int64) {
	for i := range r.borders {
		b := &r.borders[i]
		time := r.sums[b.call].real - b.shared
		b.give(shares, time)
	}
}

// give gives the part of a call so much of the time of the part around it.
func (b *repeatBorder) give(shares []int64, time int64) {
	b.shared += time
	if b.part >= 0 {
		shares[b.part] += time
	}
	if b.around >= 0 {
		shares[b.around] -= time
	}
}

// drainTimes adds the times of a repeat to those of functions and call stacks.
func (r *repeat) drainTimes(a *analysis) {
	a.costs.parts.stale = true
	a.repeats.shares = grown(a.repeats.shares, len(a.costs.parts.list))
	for i := range r.borders {
		r.borders[i].give(a.repeats.shares, -r.borders[i].shared)
	}
	var inner [maxRepeatDepth + 1]clocked
	for i := range r.of {
		e, of := &r.sums[i], &r.of[i]
		depth := of.depth & (maxRepeatDepth - 1)
		time := clocked{e.real, e.real + e.virtual}
		own := time.real - inner[depth+1].real
		t := &a.identifiers.list[of.identifier].timing
		t.finished += r.timed
		t.real.addSums(r.timed, e.real, e.squares)
		t.virtual.addSums(r.timed, time.virtual, e.squares+e.virtualSquares)
		t.exclusive.addSum(r.timed, own)
		t.exclusiveCPU.addSum(r.timed, time.virtual-inner[depth+1].virtual)
		inner[depth+1] = clocked{}
		inner[depth].add(time)
		a.tree.nodes[of.node].exclusive += own
		*e = repeatSum{}
	}
	r.timed, r.squares = 0, 0
}

// addAlone takes the times of the packet that was read last from the sums, which
// have no room for them, and adds them to those of functions and call stacks.
func (r *repeat) addAlone(a *analysis) {
	a.costs.parts.stale = true
	var inner [maxRepeatDepth + 1]clocked
	for i, span := range r.spans {
		s, of := &r.sums[i], &r.of[i]
		time := a.repeats.time(span)
		square := uint64(time.real * time.real)
		s.real -= time.real
		s.squares -= square
		s.virtual -= time.virtual - time.real
		s.virtualSquares -= uint64(time.virtual*time.virtual) - square
		depth := of.depth & (maxRepeatDepth - 1)
		own := time.real - inner[depth+1].real
		t := &a.identifiers.list[of.identifier].timing
		t.finished++
		t.clocks(time.real, time.virtual, own, time.virtual-inner[depth+1].virtual)
		inner[depth+1] = clocked{}
		inner[depth].add(time)
		a.tree.nodes[of.node].exclusive += own
	}
}

// drain adds all that repeats have counted to where the analysis counts
// entries one by one.
func (r *repeats) drain(a *analysis) {
	for i := range r.list {
		if r.list[i].count > 0 {
			r.list[i].drain(a)
		}
	}
}

func (r *repeat) drain(a *analysis) {
	r.drainTimes(a)
	for symbols := r.symbols; len(symbols) > 0; symbols = symbols[4:] {
		act := &a.actions[binary.LittleEndian.Uint32(symbols)]
		id := &a.identifiers.list[act.identifier]
		if act.kind != exit {
			id.entries += r.count
		}
		if act.kind == call {
			id.calls += r.count
		}
	}
	for _, of := range r.of {
		n := &a.tree.nodes[of.node]
		n.calls += r.count
		n.returns += r.count
	}
	a.packets.chains[r.chain].count += r.count
	r.count = 0
}
