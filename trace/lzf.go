package trace

import (
	"encoding/binary"
	"errors"
)

// LZF, after the format of Marc Lehmann's liblzf. The packed form is a
// sequence of items, each of which begins with a control byte c:
//
//	c < 32   literal run: the next c+1 bytes
//	c >= 32  reference: c>>5 (1 to 7) plus 2 bytes to copy; with 7 the next
//	         byte adds to the length. A further byte and the low five bits of
//	         c give the distance minus one, 1 to 8192 bytes back. Source and
//	         target may overlap: bytes are copied front to back.
//
// There is no header and no end mark: expansion ends with the last byte
// expected.
const (
	lzfMaxLiteral  = 32
	lzfMaxMatch    = 7 + 255 + 2
	lzfMaxDistance = 1 << 13

	// lzfMaxRatio bounds how much LZF can expand: a reference of three bytes
	// yields at most 264.
	lzfMaxRatio = lzfMaxMatch / 3
)

var (
	errLZFShort    = errors.New("packed data ends too early")
	errLZFDistance = errors.New("reference before the start of the block")
	errLZFLong     = errors.New("packed data holds more than the block's size")
)

// expandLZF fills dst with the expansion of src. Bytes of src that are left
// when dst is full are ignored, as every known expander does. On an error
// part of dst may have been written. No reference may end beyond the first
// references bytes of dst: all of them, or one less to be as strict as the
// decoder of 2013.
func expandLZF(dst, src []byte, references int) error {
	i, o, err := expandWild(dst, src)
	if err != nil {
		return err
	}
	for o < len(dst) {
		if i >= len(src) {
			return errLZFShort
		}
		c := int(src[i])
		i++
		if c < lzfMaxLiteral {
			n := c + 1
			if n > len(src)-i {
				return errLZFShort
			}
			if n > len(dst)-o {
				return errLZFLong
			}
			copy(dst[o:o+n], src[i:i+n])
			i += n
			o += n
			continue
		}
		n := c >> 5
		if n == 7 {
			if i >= len(src) {
				return errLZFShort
			}
			n += int(src[i])
			i++
		}
		n += 2
		if i >= len(src) {
			return errLZFShort
		}
		from := o - (c&31)<<8 - int(src[i]) - 1
		i++
		if from < 0 {
			return errLZFDistance
		}
		if n > references-o {
			return errLZFLong
		}
		repeatBytes(dst, from, o, n)
		o += n
	}
	return nil
}

// What expandWild looks at: an item begins in the first bytes of the one window,
// and writes to the first bytes of the other. The rest is for its end.
const (
	itemStarts   = 1 << 10
	itemWindow   = itemStarts + 1 + lzfMaxLiteral
	targetStarts = 2 * lzfMaxDistance
	targetWindow = targetStarts + 1 + lzfMaxMatch + 7
)

// expandWild expands as long as neither side ends within an item: so far back
// that nothing but distances needs a check. It returns how much it has read
// and written. That is nothing where there is less than a window.
func expandWild(dst, src []byte) (i, o int, err error) {
	for {
		from, to := min(i, len(src)-itemWindow), min(max(o-lzfMaxDistance, 0), len(dst)-targetWindow)
		if from < 0 || to < 0 || i-from >= itemStarts || o-to >= targetStarts {
			return i, o, nil
		}
		q, p, ok := expandItems((*[targetWindow]byte)(dst[to:]), (*[itemWindow]byte)(src[from:]), uint(o-to), uint(i-from))
		i, o = from+int(q), to+int(p)
		if !ok {
			return i, o, errLZFDistance
		}
	}
}

