package trace

import (
	"encoding/binary"
	"math"
)

// Patterns are packets by what their entries are, so that others like them
// are recognised while they are read ([Cursor.Repeat]): an entry then costs a
// comparison, and nothing is looked up, copied or hashed.
//
// They form a radix tree. Reading follows one pattern until an entry is
// another; from there it follows that pattern with the same beginning that
// was first to go on in this way.
type Patterns struct {
	version int
	list    [][]uint64 // words of the entries, then endOfPacket
	// Open hashing with linear probing; to is the number of a pattern + 1, and
	// 0 where a slot is free.
	slots []branch
	shift uint
}

// A branch leads from one pattern to another.
type branch struct {
	word uint64 // of the entry that differs
	from int32  // number of the pattern, or the complement of a context
	at   int32  // number of the entry
	to   int32
}

// Words that no entry has. Those of a pattern are these, or what key makes of
// the options of a symbol and its identifier.
const (
	endOfPacket = ^uint64(0) // in place of a word where the next packet begins
	// In version 2 what operations are, where they are no numbers of symbols.
	returnWord = uint64(Type | Return | Clocks)
	clocksWord = uint64(Type)
)

const firstBranchBits = 8

// NewPatterns returns patterns without any, for traces of that version.
func NewPatterns(version int) *Patterns {
	return &Patterns{version: version, slots: make([]branch, 1<<firstBranchBits), shift: 64 - firstBranchBits}
}

// PatternSize is about how many bytes a pattern takes for each entry.
const PatternSize = 8

// Add adds a packet, if it is not known, and returns its number, the first of
// which is 0, and whether it was added. Its entries are symbols as [Fields] has
// them; those beside the first have no other fields than clocks. A pattern is
// known in its context only, any number from 0 on. The number is NoPattern for a
// packet that is never recognised: in version 2 such a one whose calls do not
// return in the order of a stack, with clocks.
func (p *Patterns) Add(context int32, symbols []byte, list []Symbol) (number int, added bool) {
	words := make([]uint64, 0, len(symbols)/4+1)
	for ; len(symbols) > 0; symbols = symbols[4:] {
		s := list[binary.LittleEndian.Uint32(symbols)]
		words = append(words, key(s.Options, s.ID))
	}
	words = append(words, endOfPacket)
	if p.version == Version2 && !stacked(words) {
		return NoPattern, false
	}
	from, at := ^context, int32(0)
	for {
		to := p.find(from, at, words[at])
		if to < 0 {
			break
		}
		for from, at = to, at+1; ; at++ {
			if int(at) == len(words) {
				return int(from), false
			}
			if p.list[from][at] != words[at] {
				break
			}
		}
	}
	p.list = append(p.list, words)
	if 2*len(p.list) > len(p.slots) {
		old := p.slots
		p.slots = make([]branch, 2*len(old))
		p.shift--
		for _, b := range old {
			if b.to != 0 {
				p.put(b)
			}
		}
	}
	p.put(branch{words[at], from, at, int32(len(p.list))})
	return len(p.list) - 1, true
}

// stacked makes words of entries those of a block of version 2, where a return
// does not tell whose it is, and reports whether they can be that.
func stacked(words []uint64) bool {
	var open []uint64 // words of the returns that calls wait for
	for i, word := range words[:len(words)-1] {
		switch {
		case word&uint64(Call) != 0:
			if word&uint64(Clocks) == 0 || len(open) == maxPatternDepth {
				return false
			}
			open = append(open, word&^uint64(^uint32(Clocks))|uint64(Return))
		case word&uint64(Return) != 0:
			top := len(open) - 1
			if top < 0 || open[top] != word {
				return false
			}
			open = open[:top]
			words[i] = returnWord
		}
	}
	return len(open) == 0
}

// maxPatternDepth bounds the calls of a pattern of version 2 that are open.
const maxPatternDepth = 64

func (p *Patterns) hash(from, at int32, word uint64) uint64 {
	h := (word ^ uint64(uint32(from))<<40 ^ uint64(uint32(at))<<16) * symbolHash
	return (h ^ h>>32) * symbolHash >> p.shift
}

// find returns the number of the pattern to follow from entry at on, or -1.
func (p *Patterns) find(from, at int32, word uint64) int32 {
	mask := uint64(len(p.slots) - 1)
	for i := p.hash(from, at, word); ; i++ {
		b := &p.slots[i&mask]
		if b.to == 0 || b.word == word && b.from == from && b.at == at {
			return b.to - 1
		}
	}
}

