package capture

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// A Scaling says how a long capture is made of a short one: of copies, each
// with addresses and ports of its own and later than the one before. The same
// scaling of the same capture gives the same bytes.
type Scaling struct {
	// Size is about how many bytes the new capture is to have, uncompressed: the
	// number of copies is that which comes nearest. Copies, if not 0, is
	// given instead.
	Size   int64
	Copies int
	// Every is the time from the start of one copy to that of the next. 0 lets
	// them follow each other; less than the capture's duration lets them overlap.
	Every time.Duration
	// Seed decides addresses and ports.
	Seed uint64
	// Progress, if not nil, is told now and then how many bytes of how many have
	// been written.
	Progress func(done, total int64)
}

// A Scaled is what Scale made.
type Scaled struct {
	Copies   int           `json:"copies"`
	Packets  int64         `json:"packets"`
	Size     int64         `json:"size_bytes"` // of the capture, uncompressed
	Duration time.Duration `json:"duration_ns"`
	Every    time.Duration `json:"every_ns"`
	AtOnce   int           `json:"copies_at_once"`
}

// MaxCopiesAtOnce bounds how many copies may overlap: each is a reader of its
// own.
const MaxCopiesAtOnce = 256

// ScaleFile scales the capture at path into the file at to, which is replaced
// when the new one is complete. A name that ends with .zst or .gz is compressed.
func ScaleFile(ctx context.Context, path, to string, s Scaling) (*Scaled, error) {
	var done *Scaled
	err := create(to, func(w io.Writer) (err error) {
		done, err = Scale(ctx, path, w, s)
		return err
	})
	return done, err
}

// Scale writes the capture at path, scaled, to w, as a pcap file. It reads the
// capture once for each copy and holds one packet of each copy at a time.
func Scale(ctx context.Context, path string, w io.Writer, s Scaling) (*Scaled, error) {
	m, err := newMerge(ctx, path, s)
	if err != nil {
		return nil, fmt.Errorf("scaling %s: %w", path, err)
	}
	defer m.close()
	if err := m.write(newWriter(w, m.link, m.unit)); err != nil {
		return nil, fmt.Errorf("scaling %s: %w", path, err)
	}
	return &m.made, nil
}

// A merge reads copies of a capture at once and gives their packets in the order
// of time.
type merge struct {
	ctx     context.Context
	path    string
	scaling Scaling
	link    layers.LinkType
	unit    int64 // of times, ns
	first   int64 // time of the capture's first packet
	total   int64 // bytes to write
	opened  int   // copies so far
	live    replicas
	made    Scaled
}

// newMerge measures the capture and checks what is wanted.
func newMerge(ctx context.Context, path string, s Scaling) (*merge, error) {
	switch {
	case (s.Size == 0) == (s.Copies == 0):
		return nil, errors.New("give either a size or a number of copies")
	case s.Size < 0 || s.Copies < 0:
		return nil, errors.New("the size and the number of copies must be positive")
	case s.Every < 0:
		return nil, errors.New("the time between copies must not be negative")
	}
	m := &merge{ctx: ctx, path: path, scaling: s}
	c, err := m.open(0)
	if err != nil {
		return nil, err
	}
	m.link, m.unit = c.link(), c.unit()
	c.close()
	if !knownLink(m.link) {
		return nil, fmt.Errorf("addresses cannot be rewritten in frames of link type %s", linkName(m.link))
	}
	info, err := scan(ctx, path, func(layers.LinkType, gopacket.CaptureInfo, []byte) {})
	switch {
	case err != nil:
		return nil, err
	case info.Truncated != "":
		return nil, errors.New(info.Truncated)
	case info.Packets == 0:
		return nil, errors.New("the capture holds no packets")
	}
	size := info.Captured + info.Packets*recordHeader
	n := s.Copies
	if n == 0 {
		if s.Size < size {
			return nil, fmt.Errorf("the capture has %d bytes already, more than the %d wanted", size, s.Size)
		}
		n = int(math.Round(float64(s.Size) / float64(size)))
	}
	if n > maxCopies {
		return nil, fmt.Errorf("%d copies; at most %d have addresses of their own", n, maxCopies)
	}
	duration := info.Last - info.First
	every := int64(s.Every)
	if every == 0 {
		// The next copy starts as if its first packet followed the last one.
		every = duration + max(duration/max(info.Packets-1, 1), 1000)
	}
	atOnce := min(duration/every+1, int64(n))
	if atOnce > MaxCopiesAtOnce {
		return nil, fmt.Errorf("%d copies would overlap; at most %d may", atOnce, MaxCopiesAtOnce)
	}
	if every > math.MaxInt64/int64(n) || (info.Last+every*int64(n))/1e9 > math.MaxUint32 {
		return nil, errors.New("the last copy would lie beyond the year 2106, where the times of a pcap file end")
	}
	m.first, m.total = info.First, fileHeader+int64(n)*size
	m.made = Scaled{
		Copies: n, Every: time.Duration(every), AtOnce: int(atOnce),
		Duration: time.Duration(duration + every*int64(n-1)),
	}
	return m, nil
}

