package packet

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// ErrNotCapture is wrapped by the error of Open and NewReader for a file that
// is no capture.
var ErrNotCapture = errors.New("not a pcap or pcapng file")

// ErrNoPackets is what Next returns instead of io.EOF when a well-formed
// capture ends before its first packet.
var ErrNoPackets = errors.New("capture holds no packets")

// A DamagedError says that a capture cannot be read to its end: it is cut off
// in the middle of a packet or a record makes no sense. Every whole packet
// before that place has been returned by Next.
type DamagedError struct {
	Name    string // file name, or what NewReader was told
	Packets uint64 // whole packets read
	Offset  int64  // of the damaged record in the uncompressed capture, or its length if Cut
	Cut     bool   // the file ends inside a record
	Err     error
}

func (e *DamagedError) Error() string {
	if e.Cut {
		return fmt.Sprintf("%s: capture is cut off at byte %d, after %d whole packets", e.Name, e.Offset, e.Packets)
	}
	return fmt.Sprintf("%s: capture is damaged at byte %d, after %d whole packets: %v", e.Name, e.Offset, e.Packets, e.Err)
}

func (e *DamagedError) Unwrap() error { return e.Err }

// A Raw is one captured frame.
type Raw struct {
	Time    int64 // ns since the Unix epoch
	Data    []byte
	WireLen int // length on the wire, >= len(Data)
	Link    LinkType
}

// readBuffer is how much of a capture is read at once. Larger buffers were not
// faster; 4 KiB costs a third of the speed. A frame that fits is not copied.
const readBuffer = 256 << 10

// MaxFrame is the longest frame that is taken for one: more than any link type
// has (USB has 128 MiB and no network in it).
const MaxFrame = 16 << 20

// A Reader reads the packets of one capture file.
type Reader struct {
	name    string
	closers []func() error
	count   *countingReader
	buf     *bufio.Reader
	format  format
	skip    int    // bytes of the buffer that the last packet holds
	large   []byte // a frame that the buffer cannot hold
	packets uint64
	bytes   uint64
	err     error
}

// A format is what a capture file is, with what its headers have said so far.
type format interface {
	// next reads up to and including the next packet. io.EOF is returned before a
	// record only.
	next(c *Reader, raw *Raw) error
}

// countingReader counts what the buffer above it took, so that a damaged
// capture can be reported with its place.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// Open opens a capture file. The caller closes it.
func Open(name string) (*Reader, error) {
	f, err := os.Open(name)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, fmt.Errorf("opening capture %s: %w", name, err)
	}
	if st, err := f.Stat(); err == nil && st.IsDir() {
		f.Close()
		return nil, fmt.Errorf("opening capture %s: %w: it is a folder", name, ErrNotCapture)
	}
	r, err := NewReader(name, f)
	if err != nil {
		f.Close()
		return nil, err
	}
	r.closers = append(r.closers, f.Close)
	return r, nil
}

// NewReader reads a capture from r; name stands for it in errors.
func NewReader(name string, r io.Reader) (*Reader, error) {
	c := &Reader{name: name}
	if err := c.open(r); err != nil {
		c.Close()
		return nil, fmt.Errorf("opening capture %s: %w", name, err)
	}
	return c, nil
}

