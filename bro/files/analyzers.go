package files

import (
	"encoding/hex"
	"hash"
)

// NewHash returns an analyzer that gives the digest of a whole file; of one
// with gaps it gives none.
func NewHash(h hash.Hash, done func(digest string)) Analyzer { return &hasher{h, done, 0} }

type hasher struct {
	h    hash.Hash
	done func(string)
	n    uint64
}

func (a *hasher) Data(b []byte) {
	a.h.Write(b)
	a.n += uint64(len(b))
}

func (a *hasher) Gap(uint64) bool { return false }

func (a *hasher) End() {
	if a.n > 0 {
		a.done(hex.EncodeToString(a.h.Sum(nil)))
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
