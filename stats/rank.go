package stats

import (
	"cmp"
	"math"
	"slices"
)

// A Correlation is a coefficient between -1 and 1 with a confidence interval.
type Correlation struct {
	Value, Low, High float64
	N                int
}

// Kendall returns Kendall's tau-b of the pairs (a[i], b[i]): the share of pairs
// of pairs in the same order less the share in the other, ties discounted. The
// interval is Fieller's: atanh(tau) is nearly normal with variance 0.437/(n-4)
// (Fieller, Hartley and Pearson 1957). NaN when a side does not vary.
func Kendall(a, b []float64, confidence float64) Correlation {
	same, other, tiesA, tiesB := 0, 0, 0, 0
	for i := range a {
		for j := range i {
			x, y := cmp.Compare(a[i], a[j]), cmp.Compare(b[i], b[j])
			switch {
			case x == 0 && y == 0:
			case x == 0:
				tiesA++
			case y == 0:
				tiesB++
			case x == y:
				same++
			default:
				other++
			}
		}
	}
	n := same + other
	tau := float64(same-other) / math.Sqrt(float64(n+tiesA)*float64(n+tiesB))
	return correlation(tau, len(a), confidence, 0.437/float64(len(a)-4), len(a) > 4)
}

// Spearman returns Spearman's rho, the correlation of the ranks. The variance of
// atanh(rho) is (1+rho²/2)/(n-3) (Bonett and Wright 2000). NaN when a side
// does not vary.
func Spearman(a, b []float64, confidence float64) Correlation {
	ra, rb := ranks(a), ranks(b)
	var xy, xx, yy float64
	middle := float64(len(a)-1) / 2
	for i := range ra {
		x, y := ra[i]-middle, rb[i]-middle
		xy, xx, yy = xy+x*y, xx+x*x, yy+y*y
	}
	rho := xy / math.Sqrt(xx*yy)
	return correlation(rho, len(a), confidence, (1+rho*rho/2)/float64(len(a)-3), len(a) > 3)
}

func correlation(value float64, n int, confidence, variance float64, enough bool) Correlation {
	c := Correlation{Value: value, Low: -1, High: 1, N: n}
	if !enough || math.IsNaN(value) {
		return c
	}
	// A perfect order of a few is no proof of one: it counts as nearly perfect.
	most := 1 - 1/float64(n)
	at := math.Atanh(max(-most, min(value, most)))
	half := tQuantile(math.Inf(1), confidence) * math.Sqrt(variance)
	c.Low, c.High = min(value, math.Tanh(at-half)), max(value, math.Tanh(at+half))
	return c
}

// ranks returns each value's rank from 0; equal values share the mean of theirs.
func ranks(values []float64) []float64 {
	order := ascending(values)
	out := make([]float64, len(values))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && values[order[j]] == values[order[i]] {
			j++
		}
		for _, at := range order[i:j] {
			out[at] = float64(i+j-1) / 2
		}
		i = j
	}
	return out
}

// Weighted returns the weighted median: the least value at or below which half
// of the weight lies. NaN for no weight.
func Weighted(values, weights []float64) float64 {
	order := make([]int, len(values))
	total := 0.0
	for i := range order {
		order[i] = i
		total += weights[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	below := 0.0
	for _, at := range order {
		if below += weights[at]; below >= total/2 && total > 0 {
			return values[at]
		}
	}
	return math.NaN()
}
