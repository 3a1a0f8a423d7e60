package stats

import (
	"math"

	moremath "github.com/aclements/go-moremath/stats"
)

// A Ratio is the quotient of two costs with a confidence interval.
type Ratio struct {
	Value     float64
	Low, High float64 // 0 and +Inf when there are too few values to tell
}

// Quotient returns the ratio of the geometric mean of a to that of b, with
// Welch's interval on the logarithms at the given confidence. All values must
// be positive.
//
// Costs are products of disturbances more than sums of them, so their
// logarithms are nearer to a normal distribution than they are. A percentile
// bootstrap is not used: with five blocks a side its interval is never wider
// than the values themselves, whatever level a correction for thirty claims
// asks for. Student's distribution pays for the unknown variance of few values,
// so the interval errs to the wide side: undecided rather than wrongly
// different.
func Quotient(a, b []float64, confidence float64) Ratio {
	ma, va := logMoments(a)
	mb, vb := logMoments(b)
	value := math.Exp(ma - mb)
	if len(a) < 2 || len(b) < 2 {
		return Ratio{Value: value, Low: 0, High: math.Inf(1)}
	}
	ea, eb := va/float64(len(a)), vb/float64(len(b))
	if ea+eb == 0 {
		return Ratio{Value: value, Low: value, High: value}
	}
	// Welch-Satterthwaite degrees of freedom.
	df := (ea + eb) * (ea + eb) / (ea*ea/float64(len(a)-1) + eb*eb/float64(len(b)-1))
	half := tQuantile(df, confidence) * math.Sqrt(ea+eb)
	return Ratio{
		Value: value,
		Low:   math.Exp(ma - mb - half),
		High:  math.Exp(ma - mb + half),
	}
}

// Needed estimates how many values a side would shrink the interval r, which
// n values a side gave, to a half-width of at most width in the logarithm. It
// returns 0 when r has no interval to go by.
func Needed(r Ratio, n int, width float64) int {
	if math.IsInf(r.High, 1) || r.Low <= 0 || width <= 0 {
		return 0
	}
	half := math.Log(r.High/r.Low) / 2
	return max(n+1, int(math.Ceil(float64(n)*(half/width)*(half/width))))
}

// logMoments returns the mean and sample variance of the values' logarithms.
func logMoments(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += math.Log(v)
	}
	mean /= float64(len(values))
	if len(values) < 2 {
		return mean, 0
	}
	for _, v := range values {
		d := math.Log(v) - mean
		variance += d * d
	}
	return mean, variance / float64(len(values)-1)
}

// tQuantile returns t such that a Student variable with df degrees of freedom
// lies within [-t, t] with the given probability.
func tQuantile(df, probability float64) float64 {
	dist := moremath.TDist{V: df}
	upper := 1 - (1-probability)/2
	high := 1.0
	for dist.CDF(high) < upper && high < 1e9 {
		high *= 2
	}
	low := 0.0
	for range 100 {
		mid := (low + high) / 2
		if dist.CDF(mid) < upper {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}
