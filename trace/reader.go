package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// An Error says where in a trace something is wrong.
type Error struct {
	Block  int   // number of the block, from 1; 0 if it is not in a block
	Offset int64 // of the block's header in the file, in bytes
	Err    error
}

func (e *Error) Error() string {
	if e.Block == 0 {
		return fmt.Sprintf("at byte %d: %v", e.Offset, e.Err)
	}
	return fmt.Sprintf("block %d at byte %d: %v", e.Block, e.Offset, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// A Reader reads the blocks of a trace from a file or a pipe.
type Reader struct {
	// MaxBlock is how many bytes the entries of a block of version 1 may have,
	// if that is less than [MaxBlockSize]; 0 is no such limit. What
	// [NewReader2013] returns has no limit but this.
	MaxBlock int

	r      io.Reader
	order  Order
	number int
	offset int64
	err    error

	version int // 0: not known yet
	m       *Map
	zstd    *zstd.Decoder

	either bool             // takes a trace of version 1 of either byte order
	lax    bool             // reads as the 2013 decoder did
	header [headerSize]byte // of the block before, where lax
}

// NewReader returns a Reader of r. The order is that of a trace of version 1,
// which its map tells; one of version 2 has its own. The Reader does large
// reads; r need not be buffered.
func NewReader(r io.Reader, order Order) *Reader { return &Reader{r: r, order: order} }

// Map returns the map within a trace of version 2, and nil for one of
// version 1, whose map is a file of its own. It reads the beginning of the
// trace if nothing has been read yet. Errors are those of [Reader.Next].
func (r *Reader) Map() (*Map, error) {
	r.begin()
	return r.m, r.err
}

// Version returns the version of the trace. It reads the beginning of the
// trace if nothing has been read yet.
func (r *Reader) Version() int {
	r.begin()
	return r.version
}

// Unit returns how many nanoseconds one unit of the trace's clocks is. It
// reads the beginning of the trace if nothing has been read yet.
func (r *Reader) Unit() int64 {
	if r.Version() == Version2 {
		return 1
	}
	return 1000
}

// begin finds out the version, and reads the map of a trace of version 2.
func (r *Reader) begin() {
	if r.version != 0 || r.err != nil {
		return
	}
	r.version = Version
	if r.lax {
		return
	}
	first := make([]byte, headerSize)
	n, err := io.ReadFull(r.r, first[:len(magic)])
	if string(first[:n]) != magic {
		if err == nil {
			var more int
			more, err = io.ReadFull(r.r, first[n:])
			n += more
		}
		r.r = io.MultiReader(bytes.NewReader(first[:n]), r.r)
		var inner *Error
		switch {
		case errors.As(err, &inner):
			r.err = inner
		case err != nil && err != io.EOF && err != io.ErrUnexpectedEOF:
			r.err = &Error{0, 0, fmt.Errorf("reading the trace: %w", err)}
		default:
			if err := foreign(first[:n]); err != nil {
				r.err = &Error{1, 0, err}
			}
			if r.either && binary.BigEndian.Uint32(first[12:]) == Version {
				r.order = BigEndian
			}
		}
		return
	}
	r.version, r.order, r.offset = Version2, LittleEndian, int64(n)
	r.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(MaxMapSize), zstd.WithDecodeAllCapLimit(true))
	if err == nil {
		err = r.readMap()
	}
	if err != nil {
		r.err = &Error{0, int64(n), err}
	}
}

// readMap reads the map, which is the first section: the size of the text in
// bytes and the text, packed.
func (r *Reader) readMap() error {
	var b Block
	kind, err := r.section(&b, 4+MaxMapSize)
	if err == nil {
		err = b.verify()
	}
	switch {
	case err != nil:
		return err
	case kind != mapSection || len(b.stored) < 4:
		return errors.New("the trace does not begin with its map")
	}
	size := int64(binary.LittleEndian.Uint32(b.stored))
	if packed := int64(len(b.stored) - 4); size > MaxMapSize || size > packed*maxMapRatio {
		return fmt.Errorf("a map of %d bytes packed in %d", size, packed)
	}
	// A frame can ask for a window, as memory, that is larger than its text.
	window := max(uint64(1)<<bits.Len64(uint64(size)), maxColumn)
	text, err := zstd.NewReader(bytes.NewReader(b.stored[4:]), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window))
	if err != nil {
		return fmt.Errorf("reading the map: %w", err)
	}
	defer text.Close()
	r.m, err = ReadMap(io.LimitReader(text, size))
	return err
}

