package trace

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// A trace of version 2 is the magic and sections: a map, blocks, an index and
// an end. All integers are little endian.

// Version2 is the version of traces that begin with a magic.
const Version2 = 2

// magic begins a trace of version 2. Its first four bytes would be the size of
// a block beyond any limit in a trace of version 1 of either byte order.
const magic = "brigtrc2"

// sectionKind tells what a section is. Readers skip kinds that they do not know.
type sectionKind uint32

// Kinds read as four letters in a dump.
const (
	mapSection   sectionKind = 'm' | 'a'<<8 | 'p'<<16 | 's'<<24
	blockSection sectionKind = 'b' | 'l'<<8 | 'o'<<16 | 'c'<<24
	indexSection sectionKind = 'i' | 'n'<<8 | 'd'<<16 | 'x'<<24
	endSection   sectionKind = 'e' | 'n'<<8 | 'd'<<16 | 's'<<24
)

// A section header is its kind, the size of the body that follows it, and the
// CRC-32C of kind, size and body.
const sectionHeaderSize = 12

// endSize is the size of the end section: header, where the index begins, and
// the magic.
const endSize = sectionHeaderSize + 8 + len(magic)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// putSectionHeader writes the header of a section, whose body begins at
// sectionHeaderSize.
func putSectionHeader(section []byte, kind sectionKind) {
	body := section[sectionHeaderSize:]
	binary.LittleEndian.PutUint32(section[0:], uint32(kind))
	binary.LittleEndian.PutUint32(section[4:], uint32(len(body)))
	binary.LittleEndian.PutUint32(section[8:], sectionSum(section[:8], body))
}

func sectionSum(header, body []byte) uint32 {
	return crc32.Update(crc32.Checksum(header[:8], castagnoli), castagnoli, body)
}

// A blockHeader begins a block: what the index has of it, the sizes of its
// columns, and what its first fields are differences to.
type blockHeader struct {
	Info BlockInfo
	// Symbols counts symbols, the others are bytes. Operations are packed when
	// they are smaller so.
	Symbols, Ops, PackedOps, Fields uint32
	Now                             running
}

// BlockInfo is what the index of a trace has of a block.
type BlockInfo struct {
	Offset      int64 // of the block's section in the file, in bytes
	Entries     int64
	FirstPacket int64 // how many packets began before the block
	Packets     int64 // how many begin in it
	FirstTime   int64 // network time of the first of them, in nanoseconds since 1970; 0 if none
	LastTime    int64 // and of the last
	FirstReal   int64 // wall clock of its first entry, in nanoseconds from any origin
	LastReal    int64 // and of its last
}

var (
	blockHeaderSize = binary.Size(blockHeader{})
	blockInfoSize   = binary.Size(BlockInfo{})
	// maxBlockSection bounds the body of a block.
	maxBlockSection = blockHeaderSize + maxSymbols*symbolSize + 2*maxColumn
)

// maxIndex bounds the blocks of an index. A block is 64,000 entries or more
// commonly.
const maxIndex = 1 << 22

// check tells what is wrong with the header of a block whose body has size
// bytes.
func (h *blockHeader) check(size int) error {
	total := int64(blockHeaderSize) + int64(h.Symbols)*symbolSize + int64(h.PackedOps) + int64(h.Fields)
	switch {
	case h.Symbols > maxSymbols:
		return fmt.Errorf("%d symbols, want 0 to %d", h.Symbols, maxSymbols)
	case h.Ops > maxColumn || h.Fields > maxColumn:
		return fmt.Errorf("columns of %d and %d bytes, want 0 to %d", h.Ops, h.Fields, maxColumn)
	case h.PackedOps > h.Ops:
		return fmt.Errorf("packed size is %d bytes, want 0 to the expanded size %d", h.PackedOps, h.Ops)
	case total != int64(size):
		return fmt.Errorf("columns of %d bytes in a block of %d", total, size)
	case h.Info.Entries < 0 || h.Info.Entries > int64(h.Ops):
		return fmt.Errorf("%d bytes of operations cannot hold the stated %d entries", h.Ops, h.Info.Entries)
	}
	return nil
}

// next2 reads the next block of a trace of version 2.
func (r *Reader) next2(b *Block) error {
	for {
		kind, err := r.section(b, maxBlockSection)
		switch {
		case err != nil:
			return err
		case kind == blockSection:
			r.number++
			b.Number, b.packer = r.number, r.zstd
			return b.header()
		}
		if err := b.verify(); err != nil {
			return err
		}
		if kind == endSection {
			return r.end()
		}
	}
}

// section reads a section into b.stored, which is limited to maxBody bytes.
// Those of kinds it does not know are passed over.
func (r *Reader) section(b *Block, maxBody int) (sectionKind, error) {
	for {
		b.Number, b.Offset, b.version = 0, r.offset, Version2
		n, err := io.ReadFull(r.r, b.section[:])
		r.offset += int64(n)
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			return 0, errNoEnd
		case err != nil:
			return 0, fmt.Errorf("reading the header: %w", err)
		}
		kind := sectionKind(binary.LittleEndian.Uint32(b.section[0:]))
		size := binary.LittleEndian.Uint32(b.section[4:])
		if kind == blockSection {
			b.Number = r.number + 1
		}
		switch kind {
		case mapSection, blockSection, endSection:
			if int64(size) > int64(maxBody) {
				return 0, fmt.Errorf("a section of %d bytes, want 0 to %d", size, maxBody)
			}
			return kind, r.payload(b, int(size))
		}
		sum := crc32.New(castagnoli)
		sum.Write(b.section[:8])
		n64, err := io.CopyN(sum, r.r, int64(size))
		r.offset += n64
		switch {
		case err == io.EOF:
			return 0, errNoEnd
		case err != nil:
			return 0, fmt.Errorf("reading the trace: %w", err)
		case sum.Sum32() != binary.LittleEndian.Uint32(b.section[8:]):
			return 0, errSum
		}
	}
}

