package trace

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// maxMapRatio is more than the text of any map can be packed by.
const maxMapRatio = 1 << 12

// A Writer2 writes a trace of version 2, whose clocks and times are in
// nanoseconds. Errors of the underlying writer are kept: entries that follow
// one are dropped, and Flush and Close return it.
//
// A block that is full is packed and written by a goroutine while the next one
// fills; there are two blocks, so a third waits. It is for one goroutine.
type Writer2 struct {
	columns *columns // in the making
	out     output
	written chan *columns // holds the other block unless it is being written
}

// An output packs and writes blocks.
type output struct {
	w       io.Writer
	index   []BlockInfo
	packer  *zstd.Encoder
	section []byte
	written int64
	err     error
}

// NewWriter2 returns a Writer2 to w and writes the map. The Writer2 does
// large writes; w need not be buffered.
func NewWriter2(w io.Writer, m *Map) (*Writer2, error) {
	packer, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false), zstd.WithWindowSize(columnSize))
	if err != nil {
		return nil, fmt.Errorf("writing trace: %w", err)
	}
	t := &Writer2{columns: new(columns), out: output{packer: packer}, written: make(chan *columns, 1)}
	t.written <- new(columns)
	return t, t.Reset(w, m)
}

// Reset begins another trace and drops what was not written of the one before.
func (w *Writer2) Reset(to io.Writer, m *Map) error {
	w.wait()
	*w.columns = columns{symbols: w.columns.symbols}
	w.columns.symbols.clear()
	w.out = output{w: to, packer: w.out.packer, section: w.out.section[:0]}
	return w.out.begin(m)
}

// Append writes one entry. Fields whose options are not set are ignored.
func (w *Writer2) Append(e *Entry) {
	c := w.columns
	if c.full() || e.Options&Timestamp != 0 && c.ripe() {
		w.flush()
		c = w.columns
	}
	c.append(e)
}

// AppendRun writes entries that have clocks and nothing else: of each its symbol,
// whose options are Clocks and one of Call, Return, ComponentEvent and
// ComponentLeft, and its real time, which is never before that of the entry
// before it. The virtual time is that less lag. It is Append of each, in half the
// time.
func (w *Writer2) AppendRun(symbols []Symbol, real []int64, lag int64) {
	for len(symbols) > 0 {
		c := w.columns
		if c.now.Lag != lag || c.now.Real > real[0] {
			w.Append(&Entry{Options: symbols[0].Options, ID: symbols[0].ID, Real: real[0], Virtual: real[0] - lag})
			symbols, real = symbols[1:], real[1:]
			continue
		}
		n := min(len(symbols), c.room())
		if n == 0 {
			w.flush()
			continue
		}
		c.run(symbols[:n], real)
		symbols, real = symbols[n:], real[n:]
	}
}

// flush has the block written and begins the next.
func (w *Writer2) flush() {
	full := w.columns
	if full.entries == 0 {
		return
	}
	w.columns = <-w.written
	w.columns.follow(full)
	go func() {
		w.out.block(full)
		w.written <- full
	}()
}

// wait waits for the block that is being written.
func (w *Writer2) wait() { w.written <- <-w.written }

// Flush writes the entries so far as a block.
func (w *Writer2) Flush() error {
	w.flush()
	return w.Err()
}

// Close writes what is left, the index and the end. It does not close the
// underlying writer.
func (w *Writer2) Close() error {
	w.flush()
	w.wait()
	return w.out.close()
}

// Err returns the first error of the underlying writer.
func (w *Writer2) Err() error {
	w.wait()
	return w.out.err
}

// Written returns how many bytes have been written.
func (w *Writer2) Written() int64 {
	w.wait()
	return w.out.written
}

// begin writes the magic and the map.
func (o *output) begin(m *Map) error {
	text := m.Text()
	if len(text) > MaxMapSize {
		return fmt.Errorf("writing trace: the map has %d bytes, the limit is %d", len(text), MaxMapSize)
	}
	o.write([]byte(magic))
	o.start()
	o.section = binary.LittleEndian.AppendUint32(o.section, uint32(len(text)))
	o.section = o.packer.EncodeAll(text, o.section)
	o.end(mapSection)
	return o.err
}

func (o *output) block(c *columns) {
	c.info.Offset, c.info.Entries, c.info.LastReal = o.written, int64(c.entries), c.now.Real
	symbols, fields := c.symbols.list, c.fields[:c.fieldsUsed]
	head := blockHeader{
		Info: c.info, Symbols: uint32(len(symbols) / symbolSize),
		Ops: uint32(c.opsUsed), Fields: uint32(len(fields)), Now: c.first,
	}
	o.start()
	o.section = append(o.section, make([]byte, blockHeaderSize)...)
	o.section = append(o.section, symbols...)
	ops := len(o.section)
	o.section = o.packer.EncodeAll(c.ops[:c.opsUsed], o.section)
	if len(o.section)-ops >= c.opsUsed {
		o.section = append(o.section[:ops], c.ops[:c.opsUsed]...)
	}
	head.PackedOps = uint32(len(o.section) - ops)
	o.section = append(o.section, fields...)
	if _, err := binary.Encode(o.section[sectionHeaderSize:], binary.LittleEndian, &head); err != nil && o.err == nil {
		o.err = fmt.Errorf("writing trace: %w", err)
	}
	o.end(blockSection)
	if len(o.index) < maxIndex {
		o.index = append(o.index, c.info)
	}
}

// close writes the index and the end.
func (o *output) close() error {
	from := o.written
	o.start()
	var err error
	if o.section, err = binary.Append(o.section, binary.LittleEndian, o.index); err != nil && o.err == nil {
		o.err = fmt.Errorf("writing trace: %w", err)
	}
	o.end(indexSection)
	o.start()
	o.section = binary.LittleEndian.AppendUint64(o.section, uint64(from))
	o.section = append(o.section, magic...)
	o.end(endSection)
	return o.err
}

// start begins a section in memory, end writes it.
func (o *output) start() {
	o.section = append(o.section[:0], make([]byte, sectionHeaderSize)...)
}

func (o *output) end(kind sectionKind) {
	putSectionHeader(o.section, kind)
	o.write(o.section)
}

func (o *output) write(b []byte) {
	if o.err != nil {
		return
	}
	n, err := o.w.Write(b)
	o.written += int64(n)
	if err != nil {
		o.err = fmt.Errorf("writing trace: %w", err)
	}
}
