package main

import (
	"path/filepath"
	"strings"
	"testing"

	"brig/orchestrator"
	"brig/traces"
)

// TestExperimentImport makes an experiment of a benchmark.conf and reads its plan.
func TestExperimentImport(t *testing.T) {
	b := newBench(t)
	b.write("benchmark.conf", "[options]\nadditive=true\nbare_mode=true\n[captures]\n~/not/here.trace\n"+
		"[scripts-base]\nbase/protocols/conn\n[trial-1]\nbase/protocols/http\n[trial-2]\nprotocols/http/software\n")
	b.fails(1, []string{"not/here.trace", "--capture"}, "experiment", "import", "benchmark.conf")
	shipped, err := filepath.Abs(filepath.Join("../../traces", traces.File))
	if err != nil {
		t.Fatal(err)
	}
	stdout, _ := b.ok("experiment", "import", "benchmark.conf", "--capture", shipped)
	if stdout != "benchmark-site.toml\n" {
		t.Errorf("printed %q", stdout)
	}
	e, err := orchestrator.ReadExperiment(filepath.Join(b.dir, "benchmark-site.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Capture.SHA256 != traces.PcapSHA256 || len(e.Trials()) != 3 {
		t.Errorf("capture %s, %d trials", e.Capture.SHA256, len(e.Trials()))
	}
	plan, _ := b.ok("run", "benchmark-site.toml", "--dry-run")
	for _, part := range []string{"3 trials, 28 runs in 5 blocks", "custom/trial-2", "protocols/http/software"} {
		if !strings.Contains(plan, part) {
			t.Errorf("plan lacks %q:\n%s", part, plan)
		}
	}
	stdout, _ = b.ok("experiment", "import", "benchmark.conf", "--capture", shipped, "--json", "-o", b.dir+"/..")
	for _, part := range []string{`"name":"benchmark-site"`, `"capture_sha256":"` + traces.PcapSHA256, `"trials":3`} {
		if !strings.Contains(stdout, part) {
			t.Errorf("JSON lacks %s: %s", part, stdout)
		}
	}
	b.fails(2, []string{`unknown command "improt"`, "brig experiment --help"}, "experiment", "improt")
	b.fails(1, []string{"benchmark-site.toml is there already"}, "experiment", "import", "benchmark.conf", "--capture", shipped)
}
