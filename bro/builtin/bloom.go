package builtin

import (
	"encoding/hex"
	"errors"
	"math"
	"slices"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A bloom filter has k hash functions over cells, which count up to most.
type bloom struct {
	k     int
	most  uint8
	cells []uint8
	name  string
	elem  *resolve.Type // of what it holds; nil before the first
}

func newBloom(c call, k, cells, most uint64, name string) (value, error) {
	if k == 0 || k > 64 || cells == 0 || cells > maxSketch || most == 0 || most > 255 {
		return none, errors.New("the parameters give no filter of a sensible size")
	}
	b := &bloom{k: int(k), most: uint8(most), cells: make([]uint8, cells), name: name}
	return (&interp.Opaque{T: c.Result, X: b}).Value(), nil
}

// bloomBasic takes the false-positive rate wanted at a capacity.
func bloomBasic(c call) (value, error) {
	fp, capacity := c.Double(0), float64(c.Count(1))
	if !(fp > 0 && fp < 1) {
		return none, errors.New("the false-positive rate must lie between 0 and 1")
	}
	cells := math.Ceil(-capacity * math.Log(fp) / (math.Ln2 * math.Ln2))
	if cells > maxSketch {
		return none, errors.New("the filter would be too large")
	}
	k := max(1, math.Round(cells/max(capacity, 1)*math.Ln2))
	return newBloom(c, uint64(k), uint64(cells), 1, c.Str(2))
}

func bloomCounting(c call) (value, error) {
	return newBloom(c, c.Count(0), c.Count(1), c.Count(2), c.Str(3))
}

// each visits the cells of v: double hashing (Kirsch and Mitzenmacher, 2006).
func (b *bloom) each(v value, f func(cell *uint8)) {
	h := hash64(v)
	lo, hi := h&0xffffffff, h>>32|1
	for i := range uint64(b.k) {
		f(&b.cells[(lo+i*hi)%uint64(len(b.cells))])
	}
}

// holds takes the type of the first element as that of all; an element of
// another is an error message.
func (b *bloom) holds(c call, v value) bool {
	if b.elem == nil {
		b.elem = v.Type()
	}
	if !resolve.Same(b.elem, v.Type()) {
		c.Error("incompatible Bloom filter types: %s and %s", b.elem, v.Type())
		return false
	}
	return true
}

func bloomAdd(c call) (value, error) {
	b, err := opaque[*bloom](c.Args[0])
	if err == nil && b.holds(c, c.Args[1]) {
		b.each(c.Args[1], func(cell *uint8) {
			if *cell < b.most {
				*cell++
			}
		})
	}
	return none, err
}

// bloomDecrement takes an element out once; F if it is not in a counting
// filter. Cells that are full stay full.
func bloomDecrement(c call) (value, error) {
	b, err := opaque[*bloom](c.Args[0])
	if err != nil {
		return none, err
	}
	if b.most == 1 {
		c.Error("bloomfilter_decrement: a basic Bloom filter does not count")
		return boolean(false)
	}
	if !b.holds(c, c.Args[1]) || b.least(c.Args[1]) == 0 {
		return boolean(false)
	}
	b.each(c.Args[1], func(cell *uint8) {
		if *cell > 0 && *cell < b.most {
			*cell--
		}
	})
	return boolean(true)
}

// least is the smallest cell of v, which counts how often v was added at most.
func (b *bloom) least(v value) uint8 {
	n := b.most
	b.each(v, func(cell *uint8) { n = min(n, *cell) })
	return n
}

// bloomLookup gives how often the element was added at most; 0: never.
func bloomLookup(c call) (value, error) {
	b, err := opaque[*bloom](c.Args[0])
	if err != nil {
		return none, err
	}
	if b.elem == nil || !b.holds(c, c.Args[1]) {
		return count(0)
	}
	return count(uint64(b.least(c.Args[1])))
}

func bloomClear(c call) (value, error) {
	b, err := opaque[*bloom](c.Args[0])
	if err == nil {
		clear(b.cells)
	}
	return none, err
}

// bloomCombine makes a filter of two with the same parameters, cell by cell.
func bloomCombine(c call, f func(x, y, most int) int) (value, error) {
	a, err := opaque[*bloom](c.Args[0])
	if err != nil {
		return none, err
	}
	b, err := opaque[*bloom](c.Args[1])
	if err != nil {
		return none, err
	}
	if a.elem != nil && b.elem != nil && !resolve.Same(a.elem, b.elem) {
		return none, errors.New("incompatible Bloom filter types")
	}
	if a.k != b.k || a.most != b.most || len(a.cells) != len(b.cells) || a.name != b.name {
		return none, errors.New("filters with different parameters cannot be combined")
	}
	m := &bloom{a.k, a.most, slices.Clone(a.cells), a.name, a.elem}
	if m.elem == nil {
		m.elem = b.elem
	}
	for i, n := range b.cells {
		m.cells[i] = uint8(f(int(m.cells[i]), int(n), int(m.most)))
	}
	return (&interp.Opaque{T: c.Result, X: m}).Value(), nil
}

// bloomState is a text that is equal for equal filters; its form is not
// that of other engines.
func bloomState(c call) (value, error) {
	b, err := opaque[*bloom](c.Args[0])
	if err != nil {
		return none, err
	}
	if len(b.cells) > maxString/2 {
		return none, errTooLong
	}
	return str(hex.EncodeToString(b.cells))
}
