package trace

import (
	"fmt"
	"io"
)

// blockSize is the size of a writer's blocks before packing, in bytes.
const blockSize = 128 << 10

// A Writer writes a trace. Errors of the underlying writer are kept: entries
// that follow one are dropped, and Flush and Close return it.
//
// A Writer must not be copied after first use.
type Writer struct {
	// Packed says whether blocks are packed with LZF. It holds for blocks
	// written from now on.
	Packed bool
	// Order is the byte order. It must not change after the first entry.
	Order Order

	w       io.Writer
	block   []byte // header and entries
	used    int
	last    int // where the last entry begins
	entries int
	written int64
	packed  []byte
	lzf     *packer
	err     error
}

// NewWriter returns a Writer of little endian, unpacked blocks to w. The
// Writer does large writes; w need not be buffered.
func NewWriter(w io.Writer) *Writer {
	return &Writer{w: w, block: make([]byte, headerSize+blockSize), used: headerSize}
}

// Append writes one entry. Fields whose options are not set are ignored.
func (w *Writer) Append(e *Entry) {
	if len(w.block)-w.used < maxEntrySize {
		w.flush()
	}
	w.last = w.used
	w.used += w.Order.put(w.block[w.used:], e)
	w.entries++
}

// StampLast gives the last entry a timestamp if it is a return that has none,
// and reports whether it did. A return with a timestamp ends a packet and
// adds nothing to the next, which is how a trace can end so that a decoder
// that counts packets only when the next begins counts the last one as well.
func (w *Writer) StampLast(time int64) bool {
	if w.entries == 0 {
		return false
	}
	last := w.block[w.last:w.used]
	b := Block{order: w.Order, stored: last, Size: len(last), version: Version}
	if b.Expand() != nil {
		return false // it is not packed: there is nothing to go wrong
	}
	c := b.Cursor()
	var e Entry
	if !c.Next(&e) || e.Options&(Call|Return|ComponentEvent|Timestamp) != Return {
		return false
	}
	w.used = w.last
	w.entries--
	e.Options |= Timestamp
	e.Time = time
	w.Append(&e)
	return true
}

// Flush writes the entries so far as a block.
func (w *Writer) Flush() error {
	w.flush()
	return w.err
}

// Close flushes the Writer. It does not close the underlying writer.
func (w *Writer) Close() error { return w.Flush() }

// Err returns the first error of the underlying writer.
func (w *Writer) Err() error { return w.err }

// Written returns how many bytes have been written.
func (w *Writer) Written() int64 { return w.written }

func (w *Writer) flush() {
	used, entries := w.used, w.entries
	w.used, w.entries = headerSize, 0
	if entries == 0 || w.err != nil {
		return
	}
	w.write(w.block[:used], entries)
}

// write writes block, which has room for the header before the entries,
// packed if that is asked for and makes it smaller: a stored size equal to
// the expanded size is what marks a block as not packed.
func (w *Writer) write(block []byte, entries int) {
	size := len(block) - headerSize
	out := block
	if w.Packed {
		if w.lzf == nil {
			w.lzf = new(packer)
			w.packed = make([]byte, len(w.block))
		}
		if n := w.lzf.pack(w.packed[headerSize:], block[headerSize:]); n > 0 {
			out = w.packed[:headerSize+n]
		}
	}
	w.Order.putUint32(out[0:], uint32(size))
	w.Order.putUint32(out[4:], uint32(len(out)-headerSize))
	w.Order.putUint32(out[8:], uint32(entries))
	w.Order.putUint32(out[12:], Version)
	n, err := w.w.Write(out)
	w.written += int64(n)
	if err != nil {
		w.err = fmt.Errorf("writing trace: %w", err)
	}
}

// WriteBlock writes entries as one block, which may be empty.
func WriteBlock(w io.Writer, order Order, packed bool, entries []Entry) error {
	size := 0
	for i := range entries {
		size += entries[i].Options.size()
	}
	if size > MaxBlockSize {
		return fmt.Errorf("%d entries of %d bytes do not fit in a block of %d bytes", len(entries), size, MaxBlockSize)
	}
	one := Writer{Packed: packed, Order: order, w: w, block: make([]byte, headerSize+size)}
	n := headerSize
	for i := range entries {
		n += order.put(one.block[n:], &entries[i])
	}
	one.write(one.block, len(entries))
	return one.err
}
