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

// TestPublishedClaims runs every trial of the published experiment once and
// holds the engine to the published exact claims: a change of what it does is
// never silent. "make publish" publishes a change that is meant.
func TestPublishedClaims(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every trial of the published experiment")
	}
	b := newBench(t)
	text := read(t, filepath.Join("../../published", publishedName+".toml"))
	once := strings.NewReplacer("repeats = 6", "repeats = 1", "warmup = 1", "warmup = 0").Replace(string(text))
	b.write("once.toml", once)
	b.ok("run", "once.toml", "--machine", machineProcess)
	dirs, _ := filepath.Glob(filepath.Join(b.dir, "results", publishedName+"-*Z"))
	if len(dirs) != 1 {
		t.Fatalf("result directories: %v", dirs)
	}
	archive, err := filepath.Abs(filepath.Join("../../published", publishedName+".tar.zst"))
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
}

// TestPublishedExperiment checks that the bundle was made from the experiment
// that is beside it.
func TestPublishedExperiment(t *testing.T) {
	p, err := openPublication(filepath.Join("../../published", publishedName+".tar.zst"))
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, filepath.Join("../../published", publishedName+".toml")); string(got) != string(p.experiment) {
		t.Error("the published bundle is of another version of the experiment: run \"make publish\"")
	}
	if err := p.set.Validate(); err != nil {
		t.Error(err)
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
