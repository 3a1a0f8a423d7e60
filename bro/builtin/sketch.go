package builtin

import (
	"errors"
	"hash/fnv"
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
		"topk_size":        topkSize,
		"topk_sum":         topkSum,
		"topk_merge":       func(c call) (value, error) { return topkMerge(c, false) },
		"topk_merge_prune": func(c call) (value, error) { return topkMerge(c, true) },

		"bloomfilter_basic_init":    bloomBasic,
		"bloomfilter_counting_init": bloomCounting,
		"bloomfilter_basic_init2": func(c call) (value, error) {
			return newBloom(c, c.Count(0), c.Count(1), 1, c.Str(2))
		},
		"bloomfilter_add":            bloomAdd,
		"bloomfilter_decrement":      bloomDecrement,
		"bloomfilter_intersect":      func(c call) (value, error) { return bloomCombine(c, func(x, y, _ int) int { return min(x, y) }) },
		"bloomfilter_internal_state": bloomState,
		"bloomfilter_lookup":         bloomLookup,
		"bloomfilter_clear":          bloomClear,
		"bloomfilter_merge": func(c call) (value, error) {
			return bloomCombine(c, func(x, y, most int) int { return min(x+y, most) })
		},
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
