package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brig/result"
)

// TestEngines measures two engines in the same blocks: brig's own and, as a program
// of its own, a copy of it with a setting that changes what it does. It compares
// them, and reproduces the bundle of the second.
func TestEngines(t *testing.T) {
	b := newBench(t)
	dir, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	b.write("mine", string(read(t, filepath.Join(dir, engineProgram)))+"\n") // another digest, the same program
	mine := filepath.Join(b.dir, "mine")
	if err := os.Chmod(mine, 0o755); err != nil {
		t.Fatal(err)
	}
	text := string(read(t, filepath.Join(b.dir, "small.toml")))
	b.experiment(text + `
[[engines]]
name = "old"
path = "mine"

[[engines]]
name = "idle"
path = "mine"
options = ["connection_skip_ratio=1.0"]
environment = ["GOGC=400"]
`)
	stdout, _ := b.ok("run", "small.toml", "--dry-run")
	for _, part := range []string{"engine     idle: mine connection_skip_ratio=1.0 GOGC=400", "for each of 2 benchmarks"} {
		if !strings.Contains(stdout, part) {
			t.Errorf("plan lacks %q:\n%s", part, stdout)
		}
	}
	stdout, _ = b.ok("run", "small.toml", "--machine", machineProcess, "--json", "--bundle", "x.tar.zst")
	var both [2]finished
	d := json.NewDecoder(strings.NewReader(stdout))
	for i := range both {
		if err := d.Decode(&both[i]); err != nil {
			t.Fatalf("%v:\n%s", err, stdout)
		}
	}
	x, y := both[0].Benchmark, both[1].Benchmark
	if x.Session == "" || x.Session != y.Session || x.Program == nil || x.Program.Name != "old" || y.Program.SHA256 != sha256Hex(string(read(t, mine))) {
		t.Errorf("benchmarks %+v and %+v", x, y)
	}
	if !strings.Contains(both[1].Results, "small-idle-2") {
		t.Errorf("result directory %s", both[1].Results)
	}
	v := both[1].Verdict
	if both[0].Verdict != nil || v == nil || v.Published != x.UUID || v.Direct == nil || v.Direct.Here != "idle" || v.Outcome != result.Different {
		t.Fatalf("verdicts %+v and %+v", both[0].Verdict, v)
	}
	if v.ExactDiffer == nil || !(v.Direct.Whole.Quotient.Median < 1.2) {
		t.Errorf("an engine that skips all connections: %+v, %+v", v.ExactDiffer, v.Direct.Whole)
	}
	status, stdout, stderr := b.brig("compare", both[1].Results, both[0].Results)
	if status != exitDifferent || !strings.Contains(stdout, "direct   ") || strings.Count(stdout, "idle") < 1 {
		t.Errorf("comparing: status %d\n%s%s", status, stdout, stderr)
	}

	// What is reproduced is the engine of the bundle, with its settings.
	b.fails(1, []string{"engine idle", y.Program.SHA256, "--engine idle=PATH"}, "reproduce", both[1].Bundle, "--machine", machineProcess)
	_, stdout, stderr = b.brig("reproduce", both[1].Bundle, "--machine", machineProcess, "--engine", "idle="+mine)
	if !strings.Contains(stdout, "exact    reproduced") || !strings.Contains(stderr, "connection_skip_ratio=1.0 GOGC=400") {
		t.Errorf("reproducing:\n%s%s", stdout, stderr)
	}

	b.fails(2, []string{"--engine nwe", "names no such engine"}, "run", "small.toml", "--engine", "nwe")
	b.fails(2, []string{"--engine new=", "NAME=PATH"}, "run", "small.toml", "--engine", "new=")
	b.fails(2, []string{`"A"`, "lower-case"}, "run", "small.toml", "--engine", "A=x")
	b.fails(1, []string{"engine new", "no/such"}, "run", "small.toml", "--engine", "new=no/such")
	b.fails(2, []string{"engine new is an image", "--machine container"}, "run", "small.toml", "--engine", "new=image:x", "--machine", machineProcess)
	b.experiment(text + "\n[[engines]]\nname = \"old\"\npath = \"mine\"\nsha256 = \"" + strings.Repeat("0", 64) + "\"\n")
	b.fails(1, []string{"engine old", y.Program.SHA256, "the experiment wants 000"}, "run", "small.toml", "--machine", machineProcess)
}
