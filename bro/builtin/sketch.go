package builtin

import (
	"errors"
	"hash/fnv"
	"math"
	"math/bits"
	"slices"

	"brig/bro/interp"
)

// sketchFuncs is the family of structures that estimate what would take too
// much memory to count: cardinalities (HyperLogLog), most frequent elements
// (Space-Saving) and membership (Bloom filters). Elements are told apart by
// their print form; hashes have no seed, so results repeat.
func sketchFuncs() table {
	return table{
		"hll_cardinality_init":       hllInit,
		"hll_cardinality_add":        hllAdd,
		"hll_cardinality_merge_into": hllMerge,
		"hll_cardinality_estimate":   hllEstimate,
		"hll_cardinality_copy":       hllCopy,

		"topk_init":        topkInit,
		"topk_add":         topkAdd,
		"topk_get_top":     topkTop,
		"topk_count":       topkAsk(func(e *topkEntry) uint64 { return e.count }),
		"topk_epsilon":     topkAsk(func(e *topkEntry) uint64 { return e.epsilon }),
		"topk_size":        func(c call) (value, error) { return withTopk(c, func(t *topk) uint64 { return uint64(t.size) }) },
		"topk_sum":         func(c call) (value, error) { return withTopk(c, (*topk).sum) },
		"topk_merge":       func(c call) (value, error) { return topkMerge(c, false) },
		"topk_merge_prune": func(c call) (value, error) { return topkMerge(c, true) },

		"bloomfilter_basic_init":    bloomBasic,
		"bloomfilter_counting_init": bloomCounting,
		"bloomfilter_add":           bloomAdd,
		"bloomfilter_lookup":        bloomLookup,
		"bloomfilter_clear":         bloomClear,
		"bloomfilter_merge":         bloomMerge,
	}
}

// maxSketch bounds the bytes that a sketch is asked to take.
const maxSketch = 1 << 28

func hash64(v value) uint64 {
	h := fnv.New64a()
	var buf [64]byte
	h.Write(v.Append(buf[:0]))
	// FNV leaves the upper bits of short texts alike; MurmurHash3's finalizer spreads them.
	x := h.Sum64()
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

func opaque[T any](v value) (T, error) {
	x, ok := v.Opaque().X.(T)
	if !ok {
		return x, errors.New("the handle is of another kind")
	}
	return x, nil
}

// A hll has 2^bits registers.
type hll struct {
	bits uint
	regs []uint8
}

// hllInit takes the relative error wanted and the confidence that it holds.
func hllInit(c call) (value, error) {
	e, confidence := c.Double(0), c.Double(1)
	if !(e > 0 && e < 1) || !(confidence > 0 && confidence < 1) {
		return none, errors.New("error margin and confidence must lie between 0 and 1")
	}
	// The error is normal with deviation 1.04/sqrt(registers).
	k := math.Sqrt2 * math.Erfinv(confidence)
	n := 1.04 * k / e
	b := uint(4)
	for float64(uint64(1)<<b) < n*n && b < 24 {
		b++
	}
	return (&interp.Opaque{T: c.Result, X: &hll{b, make([]uint8, 1<<b)}}).Value(), nil
}

func hllAdd(c call) (value, error) {
	h, err := opaque[*hll](c.Args[0])
	if err != nil {
		return none, err
	}
	x := hash64(c.Args[1])
	i := x >> (64 - h.bits)
	rank := uint8(bits.LeadingZeros64(x<<h.bits|1<<(h.bits-1)) + 1)
	h.regs[i] = max(h.regs[i], rank)
	return boolean(true)
}

func hllMerge(c call) (value, error) {
	a, err := opaque[*hll](c.Args[0])
	if err != nil {
		return none, err
	}
	b, err := opaque[*hll](c.Args[1])
	if err != nil {
		return none, err
	}
	if a.bits != b.bits {
		c.Error("hll_cardinality_merge_into: cardinality counters with different parameters cannot be merged")
		return boolean(false)
	}
	for i, r := range b.regs {
		a.regs[i] = max(a.regs[i], r)
	}
	return boolean(true)
}

func hllEstimate(c call) (value, error) {
	h, err := opaque[*hll](c.Args[0])
	if err != nil {
		return none, err
	}
	m := float64(len(h.regs))
	sum, zeros := 0.0, 0
	for _, r := range h.regs {
		sum += math.Ldexp(1, -int(r))
		if r == 0 {
			zeros++
		}
	}
	alpha := 0.7213 / (1 + 1.079/m)
	switch len(h.regs) {
	case 16:
		alpha = 0.673
	case 32:
		alpha = 0.697
	case 64:
		alpha = 0.709
	}
	e := alpha * m * m / sum
	if e <= 2.5*m && zeros > 0 {
		e = m * math.Log(m/float64(zeros)) // few elements: linear counting
	}
	return double(e)
}

func hllCopy(c call) (value, error) {
	h, err := opaque[*hll](c.Args[0])
	if err != nil {
		return none, err
	}
	return (&interp.Opaque{T: c.Result, X: &hll{h.bits, slices.Clone(h.regs)}}).Value(), nil
}

// A topk keeps the size most frequent elements (Metwally et al., Efficient
// Computation of Frequent and Top-k Elements, 2005). epsilon bounds by how
// much a count may be too high.
type topk struct {
	size    int
	entries map[string]*topkEntry
	order   uint64
}

type topkEntry struct {
	v              value
	count, epsilon uint64
	seq            uint64 // of insertion, to break ties
}

func topkInit(c call) (value, error) {
	if c.Count(0) == 0 || c.Count(0) > 1<<24 {
		return none, errors.New("the size must be between 1 and 16777216")
	}
	t := &topk{size: int(c.Count(0)), entries: map[string]*topkEntry{}}
	return (&interp.Opaque{T: c.Result, X: t}).Value(), nil
}

func (t *topk) add(v value, n, epsilon uint64) {
	key := v.String()
	if e := t.entries[key]; e != nil {
		e.count += n
		e.epsilon += epsilon
		return
	}
	t.order++
	e := &topkEntry{v, n, epsilon, t.order}
	if len(t.entries) >= t.size {
		least := t.sorted()[len(t.entries)-1]
		delete(t.entries, least.v.String())
		e.count += least.count
		e.epsilon += least.count
	}
	t.entries[key] = e
}

// sorted lists the entries, the most frequent first.
func (t *topk) sorted() []*topkEntry {
	list := make([]*topkEntry, 0, len(t.entries))
	for _, e := range t.entries {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b *topkEntry) int {
		if a.count != b.count {
			return compareDown(a.count, b.count)
		}
		return compareDown(b.seq, a.seq)
	})
	return list
}

