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
	c.op(c.symbols.number(key(options, e.ID)) + firstSymbol)
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

// number returns the number of a symbol, which it adds if it is new.
func (t *symbolTable) number(key uint64) uint32 {
	mask := uint64(len(t.slots) - 1)
	for i := key * 0x9e3779b97f4a7c15 >> t.shift; len(t.slots) > 0; i++ {
		slot := &t.slots[i&mask]
		switch {
		case slot.number == 0:
			return t.add(key)
		case slot.key == key:
			return slot.number - 1
		}
	}
	return t.add(key)
}

func (t *symbolTable) add(key uint64) uint32 {
	n := uint32(len(t.list) / symbolSize)
	t.list = binary.LittleEndian.AppendUint64(t.list, key)
	if 2*(int(n)+1) > len(t.slots) {
		bits := uint(8)
		for 1<<bits < 4*int(n) {
			bits++
		}
		t.slots, t.shift = make([]numberedSymbol, 1<<bits), 64-bits
		for i := range n {
			t.put(binary.LittleEndian.Uint64(t.list[symbolSize*i:]), i)
		}
	}
	t.put(key, n)
	return n
}

func (t *symbolTable) put(key uint64, n uint32) {
	mask := uint64(len(t.slots) - 1)
	i := key * 0x9e3779b97f4a7c15 >> t.shift
	for t.slots[i&mask].number != 0 {
		i++
	}
	t.slots[i&mask] = numberedSymbol{key, n + 1}
}
