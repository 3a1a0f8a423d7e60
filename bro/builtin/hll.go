package builtin

import (
	"errors"
	"math"
	"math/bits"
	"slices"

	"brig/bro/interp"
)

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
