package probe

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"brig/result"
)

// This file defines how samples are kept on disk while they are taken.
//
// A stream begins with streamMagic. Blocks follow, each of them
//
//	length of the payload   4 bytes, little endian
//	CRC-32C of the payload  4 bytes, little endian
//	payload
//
// The first payload is a streamHeader as JSON. Every other one holds the
// samples of about a second, in columns:
//
//	rows                    uvarint
//	at, have                a vector each, of that many values
//	each column             a vector
//	threads                 uvarint, and for each of them
//	    id, name            uvarint; length as uvarint, bytes
//	    have, first, rows   uvarint each: known values, first row, number of rows
//	    each thread column  a vector
//
// A vector holds the differences of neighbouring values, the first to 0, in
// zigzag and as uvarint. A 0 is followed by how many differences in a row are
// 0, less one: what stands still takes two bytes a block.
//
// A block is complete or it is not there: a stream that was cut by the end
// of its writer is read up to its last complete block.

const streamMagic = "brigsmp1"

// Bounds of a stream. A block holds at most a second or maxBlockRows.
const (
	maxBlockRows  = 1024
	maxPayload    = 64 << 20
	maxHeader     = 64 << 10
	maxName       = 64
	maxBlockSpans = 1 << 16
	maxBlockCells = 1 << 20 // samples of threads
	maxColumns    = 64      // a bit each in have
)

// A streamHeader says what the columns of a stream are. Readers leave out
// columns that they do not know.
type streamHeader struct {
	Interval int64            `json:"interval_ns"`
	Columns  []string         `json:"columns"`
	Absent   []result.Absence `json:"absent,omitempty"`
}

// A block holds rows by column.
type block struct {
	at    []int64
	have  []int64
	value [columns][]int64
	spans []span
}

// A span is one thread in the rows of a block.
type span struct {
	id    int64
	name  string
	have  uint8
	first int
	value [threadColumns][]int64
}

func (s *span) rows() int { return len(s.value[0]) }

func (b *block) reset() {
	b.at, b.have = b.at[:0], b.have[:0]
	for c := range b.value {
		b.value[c] = b.value[c][:0]
	}
	b.spans = b.spans[:0]
}

// add appends a row. It allocates only while the block is larger than any
// before.
func (b *block) add(r *row) {
	for i := range r.threads {
		t := &r.threads[i]
		s := b.spanOf(t, i)
		for c := range threadColumns {
			s.value[c] = append(s.value[c], t.value[c])
		}
	}
	b.at = append(b.at, r.at)
	b.have = append(b.have, int64(r.have))
	for c := range columns {
		b.value[c] = append(b.value[c], r.value[c])
	}
}

// spanOf finds the span that a thread goes on in, or begins one. The threads
// of a row are in the order of the row before, so hint is mostly right.
func (b *block) spanOf(t *threadRow, hint int) *span {
	goesOn := func(i int) bool {
		s := &b.spans[i]
		return s.id == t.id && s.have == t.have && s.first+s.rows() == len(b.at)
	}
	if hint < len(b.spans) && goesOn(hint) {
		return &b.spans[hint]
	}
	for i := range b.spans {
		if goesOn(i) {
			return &b.spans[i]
		}
	}
	if n := len(b.spans); n < cap(b.spans) {
		b.spans = b.spans[:n+1] // with the slices of an earlier span
	} else {
		b.spans = append(b.spans, span{})
	}
	s := &b.spans[len(b.spans)-1]
	s.id, s.name, s.have, s.first = t.id, t.name, t.have, len(b.at)
	for c := range s.value {
		s.value[c] = s.value[c][:0]
	}
	return s
}

// each calls f with each row. The row is f's until f returns.
func (b *block) each(f func(*row) error) error {
	var r row
	for i, at := range b.at {
		r.at, r.have = at, uint64(b.have[i])
		for c := range columns {
			r.value[c] = b.value[c][i]
		}
		r.threads = r.threads[:0]
		for j := range b.spans {
			s := &b.spans[j]
			if k := i - s.first; k >= 0 && k < s.rows() {
				t := threadRow{id: s.id, name: s.name, have: s.have}
				for c := range threadColumns {
					t.value[c] = s.value[c][k]
				}
				r.threads = append(r.threads, t)
			}
		}
		if err := f(&r); err != nil {
			return err
		}
	}
	return nil
}

