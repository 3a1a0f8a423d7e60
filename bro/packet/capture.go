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

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
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
	Offset  int64  // bytes of the uncompressed capture that were read
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

// A LinkType says how a frame begins: a number of the tcpdump.org link-layer
// header type registry.
type LinkType uint16

// Link types that the Decoder knows.
const (
	LinkNull     LinkType = 0   // BSD loopback, address family in the writer's byte order
	LinkEthernet LinkType = 1   // Ethernet II and 802.3
	LinkRaw      LinkType = 101 // IPv4 or IPv6, by the version field
	LinkLoop     LinkType = 108 // OpenBSD loopback, address family in network byte order
	LinkSLL      LinkType = 113 // Linux cooked
	LinkIPv4     LinkType = 228
	LinkIPv6     LinkType = 229
	LinkSLL2     LinkType = 276 // Linux cooked, version 2
)

// readBuffer is how much of a capture is read at once. Larger buffers were not
// faster; 4 KiB, pcapgo's own, costs a third of the speed.
const readBuffer = 256 << 10

// A Reader reads the packets of one capture file.
type Reader struct {
	name    string
	closers []func() error
	count   *countingReader
	buf     *bufio.Reader
	next    func() ([]byte, gopacket.CaptureInfo, error)
	link    func(ifindex int) LinkType
	packets uint64
	bytes   uint64
	err     error
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
	magicGzip   = []byte{0x1f, 0x8b}
	magicZstd   = []byte{0x28, 0xb5, 0x2f, 0xfd}
	magicPcapNG = []byte{0x0a, 0x0d, 0x0d, 0x0a}
	magicsPcap  = [][]byte{
		{0xd4, 0xc3, 0xb2, 0xa1}, {0xa1, 0xb2, 0xc3, 0xd4}, // microseconds
		{0x4d, 0x3c, 0xb2, 0xa1}, {0xa1, 0xb2, 0x3c, 0x4d}, // nanoseconds
	}
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
	if bytes.Equal(magic, magicPcapNG) {
		ng, err := pcapgo.NewNgReader(c.buf, pcapgo.NgReaderOptions{
			WantMixedLinkType:  true,
			SkipUnknownVersion: true,
		})
		if err != nil {
			return fmt.Errorf("%w: reading section header: %w", ErrNotCapture, err)
		}
		c.next = ng.ZeroCopyReadPacketData
		c.link = func(i int) LinkType {
			iface, err := ng.Interface(i)
			if err != nil {
				return LinkType(ng.LinkType())
			}
			return LinkType(iface.LinkType)
		}
		return nil
	}
	for _, m := range magicsPcap {
		if !bytes.Equal(magic, m) {
			continue
		}
		p, err := pcapgo.NewReader(c.buf)
		if err != nil {
			return fmt.Errorf("%w: reading file header: %w", ErrNotCapture, err)
		}
		// The upper bits of the field hold the length of a frame check sequence.
		link := LinkType(p.LinkType() & layers.LinkType(0xffff))
		c.next = p.ZeroCopyReadPacketData
		c.link = func(int) LinkType { return link }
		return nil
	}
	return ErrNotCapture
}

// Next reads the next packet into raw; raw.Data is good until the following
// call. It ends with io.EOF, with ErrNoPackets for a capture without packets,
// or with a *DamagedError; the same error is returned from then on.
func (c *Reader) Next(raw *Raw) error {
	if c.err != nil {
		return c.err
	}
	data, info, err := c.next()
	if err != nil {
		c.err = c.end(err)
		return c.err
	}
	raw.Time = info.Timestamp.UnixNano()
	raw.Data = data
	raw.WireLen = max(info.Length, len(data))
	raw.Link = c.link(info.InterfaceIndex)
	c.packets++
	c.bytes += uint64(raw.WireLen)
	return nil
}

func (c *Reader) end(err error) error {
	switch {
	case err == io.EOF && c.packets == 0:
		return fmt.Errorf("%s: %w", c.name, ErrNoPackets)
	case err == io.EOF:
		return io.EOF
	}
	return &DamagedError{
		Name:    c.name,
		Packets: c.packets,
		Offset:  c.count.n - int64(c.buf.Buffered()),
		Cut:     errors.Is(err, io.ErrUnexpectedEOF),
		Err:     err,
	}
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
