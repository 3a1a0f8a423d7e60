package trace

import (
	"errors"
	"io"
	"math"
)

// A Part is a run of packets of a trace, each with what it set off. It begins
// with the first packet that First and From allow and ends before the first
// one after it that Last or To do not.
type Part struct {
	First, Last int64 // numbers of packets, from 1; 0 is what ran before the first packet
	From, To    int64 // network time, in nanoseconds since 1970
	// SinceFirst says that From and To are since the first packet.
	SinceFirst bool
}

// WholeTrace returns the part that is all of a trace.
func WholeTrace() Part { return Part{0, math.MaxInt64, math.MinInt64, math.MaxInt64, false} }

// fromStart reports whether the part has what ran before the first packet.
func (p *Part) fromStart() bool { return p.First <= 0 && p.From == math.MinInt64 }

// toEnd reports whether the part has what ran after the last packet.
func (p *Part) toEnd() bool { return p.Last == math.MaxInt64 && p.To == math.MaxInt64 }

// Cut writes a part of a trace as a trace of the same version, whose blocks
// are not packed in version 1. The order is that of a trace of version 1.
//
// A trace of version 2 that is in a file is read from the block on that its
// index names; else r is read from its beginning to the end of the part. Calls
// that began before the part have their returns only. A part without packets
// is an error. Errors of the trace's content are [*Error] values.
func Cut(w io.Writer, r io.Reader, order Order, part Part) error {
	c := cutter{in: NewReader(r, order), part: part}
	if _, err := c.in.Map(); err != nil {
		return err
	}
	if err := c.seek(r); err != nil {
		return err
	}
	if c.in.version == Version2 {
		out, err := NewWriter2(w, c.in.m)
		if err != nil {
			return err
		}
		if err := c.copy(out); err != nil {
			return err
		}
		return out.Close()
	}
	out := NewWriter(w)
	out.Order = order
	if err := c.copy(out); err != nil {
		return err
	}
	return out.Close()
}

// A cutter copies a part of a trace.
type cutter struct {
	in      *Reader
	part    Part
	packets int64 // that have begun
	stamped bool  // a packet has begun
	inside  bool  // of the part
	chosen  bool  // a packet is in the part
	// expected is what the index says of the first block, if blocks were
	// skipped.
	expected *BlockInfo
}

// seek skips blocks before the part, if there is an index that can be read.
func (c *cutter) seek(r io.Reader) error {
	f, size := sized(r)
	if f == nil || c.in.version != Version2 {
		return nil
	}
	list, err := ReadIndex(f, size)
	if err != nil {
		return nil // reading through comes to what is wrong
	}
	number := c.firstBlock(list)
	switch {
	case number == 0:
		return nil
	case number == len(list):
		return errNoPackets
	}
	c.expected = &list[number]
	c.packets = c.expected.FirstPacket
	c.in.number, c.in.offset = number, c.expected.Offset
	c.in.r = io.NewSectionReader(f, c.in.offset, size-c.in.offset)
	return nil
}

// firstBlock returns the number, from 0, of the first block that may have the
// beginning of the part, or how many there are if none has.
func (c *cutter) firstBlock(list []BlockInfo) int {
	for i := range list {
		if b := &list[i]; b.Packets > 0 {
			c.begin(b.FirstTime)
			break
		}
	}
	p := &c.part
	if p.fromStart() {
		return 0
	}
	for i := range list {
		if b := &list[i]; b.Packets > 0 && b.FirstPacket+b.Packets >= p.First && b.LastTime >= p.From {
			return i
		}
	}
	return len(list)
}

// begin is told the time of the trace's first packet.
func (c *cutter) begin(first int64) {
	if c.stamped {
		return
	}
	c.stamped = true
	if p := &c.part; p.SinceFirst {
		p.From, p.To = later(p.From, first), later(p.To, first)
	}
}

// later adds two times; the ends of time stay what they are.
func later(t, by int64) int64 {
	sum := t + by
	if t == math.MinInt64 || t == math.MaxInt64 || (sum > t) != (by > 0) {
		return t
	}
	return sum
}

// copy copies the entries of the part.
func (c *cutter) copy(w interface {
	Append(*Entry)
	Err() error
}) error {
	p := &c.part
	c.inside = p.fromStart()
	var b Block
	var e Entry
	for {
		if err := c.in.Next(&b); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		if err := b.Expand(); err != nil {
			return err
		}
		if c.expected != nil && *c.expected != b.head.Info {
			return &Error{b.Number, b.Offset, errIndex}
		}
		c.expected = nil
		cursor := b.Cursor()
		for cursor.Next(&e) {
			if e.Options&Timestamp != 0 && c.packet(e.Time) {
				return errors.Join(c.end(), w.Err())
			}
			if e.Options&Outside != 0 && c.in.version == Version2 && !p.toEnd() {
				c.inside = false // until a packet begins
			}
			if c.inside {
				w.Append(&e)
			}
		}
		if err := cursor.Err(); err != nil {
			return err
		}
		if err := w.Err(); err != nil {
			return err
		}
	}
	return c.end()
}

// end tells whether there was anything in the part.
func (c *cutter) end() error {
	if c.chosen || c.part.fromStart() {
		return nil
	}
	return errNoPackets
}

// packet is told that a packet begins, and reports whether the part ends
// before it.
func (c *cutter) packet(time int64) (end bool) {
	unit := c.in.Unit()
	time = max(math.MinInt64/unit, min(time, math.MaxInt64/unit)) * unit
	c.begin(time)
	c.packets++
	p := &c.part
	if c.packets > p.Last || time > p.To {
		return true
	}
	c.inside = c.inside || c.packets >= p.First && time >= p.From
	c.chosen = c.chosen || c.inside
	return false
}

var errNoPackets = errors.New("no packet of the trace is in the part that was asked for")
