package orchestrator

import (
	"math"
	"math/rand/v2"
	"time"

	"brig/compare"
	"brig/result"
)

// further plans one more block for the trials whose relative costs are not
// known as well as the experiment wants, with the first trials of their suites. It
// returns none when all are, or may not be repeated more, or the time is up.
//
// What is planned follows from the runs made so far, so that a benchmark which was
// interrupted goes on as it would have.
func (b *Benchmark) further(d *dir, plan *Plan, spent time.Duration) ([]Planned, error) {
	want := b.Experiment.Precision
	if want.Width == 0 || want.Budget > 0 && spent >= time.Duration(want.Budget) {
		return nil, nil
	}
	trials := make([]*result.Trial, len(plan.Trials))
	for i := range plan.Trials {
		t, err := readCosts(d.path, plan, i)
		if err != nil {
			return nil, err
		}
		trials[i] = t
	}
	compare.Summarise(trials)
	repeats := make([]int, len(plan.Trials)) // plain runs so far
	block := 0
	for _, r := range plan.Runs {
		if r.Kind == result.Plain {
			repeats[r.Trial] = max(repeats[r.Trial], r.Repeat)
		}
		block = max(block, r.Block)
	}
	suites := map[string]bool{}
	var chosen []int
	for i, t := range trials {
		if t.Index > 0 && repeats[i] < want.Most && !narrow(t.Relative, want.Width) {
			chosen = append(chosen, i)
			suites[t.Suite] = true
		}
	}
	if len(chosen) == 0 {
		return nil, nil
	}
	for i, t := range plan.Trials {
		if t.Index == 0 && suites[t.Suite] {
			chosen = append(chosen, i)
		}
	}
	var runs []Planned
	for _, i := range chosen {
		for range b.Experiment.times(plan.Trials[i]) {
			repeats[i]++
			runs = append(runs, Planned{i, result.Plain, repeats[i], block + 1})
		}
	}
	rng := rand.New(rand.NewPCG(uint64(b.Experiment.Seed), uint64(block+1)))
	rng.Shuffle(len(runs), func(i, j int) { runs[i], runs[j] = runs[j], runs[i] })
	return runs, nil
}

// narrow reports whether an estimate is known within a share of itself.
func narrow(e result.Estimate, width float64) bool {
	return e.Low != nil && *e.Low > 0 && math.Sqrt(*e.High / *e.Low) <= 1+width
}
