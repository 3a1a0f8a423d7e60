package orchestrator

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

const several = `
name = "several"
seed = 7
repeats = 3
warmup = 0
machines = ["process", "container"]

[[captures]]
file = "../a.pcap.zst"
sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

[[captures]]
name = "other"
file = "b/a.pcap"
sha256 = "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

[[suite]]
kind = "scripts"
scripts = ["base/utils/site", "base/protocols/conn"]
`

func TestSources(t *testing.T) {
	e := parse(t, several)
	var names []string
	for _, s := range e.Sources() {
		names = append(names, s.Name)
		if one := e.On(s); len(one.Sources()) != 1 || one.Capture != s || one.SHA256() != e.SHA256() {
			t.Errorf("on %s: %+v", s.Name, one)
		}
	}
	if want := []string{"a", "other"}; !slices.Equal(names, want) {
		t.Errorf("captures %v, want %v", names, want)
	}
	if s := parse(t, experiment).Sources(); len(s) != 1 || s[0].File != "x.pcap" {
		t.Errorf("captures of an experiment with one: %v", s)
	}
	for _, tt := range []struct{ old, new, want string }{
		{`name = "other"`, "", `captures 2: a second capture named "a"`},
		{`name = "other"`, `name = "../x"`, `captures 2: name: "../x"`},
		{`sha256 = "1`, `sha256 = "z`, "captures 2.sha256"},
		{`sha256 = "1`, `sha256 = "0`, "captures 2: the same capture"},
		{"[[suite]]", "[capture]\nfile = \"x\"\n[[suite]]", "give [capture] or [[captures]], not both"},
	} {
		_, err := ParseExperiment("x", []byte(strings.Replace(several, tt.old, tt.new, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("with %q: %v, want %q", tt.new, err, tt.want)
		}
	}
}

// pair makes benchmarks of two captures.
func pair(t *testing.T, m Machine, root string) []*Benchmark {
	e := parse(t, several)
	var both []*Benchmark
	for _, s := range e.Sources() {
		b := benchmark(t, m, root)
		b.Experiment, b.Label = e.On(s), e.Name+"-"+s.Name
		both = append(both, b)
	}
	return both
}

// TestTogether interrupts two benchmarks, goes on with them, and finds their runs
// in the same blocks.
func TestTogether(t *testing.T) {
	root := t.TempDir()
	broken := &fake{stop: 6, stopWith: func() error { return errors.New("the power went") }}
	first, err := Together(t.Context(), pair(t, broken, root)...)
	if err == nil || !strings.Contains(err.Error(), "the power went") {
		t.Fatalf("error %v", err)
	}
	rest := &fake{}
	paths, err := Together(t.Context(), pair(t, rest, root)...)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, paths); diff != "" {
		t.Errorf("went on somewhere else (-first +then):\n%s", diff)
	}
	var docs [2]result.Benchmark
	for i, path := range paths {
		if err := readJSON(filepath.Join(path, "benchmark.json"), &docs[i]); err != nil {
			t.Fatal(err)
		}
		if name := filepath.Base(path); !strings.HasPrefix(name, []string{"several-a-2", "several-other-2"}[i]) {
			t.Errorf("result directory %s", name)
		}
	}
	if s := docs[0].Session; s == "" || s != docs[1].Session || docs[0].UUID == docs[1].UUID || docs[0].Plan == docs[1].Plan {
		t.Errorf("sessions %q and %q, plans %s and %s", s, docs[1].Session, docs[0].Plan, docs[1].Plan)
	}
	// Each of 2 trials: three plain runs and a traced one, on both.
	order := append(slices.Clone(broken.runs[:5]), rest.runs...)
	if len(order) != 2*2*4 {
		t.Fatalf("%d runs, want 16", len(order))
	}
	apart := slices.Clone(order[:8]) // the first two blocks have 6 and 4 of them
	slices.Sort(apart)
	if len(slices.Compact(apart)) > 5 {
		t.Errorf("the first runs are not of both benchmarks: %v", order)
	}
	again := &fake{}
	if _, err := Together(t.Context(), pair(t, again, t.TempDir())...); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(order, again.runs); diff != "" {
		t.Errorf("another order (-interrupted +not):\n%s", diff)
	}
}