func (p *Patterns) put(b branch) {
	mask := uint64(len(p.slots) - 1)
	i := p.hash(b.from, b.at, b.word)
	for p.slots[i&mask].to != 0 {
		i++
	}
	p.slots[i&mask] = b
}

// A Repeat is a packet that is as a pattern is.
type Repeat struct {
	Time int64
	// Data begins with its entries in version 1, little endian. [Patterns.Places]
	// tells where in it the clocks are.
	Data *RepeatData
	// Real and Virtual are the clocks of its entries in version 2; 0 where they
	// have none.
	Real, Virtual []int64
	// Span is what two values of one of its clocks differ by at most, in version 2.
	Span int64
	// Even says that both clocks went on alike throughout, as far as is known.
	Even bool

	real, virtual []int64 // memory
}

// RepeatData holds clocks at places of 16 bits, which need no checks.
type RepeatData [8*math.MaxUint16 + 16]byte

// maxSpan bounds the span of a repeat of version 2: two seconds.
const maxSpan = 1 << 31

// An extent is what values lie between.
type extent struct{ low, high int64 }

func (e *extent) add(v int64) { e.low, e.high = min(e.low, v), max(e.high, v) }

// noExtent is that of no values.
func noExtent() extent { return extent{math.MaxInt64, math.MinInt64} }

// room returns memory for the clocks of n entries that begins with what the
// memory before it has.
func (r *Repeat) room(n int) (real, virtual []int64) {
	if len(r.real) < n {
		r.real = append(r.real, make([]int64, 2*n-len(r.real))...)
		r.virtual = append(r.virtual, make([]int64, 2*n-len(r.virtual))...)
	}
	return r.real, r.virtual
}

// Places returns where in a repeat the clocks of a pattern's entries are. In
// version 1 these are the words of eight bytes of Data with the real time,
// which the virtual time follows, or NoClocks; in version 2 the numbers of the
// entries.
func (p *Patterns) Places(number int) []int {
	words := p.list[number]
	words = words[:len(words)-1]
	places := make([]int, len(words))
	at := 0
	for i, word := range words {
		switch {
		case p.version == Version2:
			places[i] = i
			continue
		case word&uint64(Clocks) != 0:
			places[i] = at + 1
			at += 3
		default:
			places[i] = NoClocks
			at++
		}
		if i == 0 {
			at++ // the network time
		}
	}
	return places
}

// NoClocks is where the clocks of an entry are that has none, in version 1.
const NoClocks = 0

// Clocks returns the clocks of the entries of a repeat of a pattern, 0 where
// they have none. They are good until the next packet is read.
func (p *Patterns) Clocks(number int, r *Repeat) (real, virtual []int64) {
	if p.version == Version2 {
		return r.Real, r.Virtual
	}
	places := p.Places(number)
	real, virtual = r.room(len(places))
	for i, at := range places {
		real[i], virtual[i] = 0, 0
		if at != NoClocks {
			real[i] = int64(binary.LittleEndian.Uint64(r.Data[8*at:]))
			virtual[i] = int64(binary.LittleEndian.Uint64(r.Data[8*at+8:]))
		}
	}
	return real[:len(places)], virtual[:len(places)]
}

// What [Cursor.Repeat] returns in place of a pattern.
const (
	NoPattern  = -1
	Unfinished = -2 // the packet may be a repeat, and the block is at its end: see [Cursor.Rest]
)

// Repeat reads the next packet and returns the number of its pattern, if it
// has one in this context, if another packet follows in the block, and if its
// clocks do not differ by more than some seconds in version 2. Else, or where the
// block is nearly at its end, it returns NoPattern or Unfinished and has read
// nothing.
func (c *Cursor) Repeat(p *Patterns, context int32, r *Repeat) int {
	if c.columns {
		return c.repeat2(p, context, r)
	}
	const mask = uint64(^uint32(0))<<32 | uint64(symbolOptions1)
	const clocked = 24 // size of an entry with clocks
	if len(c.data) < clocked+8 || cap(c.data) < len(RepeatData{}) {
		return NoPattern // of a rest, which has one packet only
	}
	data, size := (*RepeatData)(c.data[:len(RepeatData{})]), uint(len(c.data))
	word := binary.LittleEndian.Uint64(data[:])
	if Options(word)&(Timestamp|Usage) != Timestamp {
		return NoPattern
	}
	word &= mask
	number := p.find(^context, 0, word)
	if number < 0 {
		return NoPattern
	}
	pattern := p.list[number]
	at := uint(8)
	if word&uint64(Clocks) != 0 {
		at = clocked
	}
	r.Time = int64(binary.LittleEndian.Uint64(data[at : at+8]))
	at += 8
	n := 1
	for {
		if at+clocked > size || at > uint(len(data))-clocked {
			if at == size && c.count+n == c.block.Entries {
				return Unfinished
			}
			return NoPattern
		}
		word := binary.LittleEndian.Uint64(data[at:at+8]) & (mask | uint64(Timestamp))
		if word != pattern[n] {
			if word&uint64(Timestamp) != 0 {
				word = endOfPacket
			}
			if word != pattern[n] {
				if number = p.find(number, int32(n), word); number < 0 {
					return NoPattern
				}
				pattern = p.list[number]
			}
			if word == endOfPacket {
				break
			}
		}
		n++
		if at += 8; word&uint64(Clocks) != 0 {
			at += clocked - 8
		}
	}
	r.Data = data
	c.data = c.data[at:]
	c.count += n
	return int(number)
}

