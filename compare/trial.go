package compare

import (
	"fmt"

	"brig/result"
)

// Summarise works out the estimates of trials from the costs of their runs.
// The trials are those of one benchmark.
func Summarise(trials []*result.Trial) {
	refs := Set{Trials: trials}.references()
	for _, t := range trials {
		plain, broken := undisturbed(t.Plain)
		if broken > 0 {
			t.Doubts = append(t.Doubts, fmt.Sprintf("%d of %d plain runs were disturbed and do not count", broken, len(t.Plain)))
			if len(plain) == 0 {
				plain = t.Plain
				t.Doubts = append(t.Doubts, "every plain run was disturbed: the costs are shown all the same")
			}
		}
		t.Wall = estimate(values(plain, func(c result.Cost) int64 { return c.Wall }))
		t.CPU = estimate(values(plain, func(c result.Cost) int64 { return c.CPU }))
		t.PeakRSS = estimate(values(plain, func(c result.Cost) int64 { return c.PeakRSS }))
		t.Relative = estimate(Ratios(t, refs[t.Suite]))
		t.Slowdown = slowdown(t)
	}
}

// undisturbed returns the costs of the runs that broke no gate.
func undisturbed(costs []result.Cost) (kept []result.Cost, broken int) {
	for _, c := range costs {
		if len(c.Broken) > 0 {
			broken++
			continue
		}
		kept = append(kept, c)
	}
	return kept, broken
}

func values(costs []result.Cost, of func(result.Cost) int64) []float64 {
	var v []float64
	for _, c := range costs {
		v = append(v, float64(of(c)))
	}
	return v
}

// slowdown is traced over plain wall time. Traced runs are few: the median
// plain run stands for the plain side.
func slowdown(t *result.Trial) *result.Estimate {
	if len(t.Traced) == 0 || t.Wall.Median == 0 {
		return nil
	}
	var v []float64
	for _, c := range t.Traced {
		v = append(v, float64(c.Wall)/t.Wall.Median)
	}
	e := estimate(v)
	return &e
}
