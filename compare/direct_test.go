package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"brig/result"
)

// session makes two benchmarks of one session: what disturbed a block disturbed
// both, and the first costs factor times the other.
func session(factor float64) (here, published Set) {
	blocks := []float64{1, 1.4, 0.8, 1.2, 1}
	walls := func(f float64) (w [3][]int64) {
		for i, trial := range base {
			for k, ms := range trial {
				w[i] = append(w[i], int64(float64(ms)*blocks[k]*f))
			}
		}
		return w
	}
	here, published = set(walls(factor)), set(walls(1))
	for i, s := range []Set{here, published} {
		s.Benchmark.UUID, s.Benchmark.Session = string(rune('a'+i)), "s"
		s.Benchmark.Program = &result.Program{Name: []string{"new", "old"}[i], SHA256: strings.Repeat("0", 64)}
	}
	Summarise(here.Trials)
	Summarise(published.Trials)
	return here, published
}

// TestDirect compares an engine with one that is the same, and with one that is
// slower or faster in everything: relative costs do not tell.
func TestDirect(t *testing.T) {
	for _, tt := range []struct {
		factor  float64
		outcome string
		says    string
	}{
		{1, result.Reproduced, "new costs as much CPU time as old, within the tolerance: "},
		{1.05, result.Shifted, "new costs 5.0 % more CPU time than old [+4."},
		{0.95, result.Shifted, "new costs 5.0 % less CPU time than old [-5."},
		{1.3, result.Different, "new costs 30.0 % more CPU time than old [+29."},
	} {
		here, published := session(tt.factor)
		v, err := Verdict(here, published)
		if err != nil {
			t.Fatal(err)
		}
		if v.Costs[0].Moved || v.Costs[0].Outcome == result.Different {
			t.Errorf("times %v: the relative cost is %s", tt.factor, quotient(v.Costs[0]))
		}
		if v.Direct.Whole.Outcome != tt.outcome || v.Outcome != tt.outcome || v.Cost != tt.outcome {
			t.Errorf("times %v: outcome %s, directly %s; want %s", tt.factor, v.Outcome, v.Direct.Whole.Outcome, tt.outcome)
		}
		if got := Sentence(v); !strings.HasPrefix(got, tt.says) {
			t.Errorf("times %v: %q, want %q", tt.factor, got, tt.says)
		}
		if n := len(v.Direct.Trials); n != 3 || len(v.Direct.Suites) != 0 {
			t.Errorf("%d trials and %d suites are compared directly, want 3 and none", n, len(v.Direct.Suites))
		}
		if c := v.Direct.Trials[0]; c.Trial != "drop/0.00" || c.Here.N != 5 || !(c.Here.Median > 0) {
			t.Errorf("the first trial directly: %+v", c)
		}
	}
}

// TestDirectOnlyTogether checks that benchmarks made at different times are not
// compared directly, and that another machine does not count against the claims.
func TestDirectOnlyTogether(t *testing.T) {
	here, published := session(1.3)
	here.Benchmark.Session = "other"
	v, err := Verdict(here, published)
	if err != nil {
		t.Fatal(err)
	}
	if v.Direct != nil || Sentence(v) != "" || v.Outcome == result.Different {
		t.Errorf("made apart: %s, %+v", v.Outcome, v.Direct)
	}
	here, published = session(1.3)
	here.Benchmark.Machine = "container"
	here.Benchmark.Program, published.Benchmark.Program = nil, nil
	if v, err = Verdict(here, published); err != nil {
		t.Fatal(err)
	}
	if v.Direct.Here != "container" || v.Direct.Whole.Outcome != result.Different || v.Outcome == result.Different {
		t.Errorf("on another machine: %s, %+v", v.Outcome, v.Direct)
	}
}

