package stats

import (
	"math"

	moremath "github.com/aclements/go-moremath/stats"
)

// A Difference is a sum of centres with signs, such as the logarithm of a ratio
// of ratios, with its standard error.
type Difference struct {
	Log, Err, DF float64
}

// A Term is a centre times a factor.
type Term struct {
	Centre
	Factor float64
}

// Sum adds terms that are independent of each other. The degrees of freedom
// are Welch's and Satterthwaite's.
func Sum(terms ...Term) Difference {
	var d Difference
	variance, shares := 0.0, 0.0
	for _, t := range terms {
		d.Log += t.Factor * t.Log
		v := t.Factor * t.Factor * t.Err * t.Err
		variance += v
		if v > 0 {
			shares += v * v / t.DF
		}
	}
	d.Err, d.DF = math.Sqrt(variance), math.Inf(1)
	switch {
	case math.IsInf(variance, 1) || math.IsNaN(variance):
		d.Err, d.DF = math.Inf(1), 0
	case variance > 0:
		d.DF = variance * variance / shares
	}
	return d
}

// Known reports whether the difference has an error at all.
func (d Difference) Known() bool { return !math.IsInf(d.Err, 1) && !math.IsNaN(d.Err) }

// Interval returns the bounds that hold the true difference with the given
// probability.
func (d Difference) Interval(confidence float64) (low, high float64) {
	if !d.Known() {
		return math.Inf(-1), math.Inf(1)
	}
	if d.Err == 0 {
		return d.Log, d.Log
	}
	half := tQuantile(d.DF, confidence) * d.Err
	return d.Log - half, d.Log + half
}

// Moved is the probability of a difference at least this large when there is
// none: the test of "equal".
func (d Difference) Moved() float64 {
	return min(1, 2*d.above(math.Abs(d.Log)))
}

// Beyond is the probability of a difference at least this large when its true
// size is at most limit: the test of "within limit".
func (d Difference) Beyond(limit float64) float64 {
	return d.above(math.Abs(d.Log) - limit)
}

// Within is the probability of a difference at most this large when its true
// size is at least limit: the test of "beyond limit", made of two one-sided
// tests.
func (d Difference) Within(limit float64) float64 {
	return d.above(limit - math.Abs(d.Log))
}

// above is the probability of an error of at least x.
func (d Difference) above(x float64) float64 {
	switch {
	case !d.Known():
		return 1
	case d.Err == 0 && x > 0:
		return 0
	case d.Err == 0:
		return 1
	}
	t := x / d.Err
	if math.IsInf(d.DF, 1) {
		return math.Erfc(t/math.Sqrt2) / 2
	}
	// The lower tail keeps its digits where one minus the upper would not.
	return moremath.TDist{V: d.DF}.CDF(-t)
}

// tQuantile returns t such that a Student variable with df degrees of freedom
// lies within [-t, t] with the given probability.
func tQuantile(df, probability float64) float64 {
	if math.IsInf(df, 1) || df > 1e7 {
		return math.Sqrt2 * math.Erfinv(probability)
	}
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