// repeat2 is Repeat of a block of version 2. The branches that nearly all
// entries take are always the same: which operations and fields have two bytes
// and which entries are returns is not for the processor to guess.
func (c *Cursor) repeat2(p *Patterns, context int32, r *Repeat) int {
	const rare = uint64(Timestamp | Outside)
	if len(c.open)+maxPatternDepth > maxOpenCalls {
		return NoPattern
	}
	ops, fields, words := c.data, c.fields, c.block.words
	clocks := c.now
	reals, lags := noExtent(), extent{clocks.Lag, clocks.Lag}
	number := ^context
	pattern := []uint64{endOfPacket} // matches nothing: the first entry is looked up
	var real, virtual []int64
	r.Even = true
	n := 0
	for {
		if len(ops) < 2 || len(fields) < 2 {
			return NoPattern
		}
		two := uint(ops[0]) >> 7
		op := uint(ops[0])&0x7f | uint(ops[1])<<7&-two
		if op >= uint(len(words)) {
			return NoPattern
		}
		word := words[op]
		if word != pattern[n] {
			if op == opClocks {
				a, b, long := twoVarints(fields)
				if long == 0 {
					return NoPattern
				}
				clocks.Real += a
				clocks.Lag += b
				if n == 0 {
					lags = noExtent()
				} else {
					r.Even = false
				}
				lags.add(clocks.Lag)
				ops, fields = ops[1:], fields[long:]
				continue
			}
			switch {
			case n == 0 && word&(rare|uint64(Usage)) == uint64(Timestamp):
				word &^= rare
			case n == 0 || word&rare != 0 && word&uint64(Call|Return|ComponentLeft) == uint64(ComponentLeft):
				return NoPattern
			case word&rare != 0:
				word = endOfPacket
			}
			if word != pattern[n] {
				if number = p.find(number, int32(n), word); number < 0 {
					return NoPattern
				}
				pattern = p.list[number]
				real, virtual = r.room(len(pattern))
			}
			if word == endOfPacket {
				break
			}
		}
		ops = ops[1+two:]
		real[n], virtual[n] = 0, 0
		if word&uint64(Clocks) != 0 {
			two := uint64(fields[0]) >> 7
			delta, long := uint64(fields[0])&0x7f|uint64(fields[1])<<7&-two, int(1+two)
			if delta >= 0x80<<7 {
				if delta, long = binary.Uvarint(fields); long <= 0 {
					return NoPattern
				}
			}
			fields = fields[long:]
			clocks.Real += int64(delta)
			reals.add(clocks.Real)
			real[n], virtual[n] = clocks.Real, clocks.Real-clocks.Lag
		}
		if n == 0 {
			delta, long := binary.Varint(fields)
			if long <= 0 {
				return NoPattern
			}
			fields = fields[long:]
			clocks.Time += delta
			r.Time = clocks.Time
		}
		n++
	}
	span, lag := uint64(reals.high-reals.low), uint64(lags.high-lags.low)
	if max(span, lag, span+lag) >= maxSpan {
		return NoPattern
	}
	r.Real, r.Virtual, r.Span = r.real[:n], r.virtual[:n], int64(span+lag)
	c.data, c.fields, c.now = ops, fields, clocks
	c.count += n
	return int(number)
}

// twoVarints reads two signed varints and returns their size, 0 if they are
// not whole.
func twoVarints(b []byte) (x, y int64, size int) {
	x, one := binary.Varint(b)
	if one <= 0 {
		return 0, 0, 0
	}
	y, two := binary.Varint(b[one:])
	if two <= 0 {
		return 0, 0, 0
	}
	return x, y, one + two
}

// leaves reports whether entries of the symbol leave a component.
func (s symbol) leaves() bool { return s.options&(Call|Return|ComponentLeft) == ComponentLeft }
