package files

import (
	"time"

	"brig/bro/packet"
)

// An Analyzer takes the contents of a file.
type Analyzer interface {
	// Data takes the next bytes in order; they are good for the call only.
	Data(b []byte)
	// Gap tells that the next n bytes are missing. It reports whether the
	// analyzer can make use of what follows.
	Gap(n uint64) bool
	// End tells that no more will come.
	End()
}

// A File is one file that is being followed. Its methods may be called on nil.
type File struct {
	ID     string // "F" and letters; depends on the seed and the file's name
	Source string // the protocol
	IsOrig bool   // the originator sent it
	Conns  []*packet.Conn
	First  int64 // network time, ns
	// LastActive is when contents came last.
	LastActive int64
	Timeout    time.Duration

	Seen     uint64 // bytes that came
	Missing  uint64 // bytes that did not
	Overflow uint64 // bytes that came twice, or too late

	// Script belongs to the receiver of the events.
	Script any

	fw        *Framework
	total     uint64
	sized     bool
	mime      string // given by the analyzer
	bof       []byte
	sniffed   bool
	pos       uint64 // of the next byte in order
	analyzers []attached
	early     []piece // what came before its place, by offset
	earlySize int
	mostEarly int // how large that may be
	ignored   bool
	closed    bool
	timer     packet.Timer
	ordinal   uint64
}

type attached struct {
	key  string
	a    Analyzer
	seen uint64 // position up to which it has the contents
}

type piece struct {
	off  uint64
	data []byte
}

// add notes a connection and reports whether it is new to the file.
func (f *File) add(c *packet.Conn) bool {
	for _, old := range f.Conns {
		if old == c {
			return false
		}
	}
	f.Conns = append(f.Conns, c)
	return true
}

// Size is the size that the file should have; known says whether anything said.
func (f *File) Size() (n uint64, known bool) { return f.total, f.sized }

// BOF is the beginning of the file, as far as it is kept: the caller's until the
// event that it is asked for in ends.
func (f *File) BOF() []byte { return f.bof }

// Has reports whether an analyzer was attached under a key.
func (f *File) Has(key string) bool {
	for _, at := range f.analyzers {
		if at.key == key {
			return true
		}
	}
	return false
}

// Add attaches an analyzer under a key that no other has, and reports whether
// the file is still there. One that is added after the file's type was told
// misses the beginning.
func (f *File) Add(key string, a Analyzer) bool {
	if f.closed || f.Has(key) {
		a.End()
		return false
	}
	f.analyzers = append(f.analyzers, attached{key: key, a: a})
	return true
}

// Remove takes an analyzer off the file.
func (f *File) Remove(key string) bool {
	for i := range f.analyzers {
		if at := &f.analyzers[i]; at.key == key && at.a != nil {
			at.a.End()
			at.a = nil // kept, so that the key stays taken and indices stay valid
			return true
		}
	}
	return false
}

// Ignore looks at no more of the file's contents.
func (f *File) Ignore() { f.ignored = true }

// SetTimeout sets how long the file may be silent, from now on.
func (f *File) SetTimeout(d time.Duration) {
	f.Timeout = d
	if !f.closed {
		f.LastActive = max(f.LastActive, f.fw.Now())
		f.fw.Timers.Start(&f.timer, f.LastActive+int64(d))
	}
}

// SetReassembly sets how many bytes are kept that come before their place: with 0 none
// are, and what is between is a gap at once.
func (f *File) SetReassembly(most int) { f.mostEarly = most }

// Analyzer returns the analyzer under a key, nil if there is none.
func (f *File) Analyzer(key string) Analyzer {
	for i := range f.analyzers {
		if at := &f.analyzers[i]; at.key == key {
			return at.a
		}
	}
	return nil
}

// SetSize tells how long the file should be.
func (f *File) SetSize(n uint64) {
	if f == nil || f.closed {
		return
	}
	f.total, f.sized = n, true
}

// Write takes the next bytes of the file.
func (f *File) Write(b []byte) {
	if f == nil || f.closed || f.ignored || len(b) == 0 {
		return
	}
	f.LastActive = f.fw.Now()
	f.Seen += uint64(len(b))
	f.inOrder(b)
	f.release()
	f.complete()
}

// WriteAt takes bytes from anywhere in the file.
func (f *File) WriteAt(off uint64, b []byte) {
	if f == nil || f.closed || f.ignored || len(b) == 0 {
		return
	}
	f.LastActive = f.fw.Now()
	f.Seen += uint64(len(b))
	if off+uint64(len(b)) < off {
		f.Overflow += uint64(len(b))
		return
	}
	if off > f.pos {
		f.keep(off, b)
	} else {
		f.place(off, b)
		f.release()
	}
	f.complete()
}

// place takes bytes that begin at or before the position.
func (f *File) place(off uint64, b []byte) {
	if old := f.pos - off; old > 0 {
		n := min(old, uint64(len(b)))
		f.Overflow += n
		b = b[n:]
	}
	if len(b) > 0 {
		f.inOrder(b)
	}
}