// expandItems expands the items of src, from q on, to dst, from p on, until the
// window for either does not surely hold another.
//
// Which item comes next cannot be predicted, and a branch that goes wrong takes
// longer than an item. So there is one way for a reference of any length, with
// or without a literal of one byte before it, which nearly all items are; a
// condition is 1 or a mask that is added or anded. From q to the next q is what the
// processor waits for: it takes as few steps as can be. Copies are of fixed size,
// and the next item overwrites the excess. The compiler sees from the sizes of
// the arrays that no index is out of range, and leaves its checks out.
func expandItems(dst *[targetWindow]byte, src *[itemWindow]byte, p, q uint) (uint, uint, bool) {
	d, s := (*[targetWindow]byte)(dst[:]), (*[itemWindow]byte)(src[:]) // not nil, the compiler knows
	for q < itemStarts && p < targetStarts {
		c := uint(s[q])
		if c-1 < lzfMaxLiteral-1 { // in one comparison: 0 is not told from references by a branch
			literal := (*[lzfMaxLiteral]byte)(s[q+1 : q+1+lzfMaxLiteral])
			*(*[16]byte)(d[p:]) = *(*[16]byte)(literal[:])
			*(*[16]byte)(d[p+16:]) = *(*[16]byte)(literal[16:])
			q += c + 2
			p += c + 1
			continue
		}
		d[p] = s[q+1]
		one := uint(int(c-1) >> 63) // all bits if there is a literal
		at := q + 2&one             // of the reference
		// The size of a reference is 2, or 3 with a byte for its length.
		const size = 2<<8 + 1<<5
		q += (c+size)>>8 + (uint(s[q+2])+size)>>8&one
		p -= one
		c = uint(s[at])
		if c < lzfMaxLiteral {
			q = at
			continue
		}
		long := (c + 1<<5) >> 8
		n := c>>5 + 2 + uint(s[at+1])&-long
		distance := c&31<<8 + uint(s[at+1+long]) // less one
		if distance >= p {
			return q, p, false
		}
		from := (p - 1 - distance) & (targetStarts - 1) // which changes nothing
		if distance < 15 {
			repeatBytes(d[:], int(from), int(p), int(n))
			p += n
			continue
		}
		*(*[16]byte)(d[p:]) = *(*[16]byte)(d[from:])
		*(*[8]byte)(d[p+16:]) = *(*[8]byte)(d[from+16:])
		for k := uint(24); k < n; k += 8 {
			*(*[8]byte)(d[p+k:]) = *(*[8]byte)(d[from+k:])
		}
		p += n
	}
	return q, p, true
}

// repeatBytes copies n bytes from front to back.
func repeatBytes(b []byte, from, to, n int) {
	for end := to + n; to < end; to++ {
		b[to] = b[from]
		from++
	}
}

const lzfHashBits = 14

// A packer holds the state of compression, so that it is allocated once.
type packer struct {
	// seen has the last position + 1 + base of a sequence of three bytes.
	// The base grows with every block: older positions then lie out of reach
	// and the table need not be cleared.
	seen [1 << lzfHashBits]uint32
	base uint32
}

// pack writes the packed form of src into dst and returns its length, or 0
// when it would not be shorter than src. dst has the length of src or more.
// The last item is always a literal run: the 2013 decoder refuses a reference
// that ends a block.
func (p *packer) pack(dst, src []byte) int {
	limit := len(src) - 1 // packed data must be shorter than src
	if len(src) < 8 {
		return 0
	}
	if uint64(p.base)+uint64(len(src))+lzfMaxDistance+1 > 1<<32-1 {
		p.seen = [1 << lzfHashBits]uint32{}
		p.base = 0
	}
	base := p.base
	p.base += uint32(len(src)) + lzfMaxDistance + 1

	o, literal := 0, 0
	i := 0
	for i+4 <= len(src)-1 {
		three := binary.LittleEndian.Uint32(src[i:]) << 8
		h := three * 0x9e3779b1 >> (32 - lzfHashBits)
		seen := p.seen[h]
		p.seen[h] = base + uint32(i) + 1
		from := int(int64(seen) - int64(base) - 1)
		if from < 0 || i-from > lzfMaxDistance ||
			binary.LittleEndian.Uint32(src[from:])<<8 != three {
			i++
			continue
		}

		n := 3
		most := min(lzfMaxMatch, len(src)-1-i)
		for n+8 <= most && binary.LittleEndian.Uint64(src[i+n:]) == binary.LittleEndian.Uint64(src[from+n:]) {
			n += 8
		}
		for n < most && src[i+n] == src[from+n] {
			n++
		}

		if o = putLiterals(dst, o, limit, src[literal:i]); o < 0 || o+3 > limit {
			return 0
		}
		distance := i - from - 1
		if length := n - 2; length < 7 {
			dst[o] = byte(length<<5 | distance>>8)
			o++
		} else {
			dst[o] = byte(7<<5 | distance>>8)
			dst[o+1] = byte(length - 7)
			o += 2
		}
		dst[o] = byte(distance)
		o++

		// The two positions before the end of the match are where the next
		// one tends to begin when a record repeats with a small change.
		i += n
		for j := i - 2; j < i; j++ {
			if j+4 <= len(src) {
				h := binary.LittleEndian.Uint32(src[j:]) << 8 * 0x9e3779b1 >> (32 - lzfHashBits)
				p.seen[h] = base + uint32(j) + 1
			}
		}
		literal = i
	}
	if o = putLiterals(dst, o, limit, src[literal:]); o < 0 {
		return 0
	}
	return o
}

// putLiterals writes literal runs at dst[o:limit] and returns the new o, or
// -1 when there is no room.
func putLiterals(dst []byte, o, limit int, literals []byte) int {
	for len(literals) > 0 {
		n := min(len(literals), lzfMaxLiteral)
		if o+1+n > limit {
			return -1
		}
		dst[o] = byte(n - 1)
		copy(dst[o+1:], literals[:n])
		o += 1 + n
		literals = literals[n:]
	}
	return o
}
