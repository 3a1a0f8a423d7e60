package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"brig/result"
	"brig/traces"
)

// TestSuites runs suites of the Input Framework and of named sets with a script
// that the experiment brings along, and checks that each trial did what it says.
func TestSuites(t *testing.T) {
	b := newBench(t)
	b.experiment(strings.NewReplacer("CAPTURE", traces.File, "SHA256", traces.PcapSHA256).Replace(`
name = "small"
seed = 3
repeats = 1
warmup = 0
base = 2
tolerance = 0.5
interval = "10ms"

[capture]
file = "CAPTURE"
sha256 = "SHA256"

[[suite]]
kind = "input"
bare = true
readers = ["ascii", "raw", "benchmark"]
modes = ["manual"]
sizes = [300]

[[suite]]
kind = "custom"
bare = true
[[suite.set]]
name = "mine"
scripts = ["mine"]

[script]
mine = "event bro_init() { Log::create_stream(Mine::LOG, [$columns=Mine::Info, $path=\"mine\"]); Log::write(Mine::LOG, [$n=5]); }\nmodule Mine; export { redef enum Log::ID += { LOG }; type Info: record { n: count &log; }; }"
`))
	_, stderr := b.ok("run", "small.toml", "--machine", machineProcess)
	if !strings.Contains(stderr, "6 trials") {
		t.Errorf("progress:\n%s", stderr)
	}
	for name, want := range map[string]struct {
		log   string
		lines int64
		plain int
	}{
		"input-none":                 {"", 0, 2},
		"input-ascii-manual-300":     {"workload", 1, 1},
		"input-raw-manual-300":       {"workload", 1, 1},
		"input-benchmark-manual-300": {"workload", 1, 1},
		"custom-none":                {"", 0, 2},
		"custom-mine":                {"mine", 1, 1},
	} {
		var trial result.Trial
		if err := json.Unmarshal(read(t, filepath.Join(b.result(), "trials", name+".json")), &trial); err != nil {
			t.Fatal(err)
		}
		found := want.log == ""
		for _, l := range trial.Exact.Logs {
			found = found || l.Path == want.log && l.Lines == want.lines
		}
		if !found || len(trial.Plain) != want.plain {
			t.Errorf("%s: logs %v, %d plain runs; want %d lines of %s, %d runs", name, trial.Exact.Logs, len(trial.Plain), want.lines, want.log, want.plain)
		}
		if strings.Contains(name, "raw") && trial.Exact.Events < 300 {
			t.Errorf("%s: %d events, want one a row", name, trial.Exact.Events)
		}
		if len(trial.Profile) == 0 {
			t.Errorf("%s: no profile of the traced run", name)
		}
	}
	b.ok("bundle", "create", b.result())
}
