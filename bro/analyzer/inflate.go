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
	in      []byte
	out     func([]byte)
	resume  func() (string, bool)
	stop    func()
	total   int
	yield   func(string) bool
	stopped bool
}

func newInflater(coding string, out func([]byte)) *inflater {
	z := &inflater{out: out}
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
	r, err := z.reader(coding)
	if err != nil {
		if errors.Is(err, errClosed) {
			return ""
		}
		return "inflate_failed"
	}
	buf := make([]byte, 8<<10)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			if z.total += n; z.total > MaxInflated {
				return "HTTP_decompression_limit"
			}
			z.out(buf[:n])
		}
		switch {
		case err == io.EOF, errors.Is(err, errClosed):
			return ""
		case err != nil:
			return "inflate_failed"
		}
	}
}

func (z *inflater) reader(coding string) (io.Reader, error) {
	if coding != "deflate" {
		return gzip.NewReader(z)
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
		return zlib.NewReader(src)
	}
	return flate.NewReader(src), nil
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