// keep puts bytes aside until those before them have come. When that would be
// too many, the gap before the first of them is given up.
func (f *File) keep(off uint64, b []byte) {
	at := len(f.early)
	for at > 0 && f.early[at-1].off > off {
		at--
	}
	f.early = append(f.early, piece{})
	copy(f.early[at+1:], f.early[at:])
	f.early[at] = piece{off, append([]byte(nil), b...)}
	f.earlySize += len(b)
	for f.earlySize > f.mostEarly || len(f.early) > MaxPieces {
		n := f.early[0].off - f.pos
		if f.mostEarly > 0 && f.fw.FileReassemblyOverflow != nil {
			f.fw.FileReassemblyOverflow(f, f.pos, n)
		}
		f.skip(n)
		f.release()
	}
}

// release takes the kept pieces that are no longer early.
func (f *File) release() {
	for len(f.early) > 0 && f.early[0].off <= f.pos {
		p := f.early[0]
		f.early = f.early[1:]
		f.earlySize -= len(p.data)
		f.place(p.off, p.data)
	}
}

// Skip tells that the next n bytes will not come.
func (f *File) Skip(n uint64) {
	if f == nil || f.closed || f.ignored || n == 0 {
		return
	}
	f.skip(n)
	f.release()
	f.complete()
}

func (f *File) skip(n uint64) {
	f.sniff()
	f.Missing += n
	if f.fw.FileGap != nil {
		f.fw.FileGap(f, f.pos, n)
	}
	f.pos += n
	for i := range f.analyzers {
		at := &f.analyzers[i]
		if at.a == nil {
			continue
		}
		if at.a.Gap(f.pos - at.seen) {
			at.seen = f.pos
		} else {
			at.a = nil
		}
	}
}

// inOrder hands bytes to the analyzers.
func (f *File) inOrder(b []byte) {
	if !f.sniffed {
		if f.bof == nil && len(b) >= BOFSize/8 { // not for files that may stay tiny
			f.bof = f.fw.beginning()
		}
		f.bof = append(f.bof, b[:min(len(b), BOFSize-len(f.bof))]...)
		if len(f.bof) == BOFSize || f.mime != "" {
			f.sniff()
		}
	}
	for i := 0; i < len(f.analyzers); i++ { // analyzers may add others
		f.deliver(&f.analyzers[i], b)
	}
	f.pos += uint64(len(b))
	if f.sniffed {
		f.forgetBeginning()
	}
}

func (f *File) forgetBeginning() {
	f.fw.reuse(f.bof)
	f.bof = nil
}

// deliver hands bytes to an analyzer, after those that it has missed.
func (f *File) deliver(at *attached, b []byte) {
	if at.a == nil {
		return
	}
	if at.seen < f.pos {
		if uint64(len(f.bof)) >= f.pos {
			at.a.Data(f.bof[at.seen:f.pos])
		} else if !at.a.Gap(f.pos - at.seen) {
			at.a = nil
			return
		}
	}
	at.seen = f.pos + uint64(len(b))
	at.a.Data(b)
}

// sniff tells the file's type from its beginning, once.
func (f *File) sniff() {
	if f.sniffed {
		return
	}
	f.sniffed = true
	mime := f.mime
	if mime == "" {
		mime = MIMEType(f.bof)
	}
	if f.fw.FileSniff != nil {
		f.fw.FileSniff(f, mime)
	}
	// Who has come just now gets what has gone by.
	if uint64(len(f.bof)) >= f.pos {
		for i := range f.analyzers {
			if at := &f.analyzers[i]; at.a != nil && at.seen < f.pos {
				at.a.Data(f.bof[at.seen:f.pos])
				at.seen = f.pos
			}
		}
	}
}

// complete ends a file that has all its bytes.
func (f *File) complete() {
	if f.sized && f.pos >= f.total {
		f.Close()
	}
}

// Expire ends a file that was silent for too long (packet.Expirer).
func (f *File) Expire(now int64) {
	if f.closed {
		return
	}
	if at := f.LastActive + int64(f.Timeout); at > now {
		f.fw.Timers.Start(&f.timer, at)
		return
	}
	if f.fw.FileTimeout != nil {
		f.fw.FileTimeout(f)
	}
	if !f.timer.Set() { // a handler may have asked for more time
		f.Close()
	}
}

// Close ends the file.
func (f *File) Close() {
	if f == nil || f.closed {
		return
	}
	for len(f.early) > 0 {
		f.skip(f.early[0].off - f.pos)
		f.release()
	}
	if !f.ignored && f.pos > 0 || f.mime != "" {
		f.sniff()
	}
	f.closed = true
	for i := range f.analyzers {
		if at := &f.analyzers[i]; at.a != nil {
			at.a.End()
		}
	}
	f.analyzers = nil
	f.forgetBeginning()
	f.fw.Timers.Stop(&f.timer)
	delete(f.fw.files, f.ID)
	if f.fw.FileStateRemove != nil {
		f.fw.FileStateRemove(f)
	}
}
