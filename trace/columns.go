package trace

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// A block of version 2 has three columns: the symbols, which are the distinct
// pairs of options and identifier; the operations, which are numbers of
// symbols in the order of the entries; and the fields, which are differences.
// Operations repeat a great deal and are packed with zstd. Fields are mostly
// the low bits of a clock, which no packing makes much smaller.

// Operations below firstSymbol are not numbers of symbols.
const (
	opReturn    = 0 // a return from the innermost open call of the block, with the call's clocks
	opClocks    = 1 // two signed varints in the fields are added to real time and lag; no entry
	firstSymbol = 2
)

// Limits of a block of version 2.
const (
	maxSymbols   = 1 << 14
	maxOpenCalls = 1 << 10 // that opReturn can return from; deeper ones return by a symbol
	// maxColumn bounds the expanded size of a column in bytes.
	maxColumn = 1 << 20
)

// A symbol is what entries share that differ in fields only.
type symbol struct {
	options Options
	id      ID
}

// symbolSize is the size of a symbol in its column.
const symbolSize = 8

// A running is what the fields of a block are differences to. All of it is
// kept modulo 2^64, so that every entry can be written.
type running struct {
	Real, Lag, Time      int64 // lag is real less virtual time
	User, System, MaxRSS int64
}

var errField = errors.New("a field is cut off or too long")

// next reads the next entry of a block of version 2.
func (c *Cursor) next2(e *Entry) bool {
	b := c.block
	for {
		op, ok := c.op()
		if !ok {
			return c.end2()
		}
		var s symbol
		switch {
		case op >= firstSymbol:
			if op-firstSymbol >= uint64(len(b.symbols)) {
				return c.fail(fmt.Errorf("operation %d is none of the block's %d symbols", op, len(b.symbols)))
			}
			s = b.symbols[op-firstSymbol]
			var open openCall
			if c.numbered {
				c.number, open = b.numbered[op-firstSymbol].number, b.numbered[op-firstSymbol].open
			}
			if s.options&Call != 0 && len(c.open) < maxOpenCalls {
				open.symbol = symbol{s.options&Clocks | Return, s.id}
				c.open = append(c.open, open)
			}
		case op == opReturn:
			top := len(c.open) - 1
			if top < 0 {
				return c.fail(errors.New("a return without an open call"))
			}
			s, c.number = c.open[top].symbol, c.open[top].number
			c.open = c.open[:top]
		default:
			real, ok1 := c.varint()
			lag, ok2 := c.varint()
			if !ok1 || !ok2 {
				return c.fail(errField)
			}
			c.now.Real += real
			c.now.Lag += lag
			continue
		}
		e.Options, e.ID = s.options, s.id
		switch s.options & (Clocks | Timestamp | Usage) {
		case Clocks:
			if len(c.fields) > 0 && c.fields[0] < 0x80 {
				c.now.Real += int64(c.fields[0])
				c.fields = c.fields[1:]
			} else if delta, n := binary.Uvarint(c.fields); n > 0 {
				c.now.Real += int64(delta)
				c.fields = c.fields[n:]
			} else {
				return c.fail(errField)
			}
			e.Real, e.Virtual = c.now.Real, c.now.Real-c.now.Lag
			e.Time, e.User, e.System, e.MaxRSS = 0, 0, 0, 0
		case 0:
			*e = Entry{Options: s.options, ID: s.id}
		default:
			if !c.others(e) {
				return c.fail(errField)
			}
		}
		c.count++
		return true
	}
}

// op reads an operation.
func (c *Cursor) op() (op uint64, ok bool) {
	if len(c.data) == 0 {
		return 0, false
	}
	if op := c.data[0]; op < 0x80 {
		c.data = c.data[1:]
		return uint64(op), true
	}
	op, n := binary.Uvarint(c.data)
	if n <= 0 {
		return 0, false
	}
	c.data = c.data[n:]
	return op, true
}

func (c *Cursor) varint() (v int64, ok bool) {
	v, n := binary.Varint(c.fields)
	if n <= 0 {
		return 0, false
	}
	c.fields = c.fields[n:]
	return v, true
}

// others reads the optional fields of e, of which not all or not only the
// clocks are there.
func (c *Cursor) others(e *Entry) bool {
	*e = Entry{Options: e.Options, ID: e.ID}
	ok := true
	add := func(to *int64) int64 {
		v, good := c.varint()
		ok = ok && good
		*to += v
		return *to
	}
	if e.Options&Clocks != 0 {
		delta, n := binary.Uvarint(c.fields)
		if n <= 0 {
			return false
		}
		c.fields = c.fields[n:]
		c.now.Real += int64(delta)
		e.Real, e.Virtual = c.now.Real, c.now.Real-c.now.Lag
	}
	if e.Options&Timestamp != 0 {
		e.Time = add(&c.now.Time)
	}
	if e.Options&Usage != 0 {
		e.User, e.System, e.MaxRSS = add(&c.now.User), add(&c.now.System), add(&c.now.MaxRSS)
	}
	return ok
}

func (c *Cursor) end2() bool {
	switch {
	case len(c.data) > 0:
		return c.fail(errors.New("an operation is cut off or too long"))
	case c.count != c.block.Entries:
		return c.fail(fmt.Errorf("the header states %d entries, the block holds %d", c.block.Entries, c.count))
	case len(c.fields) > 0:
		return c.fail(fmt.Errorf("%d bytes are left over after the last field", len(c.fields)))
	}
	return false
}

func (c *Cursor) fail(err error) bool {
	c.err = fmt.Errorf("entry %d: %w", c.count+1, err)
	return false
}
