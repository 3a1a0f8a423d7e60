package decoder

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"

	"brig/result"
)

// A sum adds up values exactly.
type sum struct {
	n    int64
	low  uint64 // two's complement, 128 bits
	high int64
}

func (s *sum) add(v int64) {
	s.n++
	var carry uint64
	s.low, carry = bits.Add64(s.low, uint64(v), 0)
	s.high += v>>63 + int64(carry)
}

// addSum adds n values by their sum.
func (s *sum) addSum(n, v int64) {
	s.add(v)
	s.n += n - 1
}

func (s *sum) merge(o *sum) {
	s.n += o.n
	var carry uint64
	s.low, carry = bits.Add64(s.low, o.low, 0)
	s.high += o.high + int64(carry)
}

func (s *sum) value() *big.Int {
	v := big.NewInt(s.high)
	return v.Add(v.Lsh(v, 64), new(big.Int).SetUint64(s.low))
}

// nanoseconds returns the sum, or nil when there are no values. The unit is how
// many nanoseconds one is.
func (s *sum) nanoseconds(unit int64) *int64 {
	if s.n == 0 {
		return nil
	}
	v := clamp(new(big.Int).Mul(s.value(), big.NewInt(unit)))
	return &v
}

// moments sums values and their squares exactly. Unlike running means, sums
// of parts can be added, in any order, with the same outcome.
type moments struct {
	sum
	squareLow  uint64 // sum of squares: 192 bits
	squareMid  uint64
	squareHigh uint64
}

func (m *moments) add(v int64) {
	m.sum.add(v)
	abs := uint64(v)
	if v < 0 {
		abs = -abs
	}
	high, low := bits.Mul64(abs, abs)
	var carry uint64
	m.squareLow, carry = bits.Add64(m.squareLow, low, 0)
	m.squareMid, carry = bits.Add64(m.squareMid, high, carry)
	m.squareHigh += carry
}

// addSums adds n values by their sum and that of their squares.
func (m *moments) addSums(n, v int64, squares uint64) {
	m.addSum(n, v)
	var carry uint64
	m.squareLow, carry = bits.Add64(m.squareLow, squares, 0)
	m.squareMid, carry = bits.Add64(m.squareMid, 0, carry)
	m.squareHigh += carry
}

func (m *moments) merge(o *moments) {
	m.sum.merge(&o.sum)
	var carry uint64
	m.squareLow, carry = bits.Add64(m.squareLow, o.squareLow, 0)
	m.squareMid, carry = bits.Add64(m.squareMid, o.squareMid, carry)
	m.squareHigh += o.squareHigh + carry
}

// mean returns 0 when there are no values.
func (m *moments) mean() float64 {
	if m.n == 0 {
		return 0
	}
	f, _ := new(big.Rat).SetFrac(m.value(), big.NewInt(m.n)).Float64()
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
	sum := m.value()
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
	variance := nineDigits(m.variance() * scale * scale)
	return &result.Spread{
		Sum:      *m.nanoseconds(unit),
		Mean:     nineDigits(m.mean() * scale),
		Variance: &variance,
	}
}

// nineDigits rounds to nine significant digits. No clock tells more of a call, and
// the other eight are a seventh of what a bundle of many traced runs takes.
func nineDigits(v float64) float64 {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'e', 8, 64), 64) // it was just written
	return v
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