func compareDown(a, b uint64) int {
	if a > b {
		return -1
	}
	if a < b {
		return 1
	}
	return 0
}

func (t *topk) sum() (n uint64) {
	for _, e := range t.entries {
		n += e.count
	}
	return n
}

func withTopk(c call, f func(*topk) uint64) (value, error) {
	t, err := opaque[*topk](c.Args[0])
	if err != nil {
		return none, err
	}
	return count(f(t))
}

func topkAdd(c call) (value, error) {
	t, err := opaque[*topk](c.Args[0])
	if err == nil {
		t.add(interp.Copy(c.Args[1]), 1, 0)
	}
	return none, err
}

// topkTop gives the k most frequent elements, and those that are as frequent
// as the last of them.
func topkTop(c call) (value, error) {
	t, err := opaque[*topk](c.Args[0])
	if err != nil {
		return none, err
	}
	out := interp.NewVector(c.Result)
	last := uint64(0)
	for i, e := range t.sorted() {
		if uint64(i) >= c.Count(1) && e.count < last {
			break
		}
		out.Append(e.v)
		last = e.count
	}
	return out.Value(), nil
}

func topkAsk(f func(*topkEntry) uint64) interp.Builtin {
	return func(c call) (value, error) {
		t, err := opaque[*topk](c.Args[0])
		if err != nil {
			return none, err
		}
		e := t.entries[c.Args[1].String()]
		if e == nil {
			c.Error("topk: %s is not among the elements kept", c.Args[1])
			return count(0)
		}
		return count(f(e))
	}
}

// topkMerge adds the second sketch to the first; without pruning the first
// may come to keep more than its size.
func topkMerge(c call, prune bool) (value, error) {
	a, err := opaque[*topk](c.Args[0])
	if err != nil {
		return none, err
	}
	b, err := opaque[*topk](c.Args[1])
	if err != nil {
		return none, err
	}
	size := a.size
	a.size = len(a.entries) + len(b.entries) + 1
	for _, e := range b.sorted() {
		a.add(e.v, e.count, e.epsilon)
	}
	if a.size = max(size, len(a.entries)); prune {
		a.size = size
		if list := a.sorted(); len(list) > size {
			for _, e := range list[size:] {
				delete(a.entries, e.v.String())
			}
		}
	}
	return none, nil
}

// A bloom filter has k hash functions over cells, which count up to most.
type bloom struct {
	k     int
	most  uint8
	cells []uint8
	name  string
}

func newBloom(c call, k, cells, most uint64, name string) (value, error) {
	if k == 0 || k > 64 || cells == 0 || cells > maxSketch || most == 0 || most > 255 {
		return none, errors.New("the parameters give no filter of a sensible size")
	}
	b := &bloom{int(k), uint8(most), make([]uint8, cells), name}
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

func bloomAdd(c call) (value, error) {
	b, err := opaque[*bloom](c.Args[0])
	if err == nil {
		b.each(c.Args[1], func(cell *uint8) {
			if *cell < b.most {
				*cell++
			}
		})
	}
	return none, err
}

// bloomLookup gives how often the element was added at most; 0: never.
func bloomLookup(c call) (value, error) {
	b, err := opaque[*bloom](c.Args[0])
	if err != nil {
		return none, err
	}
	least := b.most
	b.each(c.Args[1], func(cell *uint8) { least = min(least, *cell) })
	return count(uint64(least))
}

func bloomClear(c call) (value, error) {
	b, err := opaque[*bloom](c.Args[0])
	if err == nil {
		clear(b.cells)
	}
	return none, err
}

func bloomMerge(c call) (value, error) {
	a, err := opaque[*bloom](c.Args[0])
	if err != nil {
		return none, err
	}
	b, err := opaque[*bloom](c.Args[1])
	if err != nil {
		return none, err
	}
	if a.k != b.k || a.most != b.most || len(a.cells) != len(b.cells) || a.name != b.name {
		return none, errors.New("filters with different parameters cannot be merged")
	}
	m := &bloom{a.k, a.most, slices.Clone(a.cells), a.name}
	for i, n := range b.cells {
		m.cells[i] = uint8(min(int(m.cells[i])+int(n), int(m.most)))
	}
	return (&interp.Opaque{T: c.Result, X: m}).Value(), nil
}
