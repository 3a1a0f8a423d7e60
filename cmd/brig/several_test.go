package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brig/traces"
)

// TestSeveralCaptures runs an experiment on two captures in the same blocks, and
// reproduces the one of them that a bundle is about.
func TestSeveralCaptures(t *testing.T) {
	b := newBench(t)
	pcap, err := traces.FS.ReadFile(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, traces.File), pcap, 0o644); err != nil {
		t.Fatal(err)
	}
	b.ok("capture", "anonymize", traces.File, "-o", "other.pcap", "--key", "pseudonyms.key")
	stdout, _ := b.ok("capture", "info", "other.pcap", "--json")
	var info struct {
		SHA256 string `json:"sha256"`
	}
	if err := json.Unmarshal([]byte(stdout), &info); err != nil {
		t.Fatal(err)
	}
	one := "[capture]\nfile = \"" + traces.File + "\"\n"
	text := strings.Replace(string(read(t, filepath.Join(b.dir, "small.toml"))), one, "[[captures]]\nfile = \""+traces.File+"\"\n", 1) +
		"\n[[captures]]\nfile = \"other.pcap\"\nsha256 = \"" + info.SHA256 + "\"\n"
	b.experiment(text)

	stdout, _ = b.ok("run", "small.toml", "--dry-run", "--json")
	var plan planReport
	if err := json.Unmarshal([]byte(stdout), &plan); err != nil {
		t.Fatal(err)
	}
	if plan.Benchmarks != 2 || len(plan.Captures) != 2 || plan.Estimate != 0 {
		t.Errorf("plan: %+v", plan)
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
	if x.Session == "" || x.Session != y.Session || x.CaptureSHA256 == y.CaptureSHA256 || x.System == y.System || x.Capture == y.Capture {
		t.Errorf("benchmarks %+v and %+v", x, y)
	}
	if !strings.Contains(both[1].Results, "small-other-") || !strings.HasPrefix(both[1].Bundle, both[1].Results) {
		t.Errorf("result directory %s, bundle %s", both[1].Results, both[1].Bundle)
	}
	stdout, _ = b.ok("run", "small.toml", "--dry-run")
	if !strings.Contains(stdout, "24 in all") || !strings.Contains(stdout, "as long as the runs of results/small-other-") {
		t.Errorf("plan after the runs:\n%s", stdout)
	}
	_, stdout, stderr := b.brig("reproduce", both[1].Bundle, "--machine", machineProcess, "--capture", "other.pcap")
	if strings.Count(stderr, "capture    ") != 1 || !strings.Contains(stdout, "exact") {
		t.Errorf("reproducing one of two:\n%s%s", stdout, stderr)
	}
	b.fails(2, []string{`machine "vm"`, "auto, container or process"}, "run", "small.toml", "--machine", "vm", "--dry-run")
	b.fails(2, []string{"named already"}, "run", "small.toml", "--machine", "process,process")
	b.fails(1, []string{"none.pub"}, "run", "small.toml", "--machine", machineProcess, "--bundle", "x.tar.zst", "--sign", "none.pub")
	b.fails(2, []string{"--bundle x.zip"}, "run", "small.toml", "--bundle", "x.zip")
}
