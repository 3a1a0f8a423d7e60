package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestPlan reads the plan of the published experiment, and the progress and the
// result of a run, as JSON.
func TestPlan(t *testing.T) {
	b := newBench(t)
	stdout, _ := b.ok("run", "pybrig-2013", "--dry-run", "--json")
	var plan planReport
	if err := json.Unmarshal([]byte(stdout), &plan); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, trial := range plan.Trials {
		sum += trial.Warmup + trial.Plain + trial.Traced
	}
	if plan.Experiment != publishedName || sum != len(plan.Runs) || sum == 0 || plan.Blocks != plan.Runs[len(plan.Runs)-1].Block {
		t.Errorf("experiment %s, %d runs of trials, %d in order, %d blocks", plan.Experiment, sum, len(plan.Runs), plan.Blocks)
	}
	for path, want := range map[string]string{"missing": "no such file", "small.toml": "not a program that can be executed"} {
		if code, stdout, stderr := b.brig("run", "pybrig-2013", "--dry-run", "--engine", "x="+path); code != exitFailure || !strings.Contains(stderr, "engine x: ") || !strings.Contains(stderr, want) {
			t.Errorf("the plan of an engine %s: exit %d, %.200s%s", path, code, stdout, stderr)
		}
	}
	stdout, stderr := b.ok("run", "small.toml", "--machine", machineProcess, "--json")
	var done finished
	if err := json.Unmarshal([]byte(stdout), &done); err != nil {
		t.Fatalf("%v:\n%s", err, stdout)
	}
	if done.Benchmark == nil || len(done.Trials) != 4 || !strings.Contains(done.Results, "results/small-") {
		t.Errorf("results %q, %d trials", done.Results, len(done.Trials))
	}
	runs := 0
	for line := range strings.Lines(stderr) {
		var event struct {
			Event     string
			Done, All int
		}
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatalf("progress %q: %v", line, err)
		}
		if event.Event == "run" {
			runs++
			if event.Done != runs || event.All != 12 {
				t.Errorf("after %d runs: %s", runs, line)
			}
		}
	}
	if runs != 12 {
		t.Errorf("%d runs in the progress, want 12", runs)
	}
}
