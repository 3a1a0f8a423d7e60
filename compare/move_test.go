package compare

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"brig/result"
)

// profiled builds a benchmark of thirty trials, each with a traced run of ten
// scripts and three components whose times vary by 15 %, and by 1 % of the run, at
// a machine's speed. slow multiplies the time of the third script.
func profiled(rng *rand.Rand, speed, slow float64) Set {
	s := Set{Benchmark: &result.Benchmark{Header: result.Header{UUID: "b"}, Tolerance: 0.1}}
	for i := range 30 {
		t := &result.Trial{Suite: "scripts", Name: fmt.Sprintf("load-%02d", i), Index: i}
		for j := range 13 {
			kind, cost := result.KindScript, float64(1+j)
			if j >= 10 {
				kind = result.KindComponent
			}
			if j == 2 {
				cost *= slow
			}
			ns := speed * (cost*math.Exp(0.15*rng.NormFloat64()) + math.Abs(rng.NormFloat64())) * 1e6
			t.Profile = append(t.Profile, result.PlaceTime{Kind: kind, Name: fmt.Sprintf("%s-%d", kind, j), Times: []int64{int64(ns)}})
		}
		for block := range 5 {
			t.Plain = append(t.Plain, result.Cost{Block: block, CPU: int64(speed * 1e8 * math.Exp(0.1*rng.NormFloat64()))})
		}
		s.Trials = append(s.Trials, t)
		s.Benchmark.Trials = append(s.Benchmark.Trials, result.TrialRef{Suite: t.Suite, Name: t.Name})
	}
	return s
}

// TestMoves checks on simulated benchmarks that a script which takes 5 % of the
// run more is named, and nothing else is, on a machine of another speed.
func TestMoves(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	const rounds = 60
	named, others, alarms := 0, 0, 0
	total := 0.0
	for j := range 13 {
		total += float64(1+j) + math.Sqrt(2/math.Pi)
	}
	slow := (3 + 0.05*total) / 3
	for range rounds {
		v, err := Verdict(profiled(rng, 1.7, slow), profiled(rng, 1, 1))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range v.Moves {
			switch {
			case m.Moved && m.Name == "script-2" && m.Percent.Median > 3 && m.Percent.Median < 7:
				named++
			case m.Moved:
				others++
			}
		}
		same, err := Verdict(profiled(rng, 0.6, 1), profiled(rng, 1, 1))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range same.Moves {
			if m.Moved {
				alarms++
				break
			}
		}
	}
	t.Logf("of %d: named %d, others %d; of the same: %d alarms", rounds, named, others, alarms)
	if named < rounds*9/10 {
		t.Errorf("the slower script was named in %d of %d comparisons", named, rounds)
	}
	if others > rounds/20 || alarms > rounds/20 {
		t.Errorf("scripts that did not move were named in %d comparisons, and in %d of the same", others, alarms)
	}
}

func TestTextOfMoves(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	v, err := Verdict(profiled(rng, 1, 5), profiled(rng, 1, 1))
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := Text(&text, v, false); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"moved    1 scripts and components", "script script-2: +", "of the time of 30 trials", "order    scripts in the traced runs: Kendall "} {
		if !strings.Contains(text.String(), part) {
			t.Errorf("text lacks %q:\n%s", part, text.String())
		}
	}
	if strings.Contains(text.String(), "may be chance") {
		t.Errorf("text names what may be chance:\n%s", text.String())
	}
}

// TestSuites checks that whole suites are decided by fewer repeats than their
// trials, and that several benchmarks are judged more strictly than one.
func TestSuites(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	here, there := profiled(rng, 1, 1), profiled(rng, 1, 1)
	v, err := Verdict(here, there)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Suites) != 1 || v.Suites[0].Trial != "scripts" || len(v.Costs) != 29 {
		t.Fatalf("%d suites and %d trials, want one and 29", len(v.Suites), len(v.Costs))
	}
	width := func(c result.CostClaim) float64 { return *c.Quotient.High / *c.Quotient.Low }
	if width(v.Suites[0]) > width(v.Costs[0]) {
		t.Errorf("the interval of the suite is %.2f wide, that of a trial %.2f", width(v.Suites[0]), width(v.Costs[0]))
	}
	several, err := Verdicts(there, here, here, here)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range several[0].Costs {
		if c.P < v.Costs[i].P {
			t.Errorf("%s: probability %.3f among three comparisons, %.3f alone", c.Trial, c.P, v.Costs[i].P)
		}
	}
}

// TestNeeded repeats a comparison with the repeats that half of its claims asked for.
func TestNeeded(t *testing.T) {
	const wanted = 0.1
	draw := func(rng *rand.Rand, blocks int) Set {
		s := Set{Benchmark: &result.Benchmark{Header: result.Header{UUID: "b"}, Tolerance: wanted}}
		for i := range 20 {
			t := &result.Trial{Suite: "drop", Name: fmt.Sprint(i), Index: i}
			for block := range blocks {
				t.Plain = append(t.Plain, result.Cost{Block: block, CPU: int64(1e8 * math.Exp(0.08*rng.NormFloat64()))})
			}
			s.Trials = append(s.Trials, t)
			s.Benchmark.Trials = append(s.Benchmark.Trials, result.TrialRef{Suite: t.Suite, Name: t.Name})
		}
		return s
	}
	rng := rand.New(rand.NewPCG(17, 18))
	published := draw(rng, 60)
	v, err := Verdict(draw(rng, 5), published)
	if err != nil {
		t.Fatal(err)
	}
	var asked []int
	undecided := 0
	for _, c := range v.Costs {
		if c.Outcome == result.Undecided {
			undecided++
			if c.Needed > 0 {
				asked = append(asked, c.Needed)
			}
		}
	}
	slices.Sort(asked)
	if undecided < 10 || len(asked) < 10 || asked[0] <= 5 || asked[len(asked)/2] > 60 {
		t.Fatalf("%d undecided, which ask for %d repeats", undecided, asked)
	}
	half := asked[len(asked)/2]
	decided := 0
	for range 5 {
		v, err = Verdict(draw(rng, half), published)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range v.Costs {
			if c.Outcome == result.Reproduced {
				decided++
			}
		}
	}
	if decided < 5*19/2 {
		t.Errorf("%d repeats decided %d of %d claims, want more than half", half, decided, 5*19)
	}
}