// Offset returns how many bytes have been read.
func (r *Reader) Offset() int64 { return r.offset }

// Next reads the next block into b, whose memory it uses again. The end of
// the trace after a whole block is io.EOF; any other error is an [*Error] and
// final.
func (r *Reader) Next(b *Block) error {
	r.begin()
	if r.err == nil {
		next := r.next
		switch {
		case r.lax:
			next = r.next2013
		case r.version == Version2:
			next = r.next2
		}
		var inner *Error
		switch err := next(b); {
		case err == nil:
		case err == io.EOF:
			r.err = err
		case errors.As(err, &inner): // of a trace that r itself is read from
			r.err = inner
		default:
			r.err = &Error{b.Number, b.Offset, err}
		}
	}
	return r.err
}

func (r *Reader) next(b *Block) error {
	stored, err := r.blockHeader(b)
	if err != nil {
		return err
	}
	return r.payload(b, stored)
}

// blockHeader reads the header of a block and returns the size of the payload,
// which follows.
func (r *Reader) blockHeader(b *Block) (int, error) {
	r.block(b)
	var header [headerSize]byte
	n, err := io.ReadFull(r.r, header[:])
	r.offset += int64(n)
	switch {
	case err == io.EOF:
		return 0, io.EOF
	case err == io.ErrUnexpectedEOF:
		return 0, fmt.Errorf("the trace ends after %d of the header's %d bytes", n, headerSize)
	case err != nil:
		return 0, fmt.Errorf("reading the header: %w", err)
	}
	size := int32(r.order.uint32(header[0:]))
	stored := int32(r.order.uint32(header[4:]))
	entries := int32(r.order.uint32(header[8:]))
	switch version := int32(r.order.uint32(header[12:])); {
	case version == Version<<24 && r.number == 1:
		return 0, fmt.Errorf("the trace is not %s endian as its map says, but the other way round", r.order)
	case version != Version:
		return 0, fmt.Errorf("version is %d, want %d", version, Version)
	case size < 0 || size > MaxBlockSize:
		return 0, fmt.Errorf("size is %d bytes, want 0 to %d", size, MaxBlockSize)
	case r.MaxBlock > 0 && int(size) > r.MaxBlock:
		return 0, fmt.Errorf("a block of %d bytes, more than the %d that there is memory for", size, r.MaxBlock)
	case stored < 0 || stored > size:
		return 0, fmt.Errorf("stored size is %d bytes, want 0 to the expanded size %d", stored, size)
	case int64(size) > int64(stored)*lzfMaxRatio:
		return 0, fmt.Errorf("%d stored bytes cannot expand to %d", stored, size)
	case entries < 0 || int64(entries)*8 > int64(size) || int64(entries)*maxEntrySize < int64(size):
		return 0, fmt.Errorf("%d bytes cannot hold the stated %d entries", size, entries)
	}
	b.Size, b.Entries = int(size), int(entries)
	return int(stored), nil
}

func (r *Reader) block(b *Block) {
	r.number++
	b.Number, b.Offset, b.order, b.lax, b.version = r.number, r.offset, r.order, r.lax, Version
}

// payload reads n bytes into b.stored. Memory grows with what arrives, so a
// header cannot make a short file cost more than it holds. When the trace
// ends too early b.stored has what there was.
func (r *Reader) payload(b *Block, n int) error {
	const step = 1 << 20
	b.stored = b.stored[:0]
	for len(b.stored) < n {
		have := len(b.stored)
		want := min(n-have, max(step, have))
		b.stored = slices.Grow(b.stored, want)[:have+want]
		got, err := io.ReadFull(r.r, b.stored[have:])
		r.offset += int64(got)
		b.stored = b.stored[:have+got]
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return &shortError{have + got, n}
		} else if err != nil {
			return fmt.Errorf("reading the block: %w", err)
		}
	}
	return nil
}

// A shortError says that the trace ends within a payload.
type shortError struct{ got, want int }

func (e *shortError) Error() string {
	return fmt.Sprintf("the trace ends after %d of the block's %d stored bytes", e.got, e.want)
}

