package analyzer

import (
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"iter"
)

// MaxInflated is how much one compressed body may become. More is a bomb:
// decompression stops and a weird tells.
const MaxInflated = 64 << 20

// An inflater decompresses a body whose pieces are pushed into it. The standard
// library's readers pull, so they run as a coroutine that is resumed for each
// piece and yields when it wants more. There is no concurrency: write returns
// when the piece is used up.
type inflater struct {
	pool    *decompressors
	in      []byte
	out     func([]byte)
	resume  func() (string, bool)
	stop    func()
	total   int
	yield   func(string) bool
	stopped bool
}

func newInflater(pool *decompressors, coding string, out func([]byte)) *inflater {
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

// Read and ReadByte give the decompressor what was pushed. They make the
// inflater an io.ByteReader, so that flate reads no byte too many.
func (z *inflater) Read(p []byte) (int, error) {
	if len(z.in) == 0 && !z.more() {
		return 0, errClosed
	}
	n := copy(p, z.in)
	z.in = z.in[n:]
	return n, nil
}

func (z *inflater) ReadByte() (byte, error) {
	if len(z.in) == 0 && !z.more() {
		return 0, errClosed
	}
	b := z.in[0]
	z.in = z.in[1:]
	return b, nil
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
	if coding != "deflate" {
		return d.readGzip(z)
	}
	// "deflate" means zlib (RFC 1950), but raw deflate is also seen.
	first, err := z.ReadByte()
	if err != nil {
		return nil, err
	}
	second, err := z.ReadByte()
	if err != nil {
		return nil, err
	}
	src := &prefixed{head: []byte{first, second}, z: z}
	if first&0x0f == 8 && (uint(first)<<8|uint(second))%31 == 0 {
		return d.readZlib(src)
	}
	return d.readDeflate(src)
}

// A decompressor is what decompressing one body takes: some 50 KB, which
// bodies one after the other use again.
type decompressor struct {
	gzip  gzip.Reader
	zlib  io.ReadCloser // nil until needed
	flate io.ReadCloser // nil until needed
	buf   [8 << 10]byte
}

func (d *decompressor) readGzip(src io.Reader) (io.Reader, error) {
	return &d.gzip, d.gzip.Reset(src)
}

func (d *decompressor) readZlib(src io.Reader) (r io.Reader, err error) {
	if d.zlib == nil {
		d.zlib, err = zlib.NewReader(src)
		return d.zlib, err
	}
	return d.zlib, d.zlib.(zlib.Resetter).Reset(src, nil)
}

func (d *decompressor) readDeflate(src io.Reader) (io.Reader, error) {
	if d.flate == nil {
		d.flate = flate.NewReader(src)
		return d.flate, nil
	}
	return d.flate, d.flate.(flate.Resetter).Reset(src, nil)
}

// decompressors are those that no body uses now.
type decompressors struct{ free []*decompressor }

// maxDecompressors is how many are kept for later bodies.
const maxDecompressors = 16

func (p *decompressors) get() *decompressor {
	n := len(p.free)
	if n == 0 {
		return new(decompressor)
	}
	d := p.free[n-1]
	p.free = p.free[:n-1]
	return d
}

func (p *decompressors) put(d *decompressor) {
	if len(p.free) < maxDecompressors {
		p.free = append(p.free, d)
	}
}

// prefixed puts bytes back in front of an inflater's input.
type prefixed struct {
	head []byte
	z    *inflater
}

func (p *prefixed) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		p.head = p.head[n:]
		return n, nil
	}
	return p.z.Read(b)
}

func (p *prefixed) ReadByte() (byte, error) {
	if len(p.head) > 0 {
		b := p.head[0]
		p.head = p.head[1:]
		return b, nil
	}
	return p.z.ReadByte()
}
