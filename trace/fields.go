package trace

import (
	"encoding/binary"
	"slices"
)

// Fields are entries field by field, for those who read many: what an entry
// is and whose is a number of a [Symbols], four bytes little endian in
// Symbols, so that runs of entries can be compared and hashed as bytes. The
// rarer fields are lists of their own.
type Fields struct {
	Symbols       []byte
	Real, Virtual []int64 // 0 where the symbol has no clocks
	Start         *Start  // if the first entry begins a packet
	Usages        []Used  // entries with usage

	start Start
}

// A Start is where a packet begins: an entry with a timestamp, or one with
// [Outside] alone. One that leaves a component is none.
type Start struct {
	Time    int64
	Outside bool // what begins is no packet
}

// A Used is an entry with usage.
type Used struct {
	At                   int // number of the entry
	User, System, MaxRSS int64
}

// Len returns the number of entries.
func (f *Fields) Len() int { return len(f.Real) }

// Symbol returns the number of the symbol of an entry.
func (f *Fields) Symbol(i int) uint32 { return binary.LittleEndian.Uint32(f.Symbols[4*i:]) }

// Reset removes all entries.
func (f *Fields) Reset() {
	f.cut(0)
	f.Start, f.Usages = nil, f.Usages[:0]
}

// grow makes room for n more entries and returns the number of the first.
func (f *Fields) grow(n int) int {
	from := f.Len()
	f.Symbols = slices.Grow(f.Symbols, 4*n)[:4*(from+n)]
	f.Real = slices.Grow(f.Real, n)[:from+n]
	f.Virtual = slices.Grow(f.Virtual, n)[:from+n]
	return from
}

// cut leaves the first n entries, of which no others have been listed.
func (f *Fields) cut(n int) {
	f.Symbols, f.Real, f.Virtual = f.Symbols[:4*n], f.Real[:n], f.Virtual[:n]
}

func (f *Fields) begin(s Start) {
	f.start = s
	f.Start = &f.start
}

// entry sets entry i and lists what is rare about it.
func (f *Fields) entry(i int, symbol uint32, e *Entry) {
	binary.LittleEndian.PutUint32(f.Symbols[4*i:], symbol)
	f.Real[i], f.Virtual[i] = e.Real, e.Virtual
	if e.Options&Usage != 0 {
		f.Usages = append(f.Usages, Used{i, e.User, e.System, e.MaxRSS})
	}
}

// A Symbol is what entries are that differ in fields only: options without
// [Timestamp], [Outside] and those without a meaning, and an identifier.
type Symbol struct {
	Options Options
	ID      ID
}

// Symbols numbers symbols in the order in which they appear.
type Symbols struct {
	List []Symbol
	// Open hashing with linear probing. A slot is free when its number is 0;
	// else that is one more than the symbol's.
	slots []symbolSlot
	shift uint
}

type symbolSlot struct {
	word   uint64 // as in an entry of version 1
	number uint32
}

const firstSymbolBits = 12

// symbolHash is 2^64 over the golden ratio.
const symbolHash = 0x9e3779b97f4a7c15

// NewSymbols returns symbols without any.
func NewSymbols() *Symbols {
	return &Symbols{slots: make([]symbolSlot, 1<<firstSymbolBits), shift: 64 - firstSymbolBits}
}

// Options that make a difference to what an entry is.
const (
	symbolOptions1 = Usage | Call | Return | Clocks | ComponentEvent
	symbolOptions2 = symbolOptions1 | ComponentLeft
)

// Number returns the number of a symbol that a [Symbols] has in its list.
func (s *Symbols) Number(of Symbol) uint32 {
	return s.number(uint64(of.Options) | uint64(of.ID)<<32)
}

// number returns the number of the symbol with a word.
func (s *Symbols) number(word uint64) uint32 {
	i := word * symbolHash >> s.shift
	if slot := &s.slots[i&uint64(len(s.slots)-1)]; slot.word == word && slot.number != 0 {
		return slot.number - 1
	}
	return s.find(word, i)
}

