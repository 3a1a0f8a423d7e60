package compare

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"brig/result"
)

// staircase makes a suite in which each trial loads one script more and costs
// the milliseconds given, on a machine whose speed changes from block to block.
func staircase(rng *rand.Rand, ms []float64, blocks int, noise float64) []*result.Trial {
	trials := make([]*result.Trial, len(ms))
	for i := range ms {
		trials[i] = &result.Trial{Suite: "scripts", Name: fmt.Sprintf("load-%02d", i+1), Index: i, Scripts: make([]string, i+1)}
	}
	for b := range blocks {
		speed := 0.3 * rng.NormFloat64()
		for i, t := range trials {
			ns := int64(1e6 * ms[i] * math.Exp(speed+noise*rng.NormFloat64()))
			t.Plain = append(t.Plain, result.Cost{Repeat: b + 1, Block: b + 1, Wall: 3 * ns, CPU: ns})
		}
	}
	return trials
}

// TestAdded simulates suites: what a step adds lies in its interval about as often
// as the interval says, steps add up, and a machine that is slower in some blocks
// does not matter.
func TestAdded(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	ms := []float64{40, 40, 41, 45, 60, 60, 61, 90, 91, 92, 92, 100}
	const rounds = 200
	intervals, missed := 0, 0
	for range rounds {
		trials := staircase(rng, ms, 5, 0.05)
		Summarise(trials)
		if trials[0].Added != nil {
			t.Fatalf("the first trial adds %+v", trials[0].Added)
		}
		unit, sum := trials[0].CPU.Median, 0.0
		for i, trial := range trials[1:] {
			a := trial.Added
			if a == nil || a.Low == nil || a.N != 5 || a.Confidence != Level {
				t.Fatalf("%s adds %+v", trial.Name, a)
			}
			want := (ms[i+1] - ms[i]) / ms[0] * unit
			if intervals++; want < *a.Low || want > *a.High {
				missed++
			}
			sum += a.Median
			if whole := (trial.Relative.Median - 1) * unit; math.Abs(sum-whole) > 1e-6*unit {
				t.Fatalf("steps up to %s add up to %.0f ns, which costs %.0f more than the first", trial.Name, sum, whole)
			}
		}
	}
	share := float64(missed) / float64(intervals)
	t.Logf("%.1f %% of %d intervals miss", 100*share, intervals)
	if share > 0.08 || share < 0.02 {
		t.Errorf("%.1f %% of intervals miss, want about 5 %%", 100*share)
	}
}

// TestAddedNone has suites and trials of which nothing is said.
func TestAddedNone(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 24))
	trials := staircase(rng, []float64{40, 42, 44, 46}, 4, 0.02)
	for i := range trials[2].Plain {
		trials[2].Plain[i].Broken = []string{"steal"}
	}
	Summarise(trials)
	if a := trials[1].Added; a == nil || a.N != 4 {
		t.Errorf("a trial that nothing disturbed adds %+v", a)
	}
	if trials[2].Added != nil || trials[3].Added != nil {
		t.Error("something is said of steps to or from a trial whose every run was disturbed")
	}
	one := staircase(rng, []float64{40, 42}, 1, 0.02)
	Summarise(one)
	if a := one[1].Added; a == nil || a.Low != nil || a.N != 1 {
		t.Errorf("one run each adds %+v, want no interval", a)
	}
	other := staircase(rng, []float64{40, 42, 44}, 4, 0.02)
	other[2].Scripts = other[1].Scripts
	Summarise(other)
	if other[1].Added != nil {
		t.Error("a step is said to add something in a suite that is no staircase")
	}
}
