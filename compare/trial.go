package compare

import (
	"fmt"

	"brig/result"
	"brig/stats"
)

// Summarise works out the estimates of trials from the costs of their runs.
// The trials are those of one benchmark.
func Summarise(trials []*result.Trial) {
	set := Set{Trials: trials}
	m := measureOf(set)
	fitted := costsOf(set, m)
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
		one := []*result.Trial{t}
		t.Relative = estimateOf(stats.Sum(fitted.relative(one, 1)...), fitted.runs(one), Level)
		if t == fitted.references[t.Suite] {
			exactly := 1.0 // what the others are relative to
			t.Relative = result.Estimate{Median: exactly, Low: &exactly, High: &exactly, Confidence: 1, N: t.Relative.N}
		}
		t.Slowdown = slowdown(t)
	}
	for suite, own := range steps(trials) {
		first := fitted.references[suite]
		unit := first.CPU.Median
		if m.name != result.MeasureCPU {
			unit = first.Wall.Median
		}
		for i, t := range own[1:] {
			t.Added = fitted.added(own[i], t, unit)
		}
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