func TestDirectForms(t *testing.T) {
	here, published := session(1.3)
	v, err := Verdict(here, published)
	if err != nil {
		t.Fatal(err)
	}
	var text, table, markdown, csv bytes.Buffer
	named := []Named{{"new", v}}
	for _, err := range []error{Text(&text, v, true), Several(&table, named, false), Markdown(&markdown, named), CSV(&csv, named)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ what, got, want string }{
		{"text", text.String(), "direct   new costs 30.0 % more CPU time than old"},
		{"text", text.String(), "wall time +30.0 %"},
		{"text", text.String(), "different  +30.0 % "},
		{"table", table.String(), "directly all"},
		{"Markdown", markdown.String(), "| directly drop/0.00 | 1.300"},
		{"CSV", csv.String(), "new,direct,all,different,"},
	} {
		if !strings.Contains(tt.got, tt.want) {
			t.Errorf("%s lacks %q:\n%s", tt.what, tt.want, tt.got)
		}
	}
}

// TestDirectDisturbed compares engines of which one has no run that counts.
func TestDirectDisturbed(t *testing.T) {
	here, published := session(1)
	for _, trial := range here.Trials {
		for i := range trial.Plain {
			trial.Plain[i].Broken = []string{"load"}
		}
	}
	v, err := Verdict(here, published)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := Text(&text, v, true); err != nil {
		t.Fatal(err)
	}
	if got := text.String(); v.Outcome != result.Undecided || !strings.Contains(got, "new and old have no undisturbed runs in common") || strings.Contains(got, "NaN") || strings.Contains(got, "-100.0 %") {
		t.Errorf("outcome %s:\n%s", v.Outcome, got)
	}
	if _, err := json.Marshal(v); err != nil {
		t.Error(err)
	}
}

// noisySession makes two benchmarks of one session of 12 trials in 7 blocks. Blocks
// differ by 10 %, runs scatter by 6 %, and one in twenty is a third slower; the
// first costs factor times the other.
func noisySession(rng *rand.Rand, factor float64) (here, published Set) {
	const trials, repeats = 12, 7
	blocks := make([]float64, repeats)
	for i := range blocks {
		blocks[i] = math.Exp(0.1 * rng.NormFloat64())
	}
	one := func(uuid string, factor float64) Set {
		s := Set{Benchmark: &result.Benchmark{
			Header: result.Header{UUID: uuid}, Session: "s", Tolerance: 0.1, Program: &result.Program{Name: uuid},
		}}
		for i := range trials {
			t := &result.Trial{Suite: "scripts", Name: fmt.Sprintf("load-%02d", i+1), Index: i}
			for k, block := range blocks {
				ns := 1e8 * float64(i+4) * block * factor * math.Exp(0.06*rng.NormFloat64())
				if rng.IntN(20) == 0 {
					ns *= 1.33
				}
				t.Plain = append(t.Plain, result.Cost{Repeat: k + 1, Block: k + 1, Wall: int64(ns), CPU: int64(ns), PeakRSS: 1 << 20})
			}
			s.Trials = append(s.Trials, t)
			s.Benchmark.Trials = append(s.Benchmark.Trials, result.TrialRef{Suite: t.Suite, Name: t.Name})
		}
		return s
	}
	return one("new", factor), one("old", 1)
}

// TestDirectErrors counts how often engines that are the same are told apart, how
// often the interval holds what is true, and how often 5 % are found.
func TestDirectErrors(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	const sessions = 200
	alarms, held, found := 0, 0, 0
	for range sessions {
		v, err := Verdict(noisySession(rng, 1))
		if err != nil {
			t.Fatal(err)
		}
		moved := v.Direct.Whole.Moved
		for _, c := range v.Direct.Trials {
			moved = moved || c.Moved
		}
		if moved {
			alarms++
		}
		if q := v.Direct.Whole.Quotient; *q.Low <= 1 && 1 <= *q.High {
			held++
		}
		if v, err = Verdict(noisySession(rng, 1.05)); err != nil {
			t.Fatal(err)
		}
		if v.Direct.Whole.Moved && v.Direct.Whole.Quotient.Median > 1 {
			found++
		}
	}
	t.Logf("of %d sessions: %d false alarms, %d intervals hold 1, %d times 5 %% were found", sessions, alarms, held, found)
	if alarms > sessions/20 || held < sessions*19/20 || found < sessions*9/10 {
		t.Errorf("of %d sessions: %d false alarms, %d intervals hold 1, %d times 5 %% were found", sessions, alarms, held, found)
	}
}