// append writes the block's payload.
func (b *block) append(buf []byte) []byte {
	buf = binary.AppendUvarint(buf, uint64(len(b.at)))
	buf = appendVector(buf, b.at)
	buf = appendVector(buf, b.have)
	for c := range columns {
		buf = appendVector(buf, b.value[c])
	}
	buf = binary.AppendUvarint(buf, uint64(len(b.spans)))
	for i := range b.spans {
		s := &b.spans[i]
		buf = binary.AppendUvarint(buf, uint64(s.id))
		buf = binary.AppendUvarint(buf, uint64(len(s.name)))
		buf = append(buf, s.name...)
		buf = binary.AppendUvarint(buf, uint64(s.have))
		buf = binary.AppendUvarint(buf, uint64(s.first))
		buf = binary.AppendUvarint(buf, uint64(s.rows()))
		for c := range threadColumns {
			buf = appendVector(buf, s.value[c])
		}
	}
	return buf
}

func appendVector(buf []byte, v []int64) []byte {
	last, zeros := int64(0), uint64(0)
	for _, x := range v {
		d := x - last // may wrap around, and wraps back in reading
		last = x
		if d == 0 {
			zeros++
			continue
		}
		if zeros > 0 {
			buf = binary.AppendUvarint(append(buf, 0), zeros-1)
			zeros = 0
		}
		buf = binary.AppendUvarint(buf, uint64(d)<<1^uint64(d>>63))
	}
	if zeros > 0 {
		buf = binary.AppendUvarint(append(buf, 0), zeros-1)
	}
	return buf
}

