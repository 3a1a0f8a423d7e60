package trace

import "encoding/binary"

// A columns is a block of version 2 in the making. Its memory is fixed and
// written by index: what an entry costs is a few stores, without allocation
// and without barriers for the garbage collector.
type columns struct {
	info  BlockInfo
	first running // what the block's first fields are differences to
	now   running

	symbols symbolTable
	ops     [columnSize]byte
	fields  [2 * columnSize]byte
	open    [maxOpenCalls]uint64 // keys of calls that have not returned, without trace.Call

	entries, opsUsed, fieldsUsed, openUsed int
}

// A block is written when a column has less room than an entry could need, or
// when a packet begins and there is not much room left: parts of a trace are
// then whole packets most of the time.
const (
	columnSize    = 128 << 10
	maxOpsEntry   = 1 + 3
	maxFieldEntry = 2*binary.MaxVarintLen64 + 5*binary.MaxVarintLen64
)

// full reports whether the block has no room for any entry.
func (c *columns) full() bool {
	return c.opsUsed > len(c.ops)-maxOpsEntry || c.fieldsUsed > len(c.fields)-maxFieldEntry || c.symbols.full()
}

// ripe reports whether the block had better end before the next packet.
func (c *columns) ripe() bool {
	return c.opsUsed > len(c.ops)/8*7 || c.fieldsUsed > len(c.fields)/8*7
}

// follow empties the block, which comes after the other, perhaps itself.
func (c *columns) follow(last *columns) {
	c.info = BlockInfo{FirstPacket: last.info.FirstPacket + last.info.Packets}
	c.first, c.now = last.now, last.now
	c.entries, c.opsUsed, c.fieldsUsed, c.openUsed = 0, 0, 0, 0
	c.symbols.clear()
}

// key is a symbol as a number.
func key(options Options, id ID) uint64 { return uint64(options) | uint64(id)<<32 }

// append adds an entry to a block that is not full.
func (c *columns) append(e *Entry) {
	options := e.Options
	if options&Clocks != 0 {
		delta := uint64(e.Real - c.now.Real)
		if e.Real-e.Virtual != c.now.Lag || int64(delta) < 0 {
			c.shift(e)
			delta = 0
		}
		c.now.Real = e.Real
		c.uvarint(delta)
	}
	if options&(Timestamp|Usage) != 0 {
		c.rest(e)
	}
	if c.entries == 0 {
		c.info.FirstReal = e.Real
	}
	c.entries++
	switch {
	case options&^Clocks == Return:
		if top := c.openUsed - 1; top >= 0 && c.open[top] == key(options&^Return, e.ID) {
			c.openUsed = top
			c.op(opReturn)
			return
		}
	case options&Call != 0 && c.openUsed < maxOpenCalls:
		c.open[c.openUsed] = key(options&Clocks, e.ID)
		c.openUsed++
	}
	c.op(c.symbols.number(key(options, e.ID)) + firstSymbol - 1)
}

// room returns how many entries of a run there surely is room for.
func (c *columns) room() int {
	return min((len(c.ops)-c.opsUsed)/maxOpsEntry, (len(c.fields)-c.fieldsUsed)/binary.MaxVarintLen64, maxSymbols-len(c.symbols.list)/symbolSize)
}

// run adds entries whose clocks are what they have beside their symbols, and go
// on evenly from those before. It is what append does of such, with everything
// at hand that entries change.
func (c *columns) run(symbols []Symbol, real []int64) {
	ops, fields, open := c.ops[c.opsUsed:], c.fields[c.fieldsUsed:], c.open[:]
	o, f, depth, now := 0, 0, c.openUsed, c.now.Real
	real = real[:len(symbols)]
	if c.entries == 0 {
		c.info.FirstReal = real[0]
	}
	for i, s := range symbols {
		delta := uint64(real[i] - now)
		now = real[i]
		switch {
		case delta < 0x80:
			fields[f] = byte(delta)
			f++
		case delta < 0x80<<7:
			fields[f], fields[f+1] = byte(delta)|0x80, byte(delta>>7)
			f += 2
		default:
			f += binary.PutUvarint(fields[f:], delta)
		}
		word := key(s.Options, s.ID)
		switch {
		case s.Options&Return != 0:
			if depth > 0 && open[depth-1] == word&^uint64(Return) {
				depth--
				ops[o] = opReturn
				o++
				continue
			}
		case s.Options&Call != 0 && depth < maxOpenCalls:
			open[depth] = word &^ uint64(Call)
			depth++
		}
		n := c.symbols.likely(word)
		if n == 0 {
			n = c.symbols.number(word)
		}
		if n += firstSymbol - 1; n < 0x80 {
			ops[o] = byte(n)
			o++
		} else {
			o += binary.PutUvarint(ops[o:], uint64(n))
		}
	}
	c.opsUsed, c.fieldsUsed, c.openUsed, c.now.Real = c.opsUsed+o, c.fieldsUsed+f, depth, now
	c.entries += len(symbols)
}