var (
	magicGzip = []byte{0x1f, 0x8b}
	magicZstd = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

func (c *Reader) open(r io.Reader) error {
	plain := bufio.NewReaderSize(r, readBuffer)
	magic, err := plain.Peek(4)
	if err != nil && err != io.EOF {
		return err
	}
	var body io.Reader = plain
	switch {
	case bytes.HasPrefix(magic, magicGzip):
		z, err := gzip.NewReader(plain)
		if err != nil {
			return fmt.Errorf("%w: reading gzip header: %w", ErrNotCapture, err)
		}
		c.closers = append(c.closers, z.Close)
		body = z
	case bytes.HasPrefix(magic, magicZstd):
		// One goroutine and a bounded window: a capture must not cost more
		// memory than its packets, whatever its header asks for.
		z, err := zstd.NewReader(plain, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return fmt.Errorf("reading zstd header: %w", err)
		}
		c.closers = append(c.closers, func() error { z.Close(); return nil })
		body = z
	}
	c.count = &countingReader{r: body}
	c.buf = bufio.NewReaderSize(c.count, readBuffer)
	return c.openFormat()
}

func (c *Reader) openFormat() error {
	magic, err := c.buf.Peek(4)
	switch {
	case len(magic) == 0 && err == io.EOF:
		return fmt.Errorf("%w: it is empty", ErrNotCapture)
	case err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: %w", ErrNotCapture, err)
	}
	if isPcapNG(magic) {
		c.format = &pcapng{}
		return nil
	}
	c.format, err = newPcap(c)
	return err
}

// Next reads the next packet into raw; raw.Data is good until the following
// call. It ends with io.EOF, with ErrNoPackets for a capture without packets,
// or with a *DamagedError; the same error is returned from then on.
func (c *Reader) Next(raw *Raw) error {
	if c.err != nil {
		return c.err
	}
	if err := c.next(raw); err != nil {
		c.err = c.end(err)
		return c.err
	}
	raw.WireLen = max(raw.WireLen, len(raw.Data))
	c.packets++
	c.bytes += uint64(raw.WireLen)
	return nil
}

func (c *Reader) next(raw *Raw) error {
	if err := c.drop(); err != nil {
		return err
	}
	return c.format.next(c, raw)
}

// drop passes over what is left of the last record.
func (c *Reader) drop() error {
	n := c.skip
	c.skip = 0
	for n > 0 { // Discard takes an int, which may have 32 bits
		m, err := c.buf.Discard(min(n, 1<<30))
		n -= m
		if err != nil {
			return cut(err)
		}
	}
	return nil
}

// peek returns the next n bytes, which stay unread.
func (c *Reader) peek(n int) ([]byte, error) {
	b, err := c.buf.Peek(n)
	if err == io.EOF && len(b) > 0 {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// frame returns the n bytes of a frame behind the header bytes of its record,
// of which size bytes are left in the file.
func (c *Reader) frame(header, n, size int) ([]byte, error) {
	if n > MaxFrame {
		return nil, fmt.Errorf("a frame of %d bytes", n)
	}
	if header+n <= readBuffer {
		b, err := c.buf.Peek(header + n)
		if err != nil {
			return nil, cut(err)
		}
		c.skip = size
		return b[header:], nil
	}
	if _, err := c.buf.Discard(header); err != nil {
		return nil, cut(err)
	}
	// The length may be a lie: take memory as the bytes come.
	c.large = c.large[:0]
	for len(c.large) < n {
		at := len(c.large)
		c.large = slices.Grow(c.large, min(n-at, readBuffer))
		c.large = c.large[:at+min(n-at, readBuffer)]
		if _, err := io.ReadFull(c.buf, c.large[at:]); err != nil {
			return nil, cut(err)
		}
	}
	c.skip = size - header - n
	return c.large, nil
}

// cut is the error of a file that ends within a record.
func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (c *Reader) end(err error) error {
	switch {
	case err == io.EOF && c.packets == 0:
		return fmt.Errorf("%s: %w", c.name, ErrNoPackets)
	case err == io.EOF:
		return io.EOF
	}
	e := &DamagedError{
		Name:    c.name,
		Packets: c.packets,
		Offset:  c.count.n,
		Cut:     errors.Is(err, io.ErrUnexpectedEOF),
		Err:     err,
	}
	if !e.Cut {
		e.Offset -= int64(c.buf.Buffered())
	}
	return e
}

// Packets is the number of packets read so far.
func (c *Reader) Packets() uint64 { return c.packets }

// Bytes is the sum of the wire lengths of the packets read so far.
func (c *Reader) Bytes() uint64 { return c.bytes }

// Close releases the file.
func (c *Reader) Close() error {
	var err error
	for _, f := range c.closers {
		err = errors.Join(err, f())
	}
	c.closers = nil
	return err
}
