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
type Writer2 struct {
	w       io.Writer
	columns *columns
	first   running   // what the block's first fields are differences to
	info    BlockInfo // of the block
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
	t := &Writer2{w: w, columns: newColumns(), packer: packer}
	t.write([]byte(magic))
	text := m.Text()
	if len(text) > MaxMapSize {
		return nil, fmt.Errorf("writing trace: the map has %d bytes, the limit is %d", len(text), MaxMapSize)
	}
	t.begin()
	t.section = binary.LittleEndian.AppendUint32(t.section, uint32(len(text)))
	t.section = packer.EncodeAll(text, t.section)
	t.end(mapSection)
	return t, t.err
}

// Append writes one entry. Fields whose options are not set are ignored.
func (w *Writer2) Append(e *Entry) {
	if w.columns.full() {
		w.flush()
	}
	if w.columns.entries == 0 && e.Options&Clocks != 0 {
		w.info.FirstReal = e.Real
	}
	if e.Options&Timestamp != 0 {
		if w.info.Packets == 0 {
			w.info.FirstTime = e.Time
		}
		w.info.Packets++
		w.info.LastTime = e.Time
	}
	w.columns.append(e)
}

// Flush writes the entries so far as a block.
func (w *Writer2) Flush() error {
	w.flush()
	return w.err
}

// Close writes what is left, the index and the end. It does not close the
// underlying writer.
func (w *Writer2) Close() error {
	w.flush()
	index := w.written
	w.begin()
	var err error
	if w.section, err = binary.Append(w.section, binary.LittleEndian, w.index); err != nil && w.err == nil {
		w.err = fmt.Errorf("writing trace: %w", err)
	}
	w.end(indexSection)
	w.begin()
	w.section = binary.LittleEndian.AppendUint64(w.section, uint64(index))
	w.section = append(w.section, magic...)
	w.end(endSection)
	return w.err
}

// Err returns the first error of the underlying writer.
func (w *Writer2) Err() error { return w.err }

// Written returns how many bytes have been written.
func (w *Writer2) Written() int64 { return w.written }

func (w *Writer2) flush() {
	c := w.columns
	if c.entries == 0 {
		return
	}
	info := w.info
	info.Offset, info.Entries, info.LastReal = w.written, int64(c.entries), c.now.Real
	head := blockHeader{
		Info: info, Symbols: uint32(len(c.symbols) / symbolSize),
		Ops: uint32(len(c.ops)), Fields: uint32(len(c.fields)), Now: w.first,
	}
	w.begin()
	w.section = append(w.section, make([]byte, blockHeaderSize)...)
	w.section = append(w.section, c.symbols...)
	ops := len(w.section)
	w.section = w.packer.EncodeAll(c.ops, w.section)
	if len(w.section)-ops >= len(c.ops) {
		w.section = append(w.section[:ops], c.ops...)
	}
	head.PackedOps = uint32(len(w.section) - ops)
	w.section = append(w.section, c.fields...)
	if _, err := binary.Encode(w.section[sectionHeaderSize:], binary.LittleEndian, &head); err != nil && w.err == nil {
		w.err = fmt.Errorf("writing trace: %w", err)
	}
	w.end(blockSection)
	if len(w.index) < maxIndex {
		w.index = append(w.index, info)
	}
	w.info = BlockInfo{FirstPacket: info.FirstPacket + info.Packets}
	w.first = c.now
	c.begin()
}

// begin begins a section in memory, end writes it.
func (w *Writer2) begin() {
	w.section = append(w.section[:0], make([]byte, sectionHeaderSize)...)
}

func (w *Writer2) end(kind sectionKind) {
	putSectionHeader(w.section, kind)
	w.write(w.section)
}

func (w *Writer2) write(b []byte) {
	if w.err != nil {
		return
	}
	n, err := w.w.Write(b)
	w.written += int64(n)
	if err != nil {
		w.err = fmt.Errorf("writing trace: %w", err)
	}
}
