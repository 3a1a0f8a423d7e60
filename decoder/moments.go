package decoder

import (
	"math"
	"math/big"
	"math/bits"

	"brig/result"
)

// moments sums values and their squares exactly. Unlike running means, sums
// of parts can be added, in any order, with the same outcome.
type moments struct {
	n          int64
	sumLow     uint64 // sum: two's complement, 128 bits
	sumHigh    int64
	squareLow  uint64 // sum of squares: 192 bits
	squareMid  uint64
	squareHigh uint64
}

func (m *moments) add(v int64) {
	m.n++
	var carry uint64
	m.sumLow, carry = bits.Add64(m.sumLow, uint64(v), 0)
	m.sumHigh += v>>63 + int64(carry)
	abs := uint64(v)
	if v < 0 {
		abs = -abs
	}
	high, low := bits.Mul64(abs, abs)
	m.squareLow, carry = bits.Add64(m.squareLow, low, 0)
	m.squareMid, carry = bits.Add64(m.squareMid, high, carry)
	m.squareHigh += carry
}

func (m *moments) merge(o *moments) {
	m.n += o.n
	var carry uint64
	m.sumLow, carry = bits.Add64(m.sumLow, o.sumLow, 0)
	m.sumHigh += o.sumHigh + int64(carry)
	m.squareLow, carry = bits.Add64(m.squareLow, o.squareLow, 0)
	m.squareMid, carry = bits.Add64(m.squareMid, o.squareMid, carry)
	m.squareHigh += o.squareHigh + carry
}

func (m *moments) sum() *big.Int {
	sum := big.NewInt(m.sumHigh)
	return sum.Add(sum.Lsh(sum, 64), new(big.Int).SetUint64(m.sumLow))
}

// mean returns 0 when there are no values.
func (m *moments) mean() float64 {
	if m.n == 0 {
		return 0
	}
	f, _ := new(big.Rat).SetFrac(m.sum(), big.NewInt(m.n)).Float64()
	return f
}

// variance returns the sample variance, (n*S2 - S*S) / (n*(n-1)), and 0 for
// fewer than two values.
func (m *moments) variance() float64 {
	if m.n < 2 {
		return 0
	}
	squares := new(big.Int).SetUint64(m.squareHigh)
	squares.Add(squares.Lsh(squares, 64), new(big.Int).SetUint64(m.squareMid))
	squares.Add(squares.Lsh(squares, 64), new(big.Int).SetUint64(m.squareLow))
	n := big.NewInt(m.n)
	sum := m.sum()
	squares.Mul(squares, n)
	squares.Sub(squares, sum.Mul(sum, sum))
	f, _ := new(big.Rat).SetFrac(squares, new(big.Int).Mul(n, big.NewInt(m.n-1))).Float64()
	return f
}

// spread returns the values in nanoseconds, or nil when there are none. The
// unit is how many nanoseconds one is.
func (m *moments) spread(unit int64) *result.Spread {
	if m.n == 0 {
		return nil
	}
	scale := float64(unit)
	variance := m.variance() * scale * scale
	return &result.Spread{
		Sum:      clamp(new(big.Int).Mul(m.sum(), big.NewInt(unit))),
		Mean:     m.mean() * scale,
		Variance: &variance,
	}
}

// clamp returns the int64 nearest to v. Only a trace with nonsense for
// clocks has sums of more than 292 years.
func clamp(v *big.Int) int64 {
	switch {
	case v.IsInt64():
		return v.Int64()
	case v.Sign() < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}
