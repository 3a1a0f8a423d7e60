package input

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	// MaxLine is the most bytes that a line or record may have.
	MaxLine = 64 << 20
	// MaxSkipped is how many bytes of one that has more are passed over. A
	// source that goes on without end, like /dev/zero, has no more lines then.
	MaxSkipped = 1 << 30
)

// A lineReader cuts what it reads at a separator. At the end of what there is,
// it can be asked again later.
type lineReader struct {
	r   io.Reader
	sep []byte
	max int // bytes in a line; MaxLine but in tests

	buf      []byte
	lo, hi   int // what has been read and not given out
	searched int // of it, how much holds no separator
	skipping bool
	skipped  int    // bytes of the line that is left out
	offset   int64  // bytes read from r
	tail     []byte // the last of them
}

// tailSize is how many of the bytes read last are remembered.
const tailSize = 256

const readSize = 128 << 10

var (
	errTooLong = errors.New("too long")
	errEndless = fmt.Errorf("a line has more than %d bytes", MaxSkipped)
)

func newLineReader(r io.Reader, sep string) *lineReader {
	return &lineReader{r: r, sep: []byte(sep), max: MaxLine, buf: make([]byte, readSize)}
}

// reset begins anew with r.
func (l *lineReader) reset(r io.Reader) {
	l.r, l.lo, l.hi, l.searched, l.skipping, l.skipped, l.offset = r, 0, 0, 0, false, 0, 0
	l.tail = l.tail[:0]
}

// next returns the next line without its separator; it is good until the next call.
// io.EOF means that there is no complete line at present. errTooLong
// stands for a line that is left out; its rest is left out too. errEndless says that
// this has no end.
func (l *lineReader) next() ([]byte, error) {
	for {
		have := l.buf[l.lo:l.hi]
		if i := bytes.Index(have[l.searched:], l.sep); i >= 0 {
			line := have[:l.searched+i]
			l.lo += len(line) + len(l.sep)
			l.searched = 0
			if l.skipping {
				l.skipping = false
				continue
			}
			if len(line) > l.max {
				return nil, errTooLong
			}
			return line, nil
		}
		// A separator of several bytes may have begun.
		l.searched = max(0, len(have)-len(l.sep)+1)
		if l.searched > l.max || l.skipping {
			first := !l.skipping
			l.skipping = true
			l.lo += l.searched
			if first {
				l.skipped = 0
			}
			if l.skipped += l.searched; l.skipped > MaxSkipped {
				return nil, errEndless
			}
			l.searched = 0
			if first {
				return nil, errTooLong
			}
		}
		if err := l.fill(); err != nil {
			return nil, err
		}
	}
}

// fill reads more.
func (l *lineReader) fill() error {
	if l.lo > 0 {
		copy(l.buf, l.buf[l.lo:l.hi])
		l.lo, l.hi = 0, l.hi-l.lo
		if len(l.buf) > 1<<20 && l.hi < readSize/2 {
			l.buf = append(make([]byte, 0, readSize), l.buf[:l.hi]...)[:readSize]
		}
	}
	if l.hi == len(l.buf) {
		l.buf = append(l.buf, make([]byte, len(l.buf))...)
	}
	n, err := l.r.Read(l.buf[l.hi:])
	l.remember(l.buf[l.hi : l.hi+n])
	l.hi += n
	l.offset += int64(n)
	if n > 0 {
		return nil
	}
	if err == nil {
		err = io.ErrNoProgress
	}
	return err
}

// remember keeps the end of what has been read, to which b is added.
func (l *lineReader) remember(b []byte) {
	if over := len(l.tail) + len(b) - tailSize; over > 0 {
		l.tail = l.tail[:copy(l.tail, l.tail[min(over, len(l.tail)):])]
	}
	l.tail = append(l.tail, b[max(0, len(b)-tailSize):]...)
}

// rest returns what follows the last separator, and drops it.
func (l *lineReader) rest() []byte {
	b := l.buf[l.lo:l.hi]
	if l.skipping {
		b = nil
	}
	l.lo, l.hi, l.searched, l.skipping = 0, 0, 0, false
	return b
}
