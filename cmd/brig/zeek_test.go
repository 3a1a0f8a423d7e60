package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brig/bundle"
	"brig/images"
	"brig/orchestrator"
	"brig/result"
	"brig/traces"
)

// zeekProgram builds what stands for upstream's Zeek; brig's own engine is at the path
// given.
func zeekProgram(t *testing.T, engine, out string) {
	t.Helper()
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -X main.engine="+engine, "-o", out, "./testdata/zeek")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building zeek: %v\n%s", err, text)
	}
}

const zeekExperiment = `
[[suite]]
kind = "custom"
name = "sets"
bare = true
additive = true
scripts = ["base/utils/site"]

[[suite.set]]
name = "conn"
scripts = ["base/protocols/conn"]

[[suite.set]]
name = "scan"
scripts = ["misc/scan"]

[[suite.set]]
name = "mine"
scripts = ["mine"]

[script]
mine = '''
global seen = 0;
event new_connection(c: connection) { ++seen; }
event zeek_done() { print seen; }
'''
`

// TestZeek measures a Zeek beside brig's own engine. What stands for Zeek has its
// command line, lacks some of the scripts, and writes a profile in its form.
func TestZeek(t *testing.T) {
	b := newBench(t)
	dir, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	zeek := filepath.Join(b.dir, "zeek")
	zeekProgram(t, filepath.Join(dir, engineProgram), zeek)
	b.experiment(strings.Replace(string(read(t, filepath.Join(b.dir, "small.toml"))), `"base/utils/site", "base/protocols/conn"`,
		`"base/utils/site", "base/frameworks/dpd", "base/protocols/conn"`, 1) + zeekExperiment)
	own := filepath.Join(dir, engineProgram)
	stdout, stderr := b.ok("run", "small.toml", "--machine", machineProcess, "--bundle", "x.tar.zst", "--repeats", "1", "--engine", "own="+own+",zeek="+zeek)
	for _, part := range []string{"zeek version 8.0.10, which is asked for each of 9 trials",
		"leaves out scripts/load-02 (base/frameworks/dpd): fatal error in ../in/trial.zeek, line 3: can't find base/frameworks/dpd",
		"leaves out drop/0.50 to 1.00"} {
		if !strings.Contains(stderr, part) {
			t.Errorf("it does not say %q:\n%s", part, stderr)
		}
	}
	for _, part := range []string{"engine zeek: zeek ", "traced: not a trace but the engine's own script profile", "left out: sets/scan (misc/scan): fatal error",
		"CPU time, compared directly", "note     engines of different kinds"} {
		if !strings.Contains(stdout, part) {
			t.Errorf("it does not print %q:\n%s", part, stdout)
		}
	}
	both := [2]finished{measuredIn(t, b.dir, "small-own-2*"), measuredIn(t, b.dir, "small-zeek-2*")}
	checkZeek(t, both[0], both[1])

	// The second of the two is reproduced as what it is.
	b.fails(1, []string{"engine zeek", "--engine zeek=PATH"}, "reproduce", both[1].Bundle, "--machine", machineProcess)
	_, stdout, stderr = b.brig("reproduce", both[1].Bundle, "--repeats", "1", "--machine", machineProcess, "--engine", "zeek="+zeek)
	if !strings.Contains(stdout, "exact    reproduced") {
		t.Errorf("reproducing:\n%s%s", stdout, stderr)
	}
	published, err := filepath.Abs("../../published/pybrig-2013.tar.zst")
	if err != nil {
		t.Fatal(err)
	}
	b.fails(1, []string{"engines of different kinds", "zeek", "bro"}, "compare", both[1].Bundle, published)
	// What is no engine says so; what is told to be one is asked all the same.
	b.write("sh", "#!/bin/sh\necho hello\n")
	if err := os.Chmod(filepath.Join(b.dir, "sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.fails(1, []string{"engine sh", "is it an engine?"}, "run", "small.toml", "--machine", machineProcess, "--engine", "sh=sh")
	b.write("old", "#!/bin/sh\necho 'bro version 2.4.1' >&2\nexit 1\n")
	if err := os.Chmod(filepath.Join(b.dir, "old"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.fails(1, []string{"engine old", "bro version 2.4.1 is too old"}, "run", "small.toml", "--machine", machineProcess, "--engine", "old=old")
}

// TestZeekExperiment checks that the experiment in doc/ names what brig pins and ships
// with, and scripts that brig's own engine has.
func TestZeekExperiment(t *testing.T) {
	e, err := orchestrator.ReadExperiment("../../doc/zeek-and-brig.toml")
	if err != nil {
		t.Fatal(err)
	}
	lock, err := images.ParseLock(images.LockText)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := e.Engines[1].Image, lock.Upstream["zeek"].Name(); got != want {
		t.Errorf("it names %s, images.lock %s", got, want)
	}
	if e.Capture.SHA256 != traces.PcapSHA256 {
		t.Errorf("it is about another capture than brig ships with: %s", e.Capture.SHA256)
	}
	dir, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range e.Trials() {
		if out, err := exec.Command(filepath.Join(dir, engineProgram), append([]string{"--check", "-e", "global brig = 1;"}, trial.Scripts...)...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", trial.Key(), err, out)
		}
	}
}

// TestZeekImage measures a Zeek that is in an image, where upstream's image has it,
// beside brig's own engine in the image that brig makes.
func TestZeekImage(t *testing.T) {
	const image = "brig/zeek-test:8.0.10"
	if out, err := exec.Command("docker", "version").CombinedOutput(); err != nil {
		t.Skipf("needs a Docker daemon and its command: %v\n%s", err, out)
	}
	b := newBench(t)
	dir, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	// As in upstream's image, /bin is a link, nothing is made for brig, and zeek is
	// found by PATH.
	root := filepath.Join(b.dir, "root")
	for _, path := range []string{"usr/bin", "usr/local/zeek/bin", "usr/local/zeek/lib"} {
		if err := os.MkdirAll(filepath.Join(root, path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("usr/bin", filepath.Join(root, "bin")); err != nil {
		t.Fatal(err)
	}
	zeekProgram(t, "/usr/local/zeek/lib/bro", filepath.Join(root, "usr/local/zeek/bin/zeek"))
	own := filepath.Join(dir, engineProgram)
	if err := os.WriteFile(filepath.Join(root, "usr/local/zeek/lib/bro"), read(t, own), 0o755); err != nil {
		t.Fatal(err)
	}
	load := exec.Command("sh", "-c", "tar -C "+root+" -c . | docker import --change 'ENV PATH=/usr/local/zeek/bin:/usr/bin:/bin' - "+image)
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("docker", "rmi", image).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
	b.experiment(strings.Replace(string(read(t, filepath.Join(b.dir, "small.toml"))), `"base/utils/site", "base/protocols/conn"`,
		`"base/utils/site", "base/frameworks/dpd", "base/protocols/conn"`, 1) + zeekExperiment)
	b.ok("run", "small.toml", "--machine", machineContainer, "--repeats", "1", "--engine", "own="+own+",zeek=image:"+image)
	both := [2]finished{measuredIn(t, b.dir, "small-own-2*"), measuredIn(t, b.dir, "small-zeek-2*")}
	checkZeek(t, both[0], both[1])
	if z := both[1].Benchmark; !strings.HasPrefix(z.Image, "sha256:") || z.Image == both[0].Benchmark.Image || len(z.Isolation) != 0 || z.Program.SHA256 != "" {
		t.Errorf("benchmark %+v", z)
	}
}

// measuredIn reads the result directory of a name, and its verdict if it has one.
func measuredIn(t *testing.T, dir, pattern string) finished {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "results", pattern, "benchmark.json"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %q, %v", pattern, found, err)
	}
	f := finished{Results: filepath.Dir(found[0])}
	f.Bundle = f.Results + bundle.Ext
	set, _, err := readSet(f.Results)
	if err != nil {
		t.Fatal(err)
	}
	f.Benchmark, f.Trials = set.Benchmark, set.Trials
	if text, err := os.ReadFile(filepath.Join(f.Results, "verdict.json")); err == nil {
		if err := json.Unmarshal(text, &f.Verdict); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// checkZeek checks the documents of brig's own engine and of Zeek.
func checkZeek(t *testing.T, own, zeek finished) {
	t.Helper()
	z := zeek.Benchmark
	if z.Program == nil || z.Program.Kind != result.KindZeek || own.Benchmark.Program.Kind != result.KindBro || z.Engine.Name != "zeek" {
		t.Errorf("engines %+v %+v and %+v", own.Benchmark.Program, z.Program, z.Engine)
	}
	var names, omitted []string
	for _, trial := range zeek.Trials {
		names = append(names, trial.Suite+"/"+trial.Name)
	}
	for _, o := range z.Omitted {
		omitted = append(omitted, o.Suite+"/"+o.Name)
	}
	if want := []string{"scripts/load-01", "scripts/load-03", "sets/none", "sets/conn", "sets/mine"}; !slices.Equal(names, want) {
		t.Errorf("trials %q, want %q", names, want)
	}
	if want := []string{"scripts/load-02", "drop/0.50", "drop/1.00", "sets/scan"}; !slices.Equal(omitted, want) {
		t.Errorf("left out %q, want %q", omitted, want)
	}
	if o := z.Omitted[1]; !strings.HasPrefix(o.Reason, "error in ../in/trial.zeek, line ") || !strings.Contains(o.Reason, "(connection_skip_ratio)") {
		t.Errorf("the reason is %q", o.Reason)
	}
	for i, trial := range zeek.Trials {
		theirs := own.Trials[slices.IndexFunc(own.Trials, func(o *result.Trial) bool { return o.Suite == trial.Suite && o.Name == trial.Name })]
		e := trial.Exact
		if e.Packets != theirs.Exact.Packets || e.Packets == 0 || e.Calls != 0 || e.CallChains != (result.ExactSet{}) || theirs.Exact.Calls == 0 {
			t.Errorf("%s: exact claims %+v beside %+v", names[i], e, theirs.Exact)
		}
		if names[i] == "sets/mine" {
			theirs.Exact.Logs = theirs.Exact.Logs[:1] // it loads misc/scan, too
		}
		if len(e.Logs) != len(theirs.Exact.Logs) {
			t.Errorf("%s: logs %+v beside %+v", names[i], e.Logs, theirs.Exact.Logs)
			continue
		}
		for k, l := range e.Logs {
			if o := theirs.Exact.Logs[k]; l.Path != o.Path || l.Lines != o.Lines || l.SHA256 != "" {
				t.Errorf("%s: log %+v beside %+v", names[i], l, o)
			}
		}
		if trial.Source != result.SourceProfile || trial.Slowdown == nil || len(trial.Traced) != 1 || len(trial.Profile) == 0 {
			t.Errorf("%s: source %q, traced %+v, profile %+v", names[i], trial.Source, trial.Slowdown, trial.Profile)
		}
		if slices.Contains(trial.Scripts, "base/frameworks/dpd") || slices.Contains(trial.Scripts, "misc/scan") {
			t.Errorf("%s: loads %q", names[i], trial.Scripts)
		}
		if want := map[string]int{"sets/conn": 1, "sets/mine": 2, "scripts/load-03": 1}[names[i]]; trial.Index != want {
			t.Errorf("%s is at place %d of its suite, want %d", names[i], trial.Index, want)
		}
	}
	v := zeek.Verdict
	if v == nil || !v.OtherKind || v.Direct == nil || len(v.Direct.Trials) != 5 || v.Exact != result.Reproduced || v.ExactEqual != 5 || len(v.Costs) != 0 {
		t.Errorf("verdict %+v", v)
	}
}
