package analyzer

import (
	"bufio"
	"errors"
	"io"
	"iter"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// MaxInflated is how much one compressed body may become. More is a bomb:
// decompression stops and a weird tells.
const MaxInflated = 64 << 20

// An inflater decompresses a body whose pieces are pushed into it.
type inflater struct {
	d     *decompressor // nil once the body has ended
	spare *spares[decompressor]
}

func newInflater(spare *spares[decompressor], coding string, out func([]byte)) *inflater {
	d := spare.get()
	if d.resume == nil {
		d.resume, d.stop = iter.Pull(d.bodies)
	}
	d.coding, d.out = coding, out
	return &inflater{d, spare}
}

// write decompresses data and returns the weird that ended decompression, once.
func (z *inflater) write(data []byte) (problem string) {
	d := z.d
	if d == nil {
		return ""
	}
	d.in = data
	d.resume()
	if d.ended {
		problem = d.problem
		z.release()
	}
	return problem
}

// close ends the body. What was decompressed and is held back still comes out.
func (z *inflater) close() {
	if z.d != nil {
		z.d.closing = true
		z.d.resume()
		z.release()
	}
}

// release keeps the decompressor for the next body.
func (z *inflater) release() {
	z.d.body = body{}
	if !z.spare.put(z.d) {
		z.d.stop()
	}
	z.d = nil
}

// A decompressor is what decompressing one body takes: some 50 KB, which bodies
// one after the other use again. The readers of the library pull, so they run as a
// coroutine that is resumed for each piece and yields when it wants more. There is
// no concurrency: resume returns when the piece is used up or the body ends.
//
// All readers read from buffered: for a bufio.Reader the library has loops of its
// own, twice as fast as those that call a method for each byte.
type decompressor struct {
	resume func() (struct{}, bool) // nil until needed, as the readers
	stop   func()
	yield  func(struct{}) bool
	body

	buffered *bufio.Reader
	gzip     gzip.Reader
	zlib     io.ReadCloser
	flate    io.ReadCloser
	buf      [8 << 10]byte
}

// A body is one that is being decompressed.
type body struct {
	coding  string
	out     func([]byte)
	in      []byte // what was pushed
	closing bool   // no more will be
	total   int
	ended   bool
	problem string // the weird that ended it
}

// bodies is the coroutine. It ends when the decompressor is stopped.
func (d *decompressor) bodies(yield func(struct{}) bool) {
	d.yield = yield
	for more := true; more; more = yield(struct{}{}) {
		d.problem = d.decompress()
		d.ended = true
	}
}

var errClosed = errors.New("body ended")

// Read gives the library what was pushed, and waits for the next piece.
func (d *decompressor) Read(p []byte) (int, error) {
	for len(d.in) == 0 {
		if d.closing || !d.yield(struct{}{}) {
			return 0, errClosed
		}
	}
	n := copy(p, d.in)
	d.in = d.in[n:]
	return n, nil
}

func (d *decompressor) decompress() (problem string) {
	r, err := d.reader()
	if err != nil {
		if errors.Is(err, errClosed) {
			return ""
		}
		return "inflate_failed"
	}
	for {
		n, err := r.Read(d.buf[:])
		if n > 0 {
			if d.total += n; d.total > MaxInflated {
				return "HTTP_decompression_limit"
			}
			d.out(d.buf[:n])
		}
		switch {
		case err == io.EOF, errors.Is(err, errClosed):
			return ""
		case err != nil:
			return "inflate_failed"
		}
	}
}

func (d *decompressor) reader() (io.Reader, error) {
	if d.buffered == nil {
		d.buffered = bufio.NewReader(d)
	} else {
		d.buffered.Reset(d)
	}
	if d.coding != "deflate" {
		return &d.gzip, d.gzip.Reset(d.buffered)
	}
	// "deflate" means zlib (RFC 1950), but raw deflate is also seen.
	head, err := d.buffered.Peek(2)
	if err != nil {
		return nil, err
	}
	if head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return d.readZlib()
	}
	return d.readDeflate()
}

func (d *decompressor) readZlib() (r io.Reader, err error) {
	if d.zlib == nil {
		d.zlib, err = zlib.NewReader(d.buffered)
		return d.zlib, err
	}
	return d.zlib, d.zlib.(zlib.Resetter).Reset(d.buffered, nil)
}

func (d *decompressor) readDeflate() (r io.Reader, err error) {
	if d.flate == nil {
		d.flate = flate.NewReader(d.buffered)
		return d.flate, nil
	}
	return d.flate, d.flate.(flate.Resetter).Reset(d.buffered, nil)
}