// verify checks a section that has been read.
func (b *Block) verify() error {
	if sectionSum(b.section[:], b.stored) != binary.LittleEndian.Uint32(b.section[8:]) {
		return errSum
	}
	return nil
}

var (
	errNoEnd = errors.New("the trace ends without an index: what wrote it was stopped")
	errSum   = errors.New("the checksum is wrong: the trace was changed or damaged")
)

// end checks that nothing follows the end section.
func (r *Reader) end() error {
	var more [1]byte
	switch n, err := io.ReadFull(r.r, more[:]); {
	case n > 0:
		return errors.New("the trace goes on after its end")
	default:
		return err // io.EOF
	}
}

// header reads the header of a block that has been read.
func (b *Block) header() error {
	if len(b.stored) < blockHeaderSize {
		return fmt.Errorf("a block of %d bytes, want at least %d", len(b.stored), blockHeaderSize)
	}
	if _, err := binary.Decode(b.stored, binary.LittleEndian, &b.head); err != nil {
		return fmt.Errorf("reading the header: %w", err)
	}
	if err := b.head.check(len(b.stored)); err != nil {
		return err
	}
	b.Entries = int(b.head.Info.Entries)
	b.Size = int(b.head.Symbols)*symbolSize + int(b.head.Ops) + int(b.head.Fields)
	return nil
}

// expand2 makes the columns ready.
func (b *Block) expand2() error {
	if err := b.verify(); err != nil {
		return err
	}
	rest := b.stored[blockHeaderSize:]
	b.symbols, b.words = b.symbols[:0], append(b.words[:0], returnWord, clocksWord)
	for range b.head.Symbols {
		s := symbol{Options(binary.LittleEndian.Uint32(rest)), ID(binary.LittleEndian.Uint32(rest[4:]))}
		b.symbols = append(b.symbols, s)
		b.words = append(b.words, key(s.options&(symbolOptions2|Timestamp|Outside), s.id))
		rest = rest[symbolSize:]
	}
	ops := rest[:b.head.PackedOps]
	b.fields = rest[b.head.PackedOps:]
	if b.head.PackedOps == b.head.Ops {
		b.data = ops
		return nil
	}
	if cap(b.expanded) < int(b.head.Ops) {
		b.expanded = make([]byte, 0, b.head.Ops)
	}
	var err error
	b.expanded, err = b.packer.DecodeAll(ops, b.expanded[:0:b.head.Ops])
	b.data = b.expanded
	switch {
	case err != nil:
		return fmt.Errorf("expanding: %w", err)
	case len(b.data) != int(b.head.Ops):
		return fmt.Errorf("the operations expand to %d bytes, want %d", len(b.data), b.head.Ops)
	}
	return nil
}

// ReadIndex reads the index of a trace of version 2, whose size in bytes is
// given.
func ReadIndex(r io.ReaderAt, size int64) ([]BlockInfo, error) {
	list, err := readIndex(r, size)
	if err != nil {
		return nil, fmt.Errorf("reading the index: %w", err)
	}
	return list, nil
}

func readIndex(r io.ReaderAt, size int64) ([]BlockInfo, error) {
	var end [endSize]byte
	if size < int64(len(magic)+endSize) {
		return nil, errNoEnd
	}
	if _, err := r.ReadAt(end[:], size-int64(len(end))); err != nil {
		return nil, err
	}
	body := end[sectionHeaderSize:]
	if string(body[8:]) != magic || sectionSum(end[:], body) != binary.LittleEndian.Uint32(end[8:]) {
		return nil, errNoEnd
	}
	from := int64(binary.LittleEndian.Uint64(body))
	length := size - int64(len(end)) - from - sectionHeaderSize
	if from < int64(len(magic)) || length < 0 || length > int64(maxIndex*blockInfoSize) || length%int64(blockInfoSize) != 0 {
		return nil, fmt.Errorf("it cannot begin at byte %d", from)
	}
	section := make([]byte, sectionHeaderSize+length)
	if _, err := r.ReadAt(section, from); err != nil {
		return nil, err
	}
	body = section[sectionHeaderSize:]
	switch {
	case sectionKind(binary.LittleEndian.Uint32(section)) != indexSection:
		return nil, fmt.Errorf("it is not at byte %d", from)
	case sectionSum(section, body) != binary.LittleEndian.Uint32(section[8:]):
		return nil, errSum
	}
	list := make([]BlockInfo, len(body)/blockInfoSize)
	if _, err := binary.Decode(body, binary.LittleEndian, list); err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Offset < int64(len(magic)) || list[i].Offset > from {
			return nil, fmt.Errorf("block %d cannot be at byte %d", i+1, list[i].Offset)
		}
	}
	return list, nil
}