// write writes all packets of all copies.
func (m *merge) write(w *writer) error {
	step := m.total/100 + 1
	for next := step; ; {
		c, err := m.next()
		if err != nil {
			return err
		}
		if c == nil {
			m.made.Packets, m.made.Size = w.packets, w.size
			return w.w.Flush()
		}
		c.rewriter.frame(c.data)
		if err := w.packet(c.at, c.wire, c.data); err != nil {
			return err
		}
		if w.size >= next {
			next += step
			if m.scaling.Progress != nil {
				m.scaling.Progress(w.size, m.total)
			}
		}
	}
}

// next returns the copy with the earliest packet, or nil at the end. The packet
// that was returned before is gone.
func (m *merge) next() (*replica, error) {
	if len(m.live) > 0 && m.live[0].used {
		if err := m.live[0].read(); err == io.EOF {
			m.live[0].close()
			heap.Pop(&m.live)
		} else if err != nil {
			return nil, err
		} else {
			heap.Fix(&m.live, 0)
		}
	}
	for m.opened < m.made.Copies {
		start := m.first + int64(m.opened)*int64(m.made.Every)
		if len(m.live) > 0 && m.live[0].at < start {
			break
		}
		c, err := m.open(m.opened)
		if err != nil {
			return nil, err
		}
		if err := c.read(); err != nil {
			c.close()
			return nil, err
		}
		heap.Push(&m.live, c)
		m.opened++
	}
	if len(m.live) == 0 {
		return nil, nil
	}
	m.live[0].used = true
	return m.live[0], nil
}

func (m *merge) close() {
	for _, c := range m.live {
		c.close()
	}
}

// A replica is a copy of the capture that is being read.
type replica struct {
	rewriter rewriter
	index    int
	shift    int64 // ns
	source   source
	closers  []io.Closer

	// The next packet.
	at   int64 // ns since the Unix epoch, shifted
	data []byte
	wire int
	used bool // it has been written
}

func (m *merge) open(index int) (*replica, error) {
	f, err := os.Open(m.path)
	if err != nil {
		return nil, err
	}
	c := &replica{
		rewriter: newRewriter(m.link, m.scaling.Seed, index),
		index:    index,
		shift:    int64(index) * int64(m.made.Every),
		closers:  []io.Closer{f},
	}
	plain, err := Decompress(f)
	if err != nil {
		c.close()
		return nil, err
	}
	c.closers = append(c.closers, plain)
	if c.source, err = open(&ctxReader{m.ctx, plain}); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// read brings the next packet.
func (c *replica) read() error {
	data, info, err := c.source.ZeroCopyReadPacketData()
	if err != nil {
		return err
	}
	c.at, c.data, c.wire, c.used = info.Timestamp.UnixNano()+c.shift, data, info.Length, false
	return nil
}

func (c *replica) link() layers.LinkType { return c.source.LinkType() }

// unit is that of the times, in ns: 1000 or, if they are finer, 1.
func (c *replica) unit() int64 {
	if r, ok := c.source.(interface {
		Resolution() gopacket.TimestampResolution
	}); ok && r.Resolution() == gopacket.TimestampResolutionMicrosecond {
		return 1000
	}
	return 1
}

func (c *replica) close() {
	for _, f := range c.closers {
		f.Close()
	}
}

// replicas are a heap by the time of the next packet; of equal times the earlier
// copy's comes first.
type replicas []*replica

func (h replicas) Len() int { return len(h) }
func (h replicas) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].index < h[j].index
}
func (h replicas) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *replicas) Push(x any)   { *h = append(*h, x.(*replica)) }
func (h *replicas) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
