package tracer

import (
	"fmt"
	"io"
	"os"

	"brig/trace"
)

// What the engine traces it keeps as words, which another goroutine makes
// entries of, a batch at a time. A word is an entry,
//
//	bits 0 to 31   the function and its body, or the component
//	bits 32 to 34  what happened: callWord and so on
//	bits 36 to 63  ticks of the clock since the entry before
//
// or a note: noteWord, in its low bits which one, and as many words as it has
// values. A batch is small enough to stay in the processor's second cache.
type batch struct {
	words [batchSize]uint64
	used  int
}

const (
	batchSize = 1 << 13
	// fullBatch leaves room for the longest note and an entry.
	fullBatch = batchSize - 8
	// batches are one that fills, one that is being encoded, and one between.
	batches = 3
)

const (
	callWord = iota << 32
	returnWord
	componentWord
	leftWord
	noteWord

	kindMask  = 7
	kindShift = 32
	tickShift = 36
	maxTicks  = 1<<(64-tickShift) - 1
)

// Notes.
const (
	packetNote  = iota // a packet begins; its network time in nanoseconds
	outsideNote        // what follows belongs to no packet
	plainNote          // what follows does not begin a packet after all
	clocksNote         // entries from now on have clocks if the value is not 0
	packedNote         // blocks of version 1 are packed if the value is not 0
	readingNote        // a reading, of 5 words
)

// note adds a note to the batch that fills.
func (t *Tracer) note(kind uint64, values ...uint64) {
	if t.batch == nil {
		return
	}
	b := t.batch
	b.words[b.used] = noteWord | kind
	copy(b.words[b.used+1:], values)
	if b.used += 1 + len(values); b.used >= fullBatch {
		t.next()
	}
}

// next hands over the batch and goes on with an empty one.
func (t *Tracer) next() {
	if t.encoder == nil {
		t.begin()
	}
	t.encoder.full <- t.batch
	t.batch = <-t.encoder.empty
	t.batch.used = 0
	t.clock.gap = 0 // it is time to look
}

// An encoder writes batches to the trace. It has a goroutine of its own, and
// err is the first error once that has closed done.
type encoder struct {
	full, empty chan *batch
	done        chan struct{}
	err         error

	first  *trace.Writer  // of a trace of version 1
	second *trace.Writer2 // of one of version 2

	entry   trace.Entry   // the last; its Time is that of the packet
	clocks  trace.Options // trace.Clocks or 0
	pending trace.Options // trace.Timestamp or Outside until an entry has carried it
	packets bool          // they are told apart

	reading
	now      int64 // ticks of the entry before
	furthest int64 // virtual time given out
	even     stretch
}

func newEncoder() *encoder {
	c := &encoder{full: make(chan *batch, batches), empty: make(chan *batch, batches), done: make(chan struct{})}
	for range batches - 1 {
		c.empty <- new(batch)
	}
	return c
}

// run writes a trace to the file and closes it. The functions and components
// are for the map of version 2.
func (c *encoder) run(file *os.File, old bool, names names, calibration *trace.Calibration) {
	defer close(c.done)
	if old {
		c.first = trace.NewWriter(file)
	} else {
		c.err = c.begin(file, names, calibration)
	}
	for b := range c.full {
		if c.err == nil {
			c.encode(b.words[:b.used])
		}
		c.empty <- b
	}
	if err := c.end(); err != nil && c.err == nil {
		c.err = err
	}
	if err := file.Close(); err != nil && c.err == nil {
		c.err = fmt.Errorf("closing trace: %w", err)
	}
}

// begin begins a trace of version 2.
func (c *encoder) begin(file io.Writer, names names, calibration *trace.Calibration) error {
	m, err := names.traceMap()
	if err == nil {
		m.Calibration = calibration
		c.second, err = trace.NewWriter2(file, m)
	}
	if err != nil {
		return fmt.Errorf("writing trace: %w", err)
	}
	return nil
}

// end writes what is left.
//
// The last entry of a trace of version 1 gets the time of the last packet once
// more when it is a return: the decoder of 2013 counts a packet's chain only
// when another timestamp follows.
func (c *encoder) end() error {
	switch {
	case c.first != nil:
		if c.packets {
			c.first.StampLast(c.entry.Time / 1000)
		}
		return c.first.Close()
	case c.second != nil:
		return c.second.Close()
	}
	return nil
}

// optionsOf are the options of words.
var optionsOf = [kindMask + 1]trace.Options{trace.Call, trace.Return, trace.ComponentEvent, trace.ComponentLeft}

func (c *encoder) encode(words []uint64) {
	for len(words) > 0 {
		if words[0]>>kindShift&kindMask == noteWord>>kindShift {
			words = words[1+c.note(words):]
			continue
		}
		if c.second != nil && c.clocks != 0 && c.pending == 0 {
			if n := c.stretch(words); n > 0 {
				words = words[n:]
				continue
			}
		}
		c.one(words[0])
		words = words[1:]
	}
}

// one writes the entry of a word.
func (c *encoder) one(word uint64) {
	e := &c.entry
	e.Options, e.ID = optionsOf[word>>kindShift&kindMask]|c.clocks|c.pending, trace.ID(word)
	if c.clocks != 0 {
		c.now += int64(word >> tickShift)
		e.Real = c.at(c.now)
		c.furthest = max(c.furthest, e.Real-c.lag)
		e.Virtual = c.furthest
	}
	switch {
	case c.second != nil:
		c.second.Append(e)
	case e.Options&trace.ComponentLeft != 0: // which version 1 cannot tell
		return
	default:
		old := *e
		old.Real, old.Virtual, old.Time = e.Real/1000, e.Virtual/1000, e.Time/1000
		c.first.Append(&old)
	}
	c.pending = 0
}

// A stretch is entries with nothing but clocks, up to a note, whose virtual time goes
// on as the real time does.
type stretch struct {
	symbols [256]trace.Symbol
	real    [256]int64
}

// stretch writes as many entries of the words as are a stretch, and returns how many.
func (c *encoder) stretch(words []uint64) int {
	now, n := c.now, 0
	r := &c.even
	for n < len(words) && n < len(r.real) {
		word := words[n]
		kind := word >> kindShift & kindMask
		if kind == noteWord>>kindShift {
			break
		}
		now += int64(word >> tickShift)
		r.real[n] = c.at(now)
		r.symbols[n] = trace.Symbol{Options: optionsOf[kind] | trace.Clocks, ID: trace.ID(word)}
		n++
	}
	if c.furthest > r.real[0]-c.lag {
		return 0 // the virtual time waits
	}
	c.now, c.furthest = now, r.real[n-1]-c.lag
	c.second.AppendRun(r.symbols[:n], r.real[:n], c.lag)
	return n
}

// note takes the note that words begin with and returns how many values it has.
func (c *encoder) note(words []uint64) int {
	switch value := words[1:]; uint32(words[0]) {
	case packetNote:
		c.pending, c.packets, c.entry.Time = trace.Timestamp, true, int64(value[0])
	case outsideNote:
		if c.second != nil { // version 1 cannot tell
			c.pending = trace.Outside
		}
		return 0
	case plainNote:
		c.pending, c.packets = 0, false
		return 0
	case clocksNote:
		c.clocks = 0
		if value[0] != 0 {
			c.clocks = trace.Clocks
		}
	case packedNote:
		if c.first != nil {
			c.first.Packed = value[0] != 0
		}
	case readingNote:
		c.now = int64(value[0])
		c.reading = reading{int64(value[1]), int64(value[2]), value[3], int64(value[4])}
		return 5
	}
	return 1
}
