package compare

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"brig/result"
)

// set builds a suite of three trials whose repeats cost the given wall times
// in milliseconds, block by block.
func set(walls [3][]int64) Set {
	s := Set{Benchmark: &result.Benchmark{
		Header:    result.Header{UUID: "b", Engine: &result.Version{Name: "bro", Version: "1"}},
		Machine:   "process",
		Tolerance: 0.1,
	}}
	for i, w := range walls {
		t := &result.Trial{Suite: "drop", Name: fmt.Sprintf("0.%d0", i), Index: i}
		t.Exact.Packets = 100
		t.Exact.Logs = []result.ExactLog{{Path: "conn", Lines: 3, SHA256: strings.Repeat("a", 64)}}
		for j, ms := range w {
			t.Plain = append(t.Plain, result.Cost{Repeat: j + 1, Block: j + 1, Wall: ms * 3e6, CPU: ms * 1e6})
		}
		s.Trials = append(s.Trials, t)
		s.Benchmark.Trials = append(s.Benchmark.Trials, result.TrialRef{Suite: t.Suite, Name: t.Name})
	}
	return s
}

var base = [3][]int64{
	{1000, 1010, 990, 1000, 1005},
	{800, 806, 795, 801, 799},
	{500, 502, 499, 503, 500},
}

func TestVerdict(t *testing.T) {
	scaled := func(factor float64, trial int) [3][]int64 {
		w := base
		w[trial] = nil
		for _, ms := range base[trial] {
			w[trial] = append(w[trial], int64(float64(ms)*factor))
		}
		return w
	}
	noisy := base
	noisy[1] = []int64{800, 1600, 400, 1200, 600}
	for _, tt := range []struct {
		name string
		here [3][]int64
		want string // of trial drop/0.10
	}{
		{"same", base, result.Reproduced},
		{"4 % slower", scaled(1.04, 1), result.Shifted},
		{"30 % slower", scaled(1.3, 1), result.Different},
		{"30 % faster", scaled(0.7, 1), result.Different},
		{"noisy", noisy, result.Undecided},
		{"one repeat", [3][]int64{{1000}, {800}, {500}}, result.Undecided},
		{"a faster machine", [3][]int64{{500, 505, 495, 500, 502}, {400, 403, 397, 400, 399}, {250, 251, 249, 251, 250}}, result.Reproduced},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := Verdict(set(tt.here), set(base))
			if err != nil {
				t.Fatal(err)
			}
			if got := v.Costs[0]; got.Trial != "drop/0.10" || got.Outcome != tt.want {
				t.Errorf("outcome of %s = %s (quotient %s), want %s", got.Trial, got.Outcome, quotient(got), tt.want)
			}
			if v.Outcome != tt.want || v.Exact != result.Reproduced {
				t.Errorf("outcome = %s, exact %s; want %s, %s", v.Outcome, v.Exact, tt.want, result.Reproduced)
			}
			if c := v.Costs[0]; tt.name == "noisy" && max(c.Needed, c.NeededEach) <= 5 {
				t.Errorf("repeats needed = %d and %d, want more than the 5 there are", c.Needed, c.NeededEach)
			}
		})
	}
}

func TestVerdictExact(t *testing.T) {
	here := set(base)
	here.Trials[2].Exact.Packets = 101
	here.Trials[1].Exact.Logs = nil
	v, err := Verdict(here, set(base))
	if err != nil {
		t.Fatal(err)
	}
	if v.Exact != result.Different || v.Outcome != result.Different {
		t.Errorf("exact, outcome = %s, %s; want different", v.Exact, v.Outcome)
	}
	want := []result.ExactClaim{
		{Trial: "drop/0.10", Name: "conn.log", Here: "absent", Published: "3 lines, aaaaaaaaaaaa"},
		{Trial: "drop/0.20", Name: "packets", Here: "101", Published: "100"},
	}
	if fmt.Sprint(v.ExactDiffer) != fmt.Sprint(want) {
		t.Errorf("differing claims = %v, want %v", v.ExactDiffer, want)
	}
	var text bytes.Buffer
	if err := Text(&text, v, false); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"verdict  different\n",
		"drop/0.20 packets: here 101; published 100\n",
	} {
		if !strings.Contains(text.String(), line) {
			t.Errorf("text lacks %q:\n%s", line, text.String())
		}
	}
}

func TestVerdictRefuses(t *testing.T) {
	missing := set(base)
	missing.Trials = missing.Trials[:2]
	if _, err := Verdict(set(base), missing); err == nil || !strings.Contains(err.Error(), "drop/0.20 is missing") {
		t.Errorf("verdict against a set without a trial: %v", err)
	}
	foreign := set(base)
	for i, trial := range foreign.Trials {
		trial.Suite, foreign.Benchmark.Trials[i].Suite = "input", "input"
	}
	if _, err := Verdict(set(base), foreign); err == nil || !strings.Contains(err.Error(), "no trial in common") {
		t.Errorf("verdict against a benchmark of other trials: %v", err)
	}
	other := set(base)
	other.Benchmark.CaptureSHA256 = "ff"
	if _, err := Verdict(set(base), other); err == nil || !strings.Contains(err.Error(), "captures differ") {
		t.Errorf("verdict against another capture: %v", err)
	}
}

// TestBrokenRuns checks that runs which broke a gate do not count.
func TestBrokenRuns(t *testing.T) {
	s := set(base)
	s.Trials[1].Plain[0].Broken = []string{"swapping"}
	s.Trials[0].Plain[1].Broken = []string{"steal"}
	c := s.centres(measureOf(s))
	if c["drop/0.00"].N != 4 || c["drop/0.10"].N != 4 || c["drop/0.20"].N != 5 {
		t.Errorf("%d, %d and %d runs count, want 4, 4 and 5", c["drop/0.00"].N, c["drop/0.10"].N, c["drop/0.20"].N)
	}
}
