package input

import (
	"sync"
	"time"

	"brig/bro/interp"
)

// This file connects the two sides of a stream: requests go to the reader's
// goroutine, messages come back.

// A mode is a value of Input::Mode.
type mode int64

const (
	manual mode = iota
	reread
	streaming
)

// A request is something that a reader is to do.
type request uint8

const (
	first   request = iota // open and read
	forced                 // force_update
	regular                // a heartbeat: look for changes
	last                   // the end of input: nothing will come after this
	closing
)

// A reader reads a source. Its methods run in the stream's goroutine.
type reader interface {
	// read does what req asks for and gives what it finds to f.
	read(req request, f *feed)
	close()
}

// A stream is an open input stream.
type stream struct {
	fw      *Framework
	name    string
	source  string
	label   string // of messages: SOURCE/Input::READER_X
	mode    mode
	beat    time.Duration // from one look for changes to the next
	desc    interp.Value  // the description that events get
	errorEv *interp.Func
	deliver func(*batch) error
	endRead func() error // nil, or ends a tracked reading
	abort   func()       // nil, or ends a tracked reading that failed

	feed    *feed
	settles bool // the reader does not wait for anything but a disk
	removed bool // remove was called
	final   bool // last was asked
	asked   int  // requests made, and
	done    int  // those that have been dealt with
	out     chan message
	ended   chan struct{} // closed when the reader's goroutine ends

	mu      sync.Mutex
	pending []request
	wake    chan struct{}
}

// A message is what a reader has to say.
type message struct {
	kind  messageKind
	batch *batch
	level int
	text  string         // of a report, or name of an event
	args  []interp.Value // of the event
}

type messageKind uint8

const (
	entries messageKind = iota
	endOfData
	aborted // the reading ends before the data does
	report
	raise
	finished // a request
	closed
)

// A batch holds lines as rows of values, unset ones for columns that say nothing.
type batch struct {
	cols int
	vals []interp.Value
	// Of each row, for tracking: hashes of the index and of the value.
	keys, sums []uint64
	noted      int // bytes of strings in it
	total      int // an estimate of the rows that the source has; 0 if there is none
}

func (b *batch) rows() int                { return len(b.vals) / b.cols }
func (b *batch) row(i int) []interp.Value { return b.vals[i*b.cols : (i+1)*b.cols] }

const (
	batchRows  = 512
	batchBytes = 1 << 20
	batches    = 4 // in the channel of a stream
)

// ask queues a request. A look for changes is left out when one is waiting.
func (s *stream) ask(r request) {
	s.mu.Lock()
	if r == regular && len(s.pending) > 0 && s.pending[len(s.pending)-1] == regular {
		s.mu.Unlock()
		return
	}
	s.pending = append(s.pending, r)
	s.mu.Unlock()
	s.asked++
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// leaving reports whether the stream closes after the present reading.
func (s *stream) leaving() bool { return s.removed && s.asked-s.done == 2 }

// next waits for a request; it is closing when the framework closes.
func (s *stream) next() request {
	for {
		select {
		case <-s.fw.quit:
			return closing
		default:
		}
		s.mu.Lock()
		if len(s.pending) > 0 {
			r := s.pending[0]
			s.pending = s.pending[1:]
			s.mu.Unlock()
			return r
		}
		s.mu.Unlock()
		select {
		case <-s.wake:
		case <-s.fw.quit:
			return closing
		}
	}
}

// serve is the reader's goroutine.
func (s *stream) serve(r reader, f *feed) {
	defer close(s.ended)
	for {
		req := s.next()
		if req == closing || f.stopped {
			r.close()
			f.flush()
			f.send(message{kind: closed})
			return
		}
		r.read(req, f)
		f.flush()
		f.send(message{kind: finished})
	}
}

// A feed takes what a reader finds to the interpreter's goroutine. Once it has
// stopped, because nobody listens any more, the reader should give up.
type feed struct {
	s       *stream
	cols    int
	tracked int // number of index columns of a tracked stream, else 0
	batch   *batch
	free    chan *batch
	stopped bool

	// Of the present reading: bytes of the source, if it has an end, and rows with
	// their bytes so far.
	size        int64
	rows, bytes int64
}

func newFeed(s *stream, cols, tracked int) *feed {
	return &feed{s: s, cols: cols, tracked: tracked, free: make(chan *batch, batches)}
}

func (f *feed) send(m message) {
	if f.stopped {
		return
	}
	select {
	case f.s.out <- m:
	case <-f.s.fw.quit:
		f.stopped = true
		return
	}
	select {
	case f.s.fw.ready <- struct{}{}:
	default:
	}
}

// push adds a row; size is that of the line it was made of. It returns false
// when the reader should give up.
func (f *feed) push(row []interp.Value, size int) bool {
	if f.batch == nil {
		select {
		case f.batch = <-f.free:
		default:
			f.batch = &batch{cols: f.cols, vals: make([]interp.Value, 0, batchRows*f.cols)}
		}
	}
	b := f.batch
	b.vals = append(b.vals, row...)
	if f.tracked > 0 {
		b.keys = append(b.keys, hashRow(row[:f.tracked]))
		b.sums = append(b.sums, hashRow(row[f.tracked:]))
	}
	b.noted += size
	f.rows++
	f.bytes += int64(size) + 1
	if len(b.vals) == cap(b.vals) || b.noted > batchBytes {
		f.flush()
	}
	return !f.stopped
}

// begin tells that a source of this size is read from its beginning.
func (f *feed) begin(size int64) { f.size, f.rows, f.bytes = size, 0, 0 }

// flush sends the rows so far.
func (f *feed) flush() {
	if b := f.batch; b != nil && len(b.vals) > 0 {
		f.batch = nil
		if f.size > 0 {
			b.total = int(float64(f.size) / float64(f.bytes) * float64(f.rows))
		}
		f.send(message{kind: entries, batch: b})
	}
}

// recycle takes a batch back that has been applied.
func (f *feed) recycle(b *batch) {
	clear(b.vals)
	b.vals, b.keys, b.sums, b.noted = b.vals[:0], b.keys[:0], b.sums[:0], 0
	select {
	case f.free <- b:
	default:
	}
}

// say sends a message after the rows so far.
func (f *feed) say(m message) {
	f.flush()
	f.send(m)
}

func (f *feed) endOfData() { f.say(message{kind: endOfData}) }
func (f *feed) abort()     { f.say(message{kind: aborted}) }

func (f *feed) raise(event string, args ...interp.Value) {
	f.say(message{kind: raise, text: event, args: args})
}

func (f *feed) report(level int, text string) {
	f.say(message{kind: report, level: level, text: text})
}

// apply does what a message says and dispatches the events that follow from it.
func (fw *Framework) apply(s *stream, m message) error {
	in := fw.in
	var err error
	switch m.kind {
	case entries:
		err = s.deliver(m.batch)
		s.feed.recycle(m.batch)
	case endOfData:
		if s.endRead != nil {
			err = s.endRead()
		}
		s.raiseEnd()
	case aborted:
		if s.abort != nil {
			s.abort()
		}
	case report:
		fw.problem(s, m.level, m.text)
	case raise:
		if ev := in.Event(m.text); ev.Type() == nil && !ev.HasHandlers() {
			fw.problem(s, levelError, "no script defines the event "+m.text)
		} else {
			in.Queue(ev, m.args...)
		}
	case closed:
		fw.forget(s)
		s.done = s.asked
	case finished:
		s.done++
	}
	if err != nil {
		return err
	}
	if !in.Pending() {
		return nil
	}
	return in.Drain()
}