// A Block is a run of whole entries. Its memory is used again by the next
// [Reader.Next] with the same Block.
type Block struct {
	Number  int   // from 1
	Offset  int64 // of the header in the trace, in bytes
	Size    int   // of the expanded entries, in bytes
	Entries int   // as stated by the header

	version  int
	order    Order
	lax      bool // expands as in 2013
	stored   []byte
	expanded []byte // in version 1 with front bytes before the entries, and room behind them
	front    int
	data     []byte   // the entries, or the operations: stored or expanded
	origins  []origin // of the rest that is before the entries, or that the block is
	before   int      // entries of the rest that is before the block's own

	// Of version 2.
	head     blockHeader
	section  [sectionHeaderSize]byte
	packer   *zstd.Decoder
	symbols  []symbol
	words    []uint64 // what operations are, of those that Cursor.Repeat takes
	fields   []byte
	open     []openCall
	numbered []symbol2 // the symbols as a Symbols numbers them, once Cursor.Fields has been called
}

// An openCall is what the return is that a call waits for.
type openCall struct {
	symbol symbol
	number uint32 // of the symbol
}

// Version returns the version of the trace that the block is of.
func (b *Block) Version() int { return b.version }

// Stored returns the size of the block's payload in the trace, in bytes.
func (b *Block) Stored() int { return len(b.stored) }

// Packed reports whether the payload is LZF, or in version 2 has zstd.
func (b *Block) Packed() bool {
	if b.version == Version2 {
		return b.head.PackedOps != b.head.Ops
	}
	return len(b.stored) != b.Size
}

// Expand makes the block's entries ready for [Block.Cursor]. Different blocks
// may be expanded concurrently.
func (b *Block) Expand() error {
	b.origins, b.before = b.origins[:0], 0
	if b.version == Version2 {
		if err := b.expand2(); err != nil {
			return &Error{b.Number, b.Offset, err}
		}
		return nil
	}
	if !b.Packed() && b.order == LittleEndian && b.Size > maxCopied {
		b.stored = slices.Grow(b.stored, len(RepeatData{}))
		b.data, b.front = b.stored, 0
		return nil
	}
	b.front = maxRest
	b.expanded = slices.Grow(b.expanded[:0], b.front+b.Size+len(RepeatData{}))[:b.front+b.Size]
	b.data = b.expanded[b.front:]
	references := b.Size
	if b.lax {
		references--
	}
	if !b.Packed() {
		copy(b.data, b.stored)
	} else if err := expandLZF(b.data, b.stored, references); err != nil {
		return &Error{b.Number, b.Offset, fmt.Errorf("expanding: %w", err)}
	}
	if b.order == BigEndian {
		for words := b.data; len(words) >= 8; words = words[8:] {
			BigEndian.putUint64(words, LittleEndian.uint64(words))
		}
	}
	return nil
}

// maxCopied bounds the blocks that are not packed and yet are copied, for
// another's rest to go before them.
const maxCopied = 1 << 20

// Limits of the rest of a block: in bytes, and in sizes of the block, lest
// what small blocks leave be read again with each of them.
const (
	maxRest       = 256 << 10
	maxRestBlocks = 4
)

// An origin is where some entries of a rest come from.
type origin struct {
	entries int
	place   Place
}

// Rest makes b the block of those entries of version 1 that the cursor has not
// read, all of which are whole. It reports whether there is room.
func (c *Cursor) Rest(b *Block) bool {
	if len(c.data) > min(maxRest, maxRestBlocks*c.block.Size) {
		return false
	}
	*b = Block{
		Number: c.block.Number, Offset: c.block.Offset, Size: len(c.data), Entries: c.block.Entries - c.count,
		version: Version, stored: append(b.stored[:0], c.data...), origins: b.origins[:0],
	}
	b.data = b.stored
	read := c.count + c.block.before
	for _, o := range c.block.origins {
		if left := o.entries - read; left > 0 {
			b.origins = append(b.origins, origin{left, o.place})
		}
		read = max(0, read-o.entries)
	}
	b.origins = append(b.origins, origin{c.block.Entries - max(0, c.count), Place{c.block.Number, c.block.Offset}})
	return true
}

// A Place is where an entry is.
type Place struct {
	Block  int   // number of its block, from 1
	Offset int64 // of the block's header in the trace, in bytes
}

// Place returns where the entry is that was read so many entries ago, 1 for
// the last one.
func (c *Cursor) Place(ago int) Place {
	n := c.count + c.block.before - ago
	for _, o := range c.block.origins {
		if n < o.entries {
			return o.place
		}
		n -= o.entries
	}
	return Place{c.block.Number, c.block.Offset}
}