// appendBlock frames a payload.
func appendBlock(buf []byte, payload func([]byte) []byte) []byte {
	begin := len(buf)
	buf = payload(append(buf, 0, 0, 0, 0, 0, 0, 0, 0))
	body := buf[begin+8:]
	binary.LittleEndian.PutUint32(buf[begin:], uint32(len(body)))
	binary.LittleEndian.PutUint32(buf[begin+4:], crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
	return buf
}

// appendHeader begins a stream.
func appendHeader(buf []byte, h streamHeader) ([]byte, error) {
	text, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	return appendBlock(append(buf, streamMagic...), func(b []byte) []byte { return append(b, text...) }), nil
}

// errCut says that a stream ends within a block, or with one that is damaged.
var errCut = errors.New("the stream of samples is cut short")

// A streamReader reads a stream block by block.
type streamReader struct {
	from   io.Reader
	header streamHeader
	column []int // of each of the header's columns, -1 when not known
	buf    []byte
	block  block
	skip   []int64 // values of columns that are not known
}

// openStream reads the beginning of a stream.
func openStream(r io.Reader) (*streamReader, error) {
	var magic [len(streamMagic)]byte
	if _, err := io.ReadFull(r, magic[:]); err != nil || string(magic[:]) != streamMagic {
		return nil, errors.New("not a stream of samples")
	}
	s := &streamReader{from: r}
	if err := s.payload(maxHeader); err != nil {
		return nil, errCut
	}
	if err := json.Unmarshal(s.buf, &s.header); err != nil {
		return nil, fmt.Errorf("reading the header of a stream of samples: %w", err)
	}
	if len(s.header.Columns) > maxColumns {
		return nil, fmt.Errorf("reading the header of a stream of samples: %d columns, at most %d are possible", len(s.header.Columns), maxColumns)
	}
	seen := [columns]bool{}
	for _, name := range s.header.Columns {
		c := slices.Index(columnNames[:], name)
		if c >= 0 && seen[c] {
			return nil, fmt.Errorf("reading the header of a stream of samples: column %s twice", name)
		} else if c >= 0 {
			seen[c] = true
		}
		s.column = append(s.column, c)
	}
	return s, nil
}

// payload reads the next block's payload into buf. io.EOF is the regular end.
func (s *streamReader) payload(limit uint32) error {
	var frame [8]byte
	if n, err := io.ReadFull(s.from, frame[:]); n == 0 && err == io.EOF {
		return io.EOF
	} else if err != nil {
		return errCut
	}
	size := binary.LittleEndian.Uint32(frame[:])
	if size > limit {
		return errCut
	}
	s.buf = s.buf[:0]
	for len(s.buf) < int(size) { // in steps, so that a false size costs no memory
		n := min(int(size)-len(s.buf), 64<<10)
		s.buf = slices.Grow(s.buf, n)
		got, err := io.ReadFull(s.from, s.buf[len(s.buf):len(s.buf)+n])
		s.buf = s.buf[:len(s.buf)+got]
		if err != nil {
			return errCut
		}
	}
	if crc32.Checksum(s.buf, crc32.MakeTable(crc32.Castagnoli)) != binary.LittleEndian.Uint32(frame[4:]) {
		return errCut
	}
	return nil
}

// next reads the next block of samples.
func (s *streamReader) next() (*block, error) {
	if err := s.payload(maxPayload); err != nil {
		return nil, err
	}
	if !s.parse() {
		return nil, errors.New("a block of the stream of samples makes no sense")
	}
	return &s.block, nil
}

func (s *streamReader) parse() bool {
	b, p := &s.block, cursor{s.buf, true}
	b.reset()
	rows := p.count(maxBlockRows)
	b.at = p.vector(b.at, rows)
	b.have = p.vector(b.have, rows)
	for _, c := range s.column {
		if c < 0 {
			s.skip = p.vector(s.skip[:0], rows)
			continue
		}
		b.value[c] = p.vector(b.value[c], rows)
	}
	for c := range columns {
		for p.ok && len(b.value[c]) < rows {
			b.value[c] = append(b.value[c], 0)
		}
	}
	for i, have := range b.have {
		// Bits count the stream's columns, which may be numbered otherwise here.
		b.have[i] = 0
		for j, c := range s.column {
			if c >= 0 && have&(1<<j) != 0 {
				b.have[i] |= 1 << c
			}
		}
	}
	cells := 0
	for range p.count(maxBlockSpans) {
		var sp span
		sp.id = int64(p.uvarint())
		sp.name = string(p.bytes(p.count(maxName)))
		sp.have = uint8(p.count(1<<threadColumns - 1))
		sp.first = p.count(rows)
		n := p.count(rows - sp.first)
		if cells += n; cells > maxBlockCells {
			return false
		}
		for c := range threadColumns {
			sp.value[c] = p.vector(nil, n)
		}
		if !p.ok {
			return false
		}
		b.spans = append(b.spans, sp)
	}
	return p.ok && len(p.rest) == 0
}

// A cursor reads a payload. After the first thing that is wrong ok is false
// and everything reads as nothing.
type cursor struct {
	rest []byte
	ok   bool
}

func (p *cursor) uvarint() uint64 {
	v, n := binary.Uvarint(p.rest)
	if n <= 0 || !p.ok {
		p.ok = false
		return 0
	}
	p.rest = p.rest[n:]
	return v
}

// count reads a number that is at most limit.
func (p *cursor) count(limit int) int {
	v := p.uvarint()
	if limit < 0 || v > uint64(limit) {
		p.ok = false
		return 0
	}
	return int(v)
}

func (p *cursor) bytes(n int) []byte {
	if n > len(p.rest) {
		p.ok = false
		return nil
	}
	b := p.rest[:n]
	p.rest = p.rest[n:]
	return b
}

func (p *cursor) vector(into []int64, n int) []int64 {
	last := int64(0)
	for len(into) < n && p.ok {
		z := p.uvarint()
		if z != 0 {
			last += int64(z>>1) ^ -int64(z&1)
			into = append(into, last)
			continue
		}
		zeros := p.count(n - len(into) - 1)
		for i := 0; p.ok && i <= zeros; i++ {
			into = append(into, last)
		}
	}
	return into
}