// TestOtherKind compares Zeek with brig's own engine: in one session, by what they
// cost, and of what they did only by packets.
func TestOtherKind(t *testing.T) {
	own, zeek := set(base), set(base)
	own.Benchmark.Session, zeek.Benchmark.Session = "s", "s"
	zeek.Benchmark.UUID = "z"
	zeek.Benchmark.Engine = &result.Version{Name: "zeek", Version: "8.0.10"}
	zeek.Benchmark.Program = &result.Program{Name: "zeek", Kind: result.KindZeek}
	for _, trial := range own.Trials {
		trial.Exact.Entries, trial.Exact.Events = 7, 3
		trial.Profile = []result.PlaceTime{{Kind: result.KindScript, Name: "base/conn.bro", Times: []int64{5}}}
	}
	for _, trial := range zeek.Trials {
		trial.Exact.Events = 99
		trial.Exact.Logs = []result.ExactLog{{Path: "conn", Lines: 4}}
		trial.Profile = []result.PlaceTime{{Kind: result.KindScript, Name: "/z/base/conn.zeek", Times: []int64{9}}}
		for i := range trial.Plain {
			trial.Plain[i].CPU *= 2
		}
	}
	// Zeek does not take the first trial: what costs are relative to is another one.
	zeek.Trials, zeek.Benchmark.Trials = zeek.Trials[1:], zeek.Benchmark.Trials[1:]
	v, err := Verdict(zeek, own)
	if err != nil {
		t.Fatal(err)
	}
	if !v.OtherKind || v.Exact != result.Reproduced || v.ExactEqual != 2 || v.ExactDiffer != nil {
		t.Errorf("exact claims: %s, %d equal, %+v", v.Exact, v.ExactEqual, v.ExactDiffer)
	}
	if len(v.Costs)+len(v.Suites)+len(v.Moves)+len(v.Ranks) != 0 || v.Direct == nil || len(v.Direct.Trials) != 2 {
		t.Fatalf("claims: %+v", v)
	}
	if q := v.Direct.Whole.Quotient; q.Median < 1.99 || q.Median > 2.01 || v.Outcome != result.Different {
		t.Errorf("twice the cost: %+v, %s", q, v.Outcome)
	}
	var text strings.Builder
	if err := Text(&text, v, true); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"zeek costs 100.0 % more CPU time than the pinned engine", "exact    reproduced: 2 claims equal, 0 differ",
		"CPU time, compared directly", "note     trial drop/0.00 is not in the benchmark measured here", "note     engines of different kinds"} {
		if !strings.Contains(text.String(), part) {
			t.Errorf("lacks %q:\n%s", part, text.String())
		}
	}
	if strings.Contains(text.String(), "first trial of a suite") {
		t.Errorf("speaks of ratios:\n%s", text.String())
	}
	// One Zeek against another is compared as any two benchmarks are, without a trace.
	if v, err = Verdict(zeek, zeek); err != nil || v.OtherKind || v.ExactEqual != 2*5 {
		t.Errorf("Zeek and Zeek: %+v, %v", v, err)
	}
	zeek.Benchmark.Session = "another"
	if _, err := Verdict(zeek, own); err == nil || !strings.Contains(err.Error(), "zeek 8.0.10 and bro 1 are engines of different kinds") {
		t.Errorf("of two sessions: %v", err)
	}
}