func (s *Symbols) find(word, i uint64) uint32 {
	mask := uint64(len(s.slots) - 1)
	for ; ; i++ {
		slot := &s.slots[i&mask]
		switch {
		case slot.number == 0:
			n := uint32(len(s.List))
			s.List = append(s.List, Symbol{Options(word), ID(word >> 32)})
			*slot = symbolSlot{word, n + 1}
			if 4*len(s.List) > len(s.slots) {
				s.rehash()
			}
			return n
		case slot.word == word:
			return slot.number - 1
		}
	}
}

func (s *Symbols) rehash() {
	old := s.slots
	s.slots = make([]symbolSlot, 2*len(old))
	s.shift--
	mask := uint64(len(s.slots) - 1)
	for _, slot := range old {
		if slot.number == 0 {
			continue
		}
		i := slot.word * symbolHash >> s.shift
		for s.slots[i].number != 0 {
			i = (i + 1) & mask
		}
		s.slots[i] = slot
	}
}

// An End says what ended the reading of entries.
type End uint8

const (
	Full       End = iota // there were as many as asked for
	NextPacket            // what follows begins a packet
	BlockEnd              // the block has no more, or an error: see [Cursor.Err]
)

// Fields appends up to most entries to f, none of which but the first of all
// begins a packet, and numbers their symbols in s. What came before an error
// has been appended.
func (c *Cursor) Fields(f *Fields, s *Symbols, most int) End {
	if c.columns {
		return c.fields2(f, s, most)
	}
	from := f.grow(most)
	n := 0
	symbols := f.Symbols[4*from:][:4*most]
	real := f.Real[from:][:most]
	virtual := f.Virtual[from:][:most]
	end := Full
	const clocked = 24 // size of an entry with clocks only, as nearly all are
	for n < most {
		data := c.data
		slots, shift := s.slots, s.shift
		for n < most && len(data) >= clocked {
			d := data[:clocked]
			word := binary.LittleEndian.Uint64(d)
			if Options(word)&(Clocks|Timestamp|Usage) != Clocks {
				break
			}
			word &^= uint64(^uint32(symbolOptions1))
			// Symbols.number by hand: the compiler does not inline it.
			i := word * symbolHash >> shift
			number := uint32(0)
			if slot := &slots[i&uint64(len(slots)-1)]; slot.word == word {
				number = slot.number
			}
			if number == 0 {
				number = s.find(word, i) + 1
				slots, shift = s.slots, s.shift
			}
			binary.LittleEndian.PutUint32(symbols[4*n:], number-1)
			real[n] = int64(binary.LittleEndian.Uint64(d[8:]))
			virtual[n] = int64(binary.LittleEndian.Uint64(d[16:]))
			n++
			data = data[clocked:]
		}
		c.count += (len(c.data) - len(data)) / clocked
		c.data = data
		if n == most {
			break
		}
		start := len(c.data) >= 8 && Options(binary.LittleEndian.Uint64(c.data))&Timestamp != 0
		if start && from+n > 0 {
			end = NextPacket
			break
		}
		var e Entry
		if !c.Next(&e) {
			end = BlockEnd
			break
		}
		f.entry(from+n, s.number(key(e.Options&symbolOptions1, e.ID)), &e)
		if n++; start {
			f.begin(Start{e.Time, false})
		}
	}
	f.cut(from + n)
	return end
}

// begins2 reports whether the next entry begins a packet, or what is none.
func (c *Cursor) begins2() bool {
	op, n := binary.Uvarint(c.data)
	for at := n; n > 0 && op == opClocks; at += n { // which are no entries
		op, n = binary.Uvarint(c.data[at:])
	}
	if n <= 0 || op < firstSymbol || op-firstSymbol >= uint64(len(c.block.symbols)) {
		return false
	}
	s := c.block.symbols[op-firstSymbol]
	return s.options&(Timestamp|Outside) != 0 && !s.leaves()
}