// After returns a cursor before the entries of rest, which those of b follow,
// and whether there is room for them. Rest then has no entries more.
func (b *Block) After(rest *Block) (c Cursor, ok bool) {
	c = b.Cursor()
	if rest.Entries > 0 {
		from := b.front - rest.Size
		if from < 0 {
			return c, false
		}
		copy(b.expanded[from:], rest.data)
		c.data = b.expanded[from : b.front+b.Size]
		c.count = -rest.Entries
		b.origins, b.before = append(b.origins[:0], rest.origins...), rest.Entries
		rest.Entries = 0
	}
	return c, true
}

// TakeMemory gives b the memory that another block has been expanded into,
// for its own expansion. The entries of both are gone.
func (b *Block) TakeMemory(from *Block) {
	b.expanded, from.expanded = from.expanded, nil
	b.symbols, from.symbols = from.symbols, nil
	b.words, from.words = from.words, nil
	b.open, from.open = from.open, nil
	b.numbered, from.numbered = from.numbered, nil
	b.data, from.data, b.fields, from.fields = nil, nil, nil, nil
}

// Cursor returns a cursor before the first entry of an expanded block.
func (b *Block) Cursor() Cursor {
	c := Cursor{data: b.data, block: b}
	if b.version == Version2 {
		if b.open == nil {
			b.open = make([]openCall, 0, maxOpenCalls)
		}
		c.columns, c.fields, c.now, c.open = true, b.fields, b.head.Now, b.open[:0]
	}
	return c
}

// A Cursor walks over the entries of a block.
type Cursor struct {
	data  []byte // what is left
	count int
	block *Block
	err   error

	// Of version 2, where data has operations.
	columns  bool
	fields   []byte // what is left
	now      running
	open     []openCall
	numbered bool   // block.numbered is set
	number   uint32 // of the last entry's symbol, if so
}

var errCut = errors.New("cut off by the end of the block")

// Next reads the next entry into e. It returns false at the end of the block
// and at an entry that is cut off; [Cursor.Err] tells them apart.
func (c *Cursor) Next(e *Entry) bool {
	if c.columns {
		return c.next2(e)
	}
	if len(c.data) < 8 {
		return c.end()
	}
	word := binary.LittleEndian.Uint64(c.data)
	e.Options, e.ID = Options(word), ID(word>>32)
	n := 8
	if o := e.Options & (Clocks | Timestamp | Usage); o != Clocks {
		n = e.Options.size()
		if len(c.data) < n {
			return c.end()
		}
		c.optional(e)
	} else {
		// What nearly all entries look like.
		n = 24
		if len(c.data) < n {
			return c.end()
		}
		e.Real = int64(binary.LittleEndian.Uint64(c.data[8:]))
		e.Virtual = int64(binary.LittleEndian.Uint64(c.data[16:]))
		e.Time, e.User, e.System, e.MaxRSS = 0, 0, 0, 0
	}
	c.data = c.data[n:]
	c.count++
	return true
}

// optional reads the optional fields of e, all of which c.data holds.
func (c *Cursor) optional(e *Entry) {
	*e = Entry{Options: e.Options, ID: e.ID}
	b := c.data[8:]
	if e.Options&Clocks != 0 {
		e.Real = int64(binary.LittleEndian.Uint64(b))
		e.Virtual = int64(binary.LittleEndian.Uint64(b[8:]))
		b = b[16:]
	}
	if e.Options&Timestamp != 0 {
		e.Time = int64(binary.LittleEndian.Uint64(b))
		b = b[8:]
	}
	if e.Options&Usage != 0 {
		e.User = int64(binary.LittleEndian.Uint64(b))
		e.System = int64(binary.LittleEndian.Uint64(b[8:]))
		e.MaxRSS = int64(binary.LittleEndian.Uint64(b[16:]))
	}
}

func (c *Cursor) end() bool {
	switch {
	case len(c.data) > 0:
		c.err = fmt.Errorf("entry %d at byte %d of the block: %w", c.count+1, c.Offset(), errCut)
	case c.count != c.block.Entries:
		c.err = fmt.Errorf("the header states %d entries, the block holds %d", c.block.Entries, c.count)
	}
	return false
}

// Offset returns the position of the next entry in the expanded block, in
// bytes.
func (c *Cursor) Offset() int { return len(c.block.data) - len(c.data) }

// Err returns what ended the walk early, or that the block does not hold as
// many entries as its header states.
func (c *Cursor) Err() error {
	if c.err == nil {
		return nil
	}
	return &Error{c.block.Number, c.block.Offset, c.err}
}
