package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brig/bro/scripts"
	"brig/orchestrator"
	"brig/result"
)

const publishedName = "pybrig-2013"

// publishedNames lists the experiments that have a published result.
func publishedNames(t *testing.T) []string {
	t.Helper()
	bundles, err := filepath.Glob("../../published/*.tar.zst")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, b := range bundles {
		names = append(names, strings.TrimSuffix(filepath.Base(b), ".tar.zst"))
	}
	if !slices.Contains(names, publishedName) {
		t.Fatalf("published: %q, want %s among them", names, publishedName)
	}
	return names
}

// TestPublishedClaims runs every trial of the published experiments once and
// holds the engine to the published exact claims: a change of what it does is
// never silent. "make publish" publishes a change that is meant.
func TestPublishedClaims(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every trial of the published experiments")
	}
	for _, name := range publishedNames(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.write("once.toml", string(read(t, filepath.Join("../../published", name+".toml"))))
			b.ok("run", "once.toml", "--machine", machineProcess, "--repeats", "1")
			dirs, _ := filepath.Glob(filepath.Join(b.dir, "results", name+"-*Z"))
			if len(dirs) != 1 {
				t.Fatalf("result directories: %v", dirs)
			}
			archive, err := filepath.Abs(filepath.Join("../../published", name+".tar.zst"))
			if err != nil {
				t.Fatal(err)
			}
			_, stdout, stderr := b.brig("compare", dirs[0], archive, "--json")
			var v result.Verdict
			if err := json.Unmarshal([]byte(stdout), &v); err != nil {
				t.Fatalf("compare: %v\n%s%s", err, stdout, stderr)
			}
			for _, c := range v.ExactDiffer {
				t.Errorf("%s %s: %s, published %s", c.Trial, c.Name, c.Here, c.Published)
			}
			if v.ExactEqual == 0 {
				t.Error("nothing was compared")
			}
		})
	}
}

// TestPublishedExperiment checks that each bundle was made from the experiment
// that is beside it.
func TestPublishedExperiment(t *testing.T) {
	for _, name := range publishedNames(t) {
		p, err := openPublication(filepath.Join("../../published", name+".tar.zst"))
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, filepath.Join("../../published", name+".toml")); string(got) != string(p.experiment) {
			t.Errorf("the published bundle of %s is of another version of the experiment: run \"make publish\"", name)
		}
		if err := p.set.Validate(); err != nil {
			t.Error(err)
		}
	}
}

// TestScriptsSuite checks that the suite "scripts" walks what an engine loads
// by default, in that order, and then the site's scripts.
func TestScriptsSuite(t *testing.T) {
	e, err := orchestrator.ReadExperiment(filepath.Join("../../published", publishedName+".toml"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, file := range []string{"base/init-default.bro", "site/local.bro"} {
		text, err := scripts.FS.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if name, ok := strings.CutPrefix(strings.TrimSpace(line), "@load "); ok {
				want = append(want, strings.TrimSpace(name))
			}
		}
	}
	if got := e.Suites[0].Scripts; !slices.Equal(got, want) {
		t.Errorf("scripts = %q\nthe library loads %q", got, want)
	}
}