// A symbol2 is a symbol of a block of version 2 as Fields needs it.
type symbol2 struct {
	number uint32
	open   openCall // if it is a call
	plain  bool     // clocks and nothing else
	call   bool
}

// symbols2 numbers the symbols of the block.
func (b *Block) symbols2(s *Symbols) {
	b.numbered = slices.Grow(b.numbered[:0], len(b.symbols))
	for _, sym := range b.symbols {
		to := symbol2{
			number: s.number(uint64(sym.options&symbolOptions2) | uint64(sym.id)<<32),
			plain:  sym.options&(Clocks|Timestamp|Usage|Outside) == Clocks,
			call:   sym.options&Call != 0,
		}
		if to.call {
			to.open = openCall{symbol: symbol{sym.options&Clocks | Return, sym.id}}
			to.open.number = s.number(uint64(to.open.symbol.options) | uint64(sym.id)<<32)
		}
		b.numbered = append(b.numbered, to)
	}
}

// fields2 is Fields of a block of version 2. What nearly all entries look
// like is read here; anything else, and whatever is wrong, by next2.
func (c *Cursor) fields2(f *Fields, s *Symbols, most int) End {
	if !c.numbered {
		c.block.symbols2(s)
		c.numbered = true
	}
	from := f.grow(most)
	n := 0
	symbols := f.Symbols[4*from:][:4*most]
	real := f.Real[from:][:most]
	virtual := f.Virtual[from:][:most]
	numbered := c.block.numbered
	end := Full
	for n < most {
		// Loop variables live in registers; c has them again when next2 reads.
		ops, fields, open := c.data, c.fields, c.open[:maxOpenCalls]
		depth := len(c.open)
		now, lag := c.now.Real, c.now.Lag
		before := n
		for n < most && len(ops) >= 2 && len(fields) >= 2 {
			op, wide := uint(ops[0]), 1
			if op >= 0x80 {
				op, wide = op&0x7f|uint(ops[1])<<7, 2
				if op >= 0x80<<7 {
					break
				}
			}
			var number uint32
			if op >= firstSymbol {
				if op-firstSymbol >= uint(len(numbered)) {
					break
				}
				symbol := &numbered[op-firstSymbol]
				if !symbol.plain {
					break
				}
				number = symbol.number
				if symbol.call {
					if depth == len(open) {
						break
					}
					open[depth] = symbol.open
					depth++
				}
			} else {
				if op != opReturn || depth == 0 {
					break
				}
				call := &open[depth-1]
				if call.symbol.options&Clocks == 0 {
					break
				}
				number = call.number
				depth--
			}
			delta, long := int64(fields[0]), 1
			if delta >= 0x80 {
				delta, long = delta&0x7f|int64(fields[1])<<7, 2
				if delta >= 0x80<<7 {
					// A longer one: take the operation back.
					v, size := binary.Uvarint(fields)
					if size <= 0 {
						if op == opReturn {
							depth++
						} else if numbered[op-firstSymbol].call {
							depth--
						}
						break
					}
					delta, long = int64(v), size
				}
			}
			now += delta
			binary.LittleEndian.PutUint32(symbols[4*n:], number)
			real[n], virtual[n] = now, now-lag
			n++
			ops, fields = ops[wide:], fields[long:]
		}
		c.data, c.fields, c.open = ops, fields, open[:depth]
		c.now.Real = now
		c.count += n - before
		if n == most {
			break
		}
		start := c.begins2()
		if start && from+n > 0 {
			end = NextPacket
			break
		}
		var e Entry
		if !c.next2(&e) {
			end = BlockEnd
			break
		}
		f.entry(from+n, c.number, &e)
		if n++; start {
			f.begin(Start{e.Time, e.Options&Timestamp == 0})
		}
	}
	f.cut(from + n)
	return end
}
