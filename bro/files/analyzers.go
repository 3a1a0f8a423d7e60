package files

import (
	"encoding/hex"
	"hash"
)

// NewHash returns an analyzer that gives the digest of a whole file; of one
// with gaps it gives none.
func NewHash(h hash.Hash, done func(digest string)) Analyzer {
	return NewSum(func(b []byte) { h.Write(b) }, func() { done(hex.EncodeToString(h.Sum(nil))) })
}

// NewSum returns an analyzer that calls add with the contents of a file, and done at the
// end of a whole one that is not empty.
func NewSum(add func(b []byte), done func()) Analyzer { return &sum{add: add, done: done} }

type sum struct {
	add  func([]byte)
	done func()
	some bool
}

func (a *sum) Data(b []byte) {
	a.add(b)
	a.some = a.some || len(b) > 0
}

func (a *sum) Gap(uint64) bool { return false }

func (a *sum) End() {
	if a.some {
		a.done()
	}
}

// NewWhole returns an analyzer that gives the contents of a whole file of at
// most max bytes; of others it gives nothing.
func NewWhole(max int, done func(contents []byte)) Analyzer { return &whole{max: max, done: done} }

type whole struct {
	max  int
	buf  []byte
	long bool
	done func([]byte)
}

func (a *whole) Data(b []byte) {
	if a.long = a.long || len(a.buf)+len(b) > a.max; a.long {
		a.buf = nil
		return
	}
	a.buf = append(a.buf, b...)
}

func (a *whole) Gap(uint64) bool { return false }

func (a *whole) End() {
	if !a.long && len(a.buf) > 0 {
		a.done(a.buf)
	}
}

// NewStream returns an analyzer that calls a function with each piece of the
// file and its offset. Functions that are nil are not called.
func NewStream(data func(b []byte, off uint64), end func()) Analyzer {
	return &stream{data: data, end: end}
}

type stream struct {
	off  uint64
	data func([]byte, uint64)
	end  func()
}

func (a *stream) Data(b []byte) {
	off := a.off
	a.off += uint64(len(b))
	a.data(b, off)
}

func (a *stream) Gap(n uint64) bool {
	a.off += n
	return true
}

func (a *stream) End() {
	if a.end != nil {
		a.end()
	}
}
