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

// An inflater decompresses a body whose pieces are pushed into it. The readers of
// the library pull, so they run as a coroutine that is resumed for each
// piece and yields when it wants more. There is no concurrency: write returns
// when the piece is used up.
type inflater struct {
	pool    *spares[decompressor]
	in      []byte
	out     func([]byte)
	resume  func() (string, bool)
	stop    func()
	total   int
	yield   func(string) bool
	stopped bool
}

func newInflater(pool *spares[decompressor], coding string, out func([]byte)) *inflater {
	z := &inflater{pool: pool, out: out}
	z.resume, z.stop = iter.Pull(func(yield func(string) bool) {
		z.yield = yield
		if problem := z.run(coding); problem != "" {
			yield(problem)
		}
	})
	return z
}

// write decompresses data and returns the weird that ended decompression, once.
func (z *inflater) write(data []byte) (problem string) {
	if z.stopped {
		return ""
	}
	z.in = data
	problem, more := z.resume()
	if !more || problem != "" {
		z.close()
	}
	return problem
}

func (z *inflater) close() {
	if !z.stopped {
		z.stopped = true
		z.stop()
	}
}

var errClosed = errors.New("body ended")

// Read gives the decompressor what was pushed.
func (z *inflater) Read(p []byte) (int, error) {
	if len(z.in) == 0 && !z.more() {
		return 0, errClosed
	}
	n := copy(p, z.in)
	z.in = z.in[n:]
	return n, nil
}

// more waits for the next piece.
func (z *inflater) more() bool {
	for len(z.in) == 0 {
		if z.stopped || !z.yield("") {
			return false
		}
	}
	return true
}

func (z *inflater) run(coding string) (problem string) {
	d := z.pool.get()
	defer z.pool.put(d)
	r, err := z.reader(d, coding)
	if err != nil {
		if errors.Is(err, errClosed) {
			return ""
		}
		return "inflate_failed"
	}
	for {
		n, err := r.Read(d.buf[:])
		if n > 0 {
			if z.total += n; z.total > MaxInflated {
				return "HTTP_decompression_limit"
			}
			z.out(d.buf[:n])
		}
		switch {
		case err == io.EOF, errors.Is(err, errClosed):
			return ""
		case err != nil:
			return "inflate_failed"
		}
	}
}

func (z *inflater) reader(d *decompressor, coding string) (io.Reader, error) {
	if d.in == nil {
		d.in = bufio.NewReader(z)
	} else {
		d.in.Reset(z)
	}
	if coding != "deflate" {
		return &d.gzip, d.gzip.Reset(d.in)
	}
	// "deflate" means zlib (RFC 1950), but raw deflate is also seen.
	head, err := d.in.Peek(2)
	if err != nil {
		return nil, err
	}
	if head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return d.readZlib()
	}
	return d.readDeflate()
}

// A decompressor is what decompressing one body takes: some 50 KB, which
// bodies one after the other use again. All of them read from in: for a
// bufio.Reader the library has loops of its own, twice as fast as those that call
// a method for each byte.
type decompressor struct {
	in    *bufio.Reader // nil until needed, as the next two
	gzip  gzip.Reader
	zlib  io.ReadCloser
	flate io.ReadCloser
	buf   [8 << 10]byte
}

func (d *decompressor) readZlib() (r io.Reader, err error) {
	if d.zlib == nil {
		d.zlib, err = zlib.NewReader(d.in)
		return d.zlib, err
	}
	return d.zlib, d.zlib.(zlib.Resetter).Reset(d.in, nil)
}

func (d *decompressor) readDeflate() (r io.Reader, err error) {
	if d.flate == nil {
		d.flate = flate.NewReader(d.in)
		return d.flate, nil
	}
	return d.flate, d.flate.(flate.Resetter).Reset(d.in, nil)
}