func (c *columns) op(n uint32) {
	if n < 0x80 {
		c.ops[c.opsUsed] = byte(n)
		c.opsUsed++
	} else {
		c.opsUsed += binary.PutUvarint(c.ops[c.opsUsed:], uint64(n))
	}
}

func (c *columns) uvarint(v uint64) {
	switch {
	case v < 0x80:
		c.fields[c.fieldsUsed] = byte(v)
		c.fieldsUsed++
	case v < 0x4000:
		b := c.fields[c.fieldsUsed:]
		b[1] = byte(v >> 7)
		b[0] = byte(v) | 0x80
		c.fieldsUsed += 2
	default:
		c.fieldsUsed += binary.PutUvarint(c.fields[c.fieldsUsed:], v)
	}
}

func (c *columns) varint(v int64) {
	c.uvarint(uint64(v)<<1 ^ uint64(v>>63))
}

// shift makes the clocks those of e where the difference of the real time
// cannot: the lag is another, or time ran backwards.
func (c *columns) shift(e *Entry) {
	lag := e.Real - e.Virtual
	c.op(opClocks)
	c.varint(e.Real - c.now.Real)
	c.varint(lag - c.now.Lag)
	c.now.Lag = lag
}

// rest adds the rarer fields.
func (c *columns) rest(e *Entry) {
	if e.Options&Timestamp != 0 {
		if c.info.Packets == 0 {
			c.info.FirstTime = e.Time
		}
		c.info.Packets++
		c.info.LastTime = e.Time
		c.varint(e.Time - c.now.Time)
		c.now.Time = e.Time
	}
	if e.Options&Usage != 0 {
		c.varint(e.User - c.now.User)
		c.varint(e.System - c.now.System)
		c.varint(e.MaxRSS - c.now.MaxRSS)
		c.now.User, c.now.System, c.now.MaxRSS = e.User, e.System, e.MaxRSS
	}
}

// A symbolTable numbers the symbols of a block. Lookup is open hashing; the
// table is as small as the symbols allow, so that it stays in the processor's
// nearest cache.
type symbolTable struct {
	list  []byte // as the block holds them
	slots []numberedSymbol
	shift uint
}

type numberedSymbol struct {
	key    uint64
	number uint32 // from 1; 0 is free
}

func (t *symbolTable) full() bool { return len(t.list) == maxSymbols*symbolSize }

func (t *symbolTable) clear() {
	t.list = t.list[:0]
	clear(t.slots)
}

// likely returns the number of a symbol if it is where it is looked for first,
// else 0.
func (t *symbolTable) likely(key uint64) uint32 {
	if i := key * symbolHash >> t.shift; i < uint64(len(t.slots)) && t.slots[i].key == key {
		return t.slots[i].number
	}
	return 0
}

// number returns the number of a symbol, the first of which is 1, and adds it if
// it is new.
func (t *symbolTable) number(key uint64) uint32 {
	mask := uint64(len(t.slots) - 1)
	for i := key * symbolHash >> t.shift; len(t.slots) > 0; i++ {
		slot := &t.slots[i&mask]
		switch {
		case slot.number == 0:
			return t.add(key)
		case slot.key == key:
			return slot.number
		}
	}
	return t.add(key)
}

func (t *symbolTable) add(key uint64) uint32 {
	t.list = binary.LittleEndian.AppendUint64(t.list, key)
	n := uint32(len(t.list) / symbolSize)
	if 2*int(n) > len(t.slots) {
		bits := uint(8)
		for 1<<bits < 4*int(n) {
			bits++
		}
		t.slots, t.shift = make([]numberedSymbol, 1<<bits), 64-bits
		for i := range n - 1 {
			t.put(binary.LittleEndian.Uint64(t.list[symbolSize*i:]), i+1)
		}
	}
	t.put(key, n)
	return n
}

func (t *symbolTable) put(key uint64, n uint32) {
	mask := uint64(len(t.slots) - 1)
	i := key * symbolHash >> t.shift
	for t.slots[i&mask].number != 0 {
		i++
	}
	t.slots[i&mask] = numberedSymbol{key, n}
}
