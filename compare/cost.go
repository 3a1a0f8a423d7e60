package compare

import (
	"math"

	"brig/result"
	"brig/stats"
)

// judgeCost judges what a trial costs here against what was published, both
// relative to the same reference, with an interval at the given confidence.
func judgeCost(name string, here, published []float64, tolerance, confidence float64) result.CostClaim {
	c := result.CostClaim{
		Trial:     name,
		Here:      estimate(here),
		Published: estimate(published),
		Outcome:   result.Undecided,
	}
	if len(here) == 0 || len(published) == 0 {
		return c
	}
	q := stats.Quotient(here, published, confidence)
	c.Quotient = result.Estimate{Median: q.Value, N: min(len(here), len(published))}
	if math.IsInf(q.High, 1) {
		return c
	}
	c.Quotient.Low, c.Quotient.High, c.Quotient.Confidence = &q.Low, &q.High, confidence
	limit := 1 + tolerance
	switch {
	case q.High < 1/limit || q.Low > limit:
		c.Outcome = result.Different
	case q.Low < 1/limit || q.High > limit:
		// The interval must shrink until it is on one side of the limit.
		room := math.Abs(math.Log(limit) - math.Abs(math.Log(q.Value)))
		c.Needed = stats.Needed(q, c.Quotient.N, room)
	case q.Low <= 1 && 1 <= q.High:
		c.Outcome = result.Reproduced
	default:
		c.Outcome = result.Shifted
	}
	return c
}

// estimate summarises cost ratios with a 95 % interval.
func estimate(ratios []float64) result.Estimate {
	if len(ratios) == 0 {
		return result.Estimate{}
	}
	iv := stats.Median(ratios, 0.95)
	e := result.Estimate{Median: iv.Median, N: iv.N}
	if iv.N > 1 {
		e.Low, e.High, e.Confidence = &iv.Low, &iv.High, iv.Confidence
	}
	return e
}
