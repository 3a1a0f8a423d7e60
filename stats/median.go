package stats

import (
	"math"
	"slices"

	moremath "github.com/aclements/go-moremath/stats"
)

// An Interval is a median and two values between which the true median lies
// with the given confidence, whatever the distribution. Confidence is 0, and
// Low and High equal Median, when there are fewer than two values.
type Interval struct {
	Median, Low, High float64
	Confidence        float64
	N                 int
}

// Median returns the median of values with the narrowest interval of order
// statistics whose confidence is at least the one asked. Too few values for
// that give the interval from the least to the greatest and the confidence it
// has: 1 - 2^(1-n). Median of no values is NaN.
//
// The number of values below the true median is binomial with p = 1/2, so
// the interval from the (k+1)-th least to the (k+1)-th greatest misses it with
// probability 2 P(X <= k): Conover, Practical Nonparametric Statistics, 3.2.
func Median(values []float64, confidence float64) Interval {
	n := len(values)
	if n == 0 {
		return Interval{Median: math.NaN(), Low: math.NaN(), High: math.NaN()}
	}
	v := slices.Sorted(slices.Values(values))
	mid := v[n/2]
	if n%2 == 0 {
		mid = (v[n/2-1] + v[n/2]) / 2
	}
	if n == 1 {
		return Interval{Median: mid, Low: mid, High: mid, N: 1}
	}
	below := moremath.BinomialDist{N: n, P: 0.5}
	k := 0
	for k+1 < n/2 && 1-2*below.CDF(float64(k+1)) >= confidence {
		k++
	}
	return Interval{
		Median:     mid,
		Low:        v[k],
		High:       v[n-1-k],
		Confidence: 1 - 2*below.CDF(float64(k)),
		N:          n,
	}
}
