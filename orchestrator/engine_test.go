package orchestrator

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

const engines = `
name = "engines"
repeats = 2
warmup = 0

[capture]
file = "x.pcap"
sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

[[engines]]
name = "old"
path = "../bin/bro"
sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

[[engines]]
name = "lazy"
options = ["-C", "-e", "print 1;"]
environment = ["GOGC=400"]

[[engines]]
name = "other"
image = "some/bro:1"
path = "/opt/bro/bin/bro"

[[suite]]
kind = "scripts"
scripts = ["base/utils/site", "base/protocols/conn"]
`

func TestEngines(t *testing.T) {
	e := parse(t, engines)
	if len(e.Measured()) != 3 || e.Measured()[1].Environment[0] != "GOGC=400" {
		t.Errorf("engines: %+v", e.Measured())
	}
	if none := parse(t, experiment).Measured(); len(none) != 1 || !cmp.Equal(none[0], Engine{}) {
		t.Errorf("engines of an experiment that names none: %+v", none)
	}
	for _, tt := range []struct{ old, new, want string }{
		{`name = "lazy"`, `name = "old"`, `engines 2: a second engine named "old"`},
		{`name = "lazy"`, `name = "../x"`, `engines 2: name: "../x"`},
		{`"-C"`, `"--summary=x"`, `options: "--summary=x" is given by brig`},
		{`"-C"`, `"-rx"`, `options: "-rx" is given by brig`},
		{`"-C"`, `"--"`, `options: "--" is given by brig`},
		{`name = "lazy"`, "name = \"lazy\"\nkind = \"suricata\"", `engines 2: kind: "suricata" is neither`},
		{`"GOGC=400"`, `"GOGC"`, `environment: "GOGC" is not NAME=VALUE`},
		{`path = "../bin/bro"`, ``, `engines 1: sha256: it is that of a program`},
		{"bin/bro\"\nsha256 = \"01", "bin/bro\"\nsha256 = \"x", `engines 1: sha256: "x`},
	} {
		_, err := ParseExperiment("x", []byte(strings.Replace(engines, tt.old, tt.new, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("with %q: %v, want %q", tt.new, err, tt.want)
		}
	}
}

func TestEngineCommand(t *testing.T) {
	e := parse(t, engines)
	p := &result.Program{Name: "lazy", Options: e.Engines[1].Options}
	l := &learned{program: p, kind: bro(e.Seed)}
	argv := l.command(e, e.Trials()[0], Planned{Kind: result.Plain, Repeat: 1})(Paths{Engine: "/bin/bro", Capture: "/capture"})
	i := slices.Index(argv, "/bin/bro")
	if want := []string{"-C", "-e", "print 1;", "-r", "/capture"}; i < 0 || !slices.Equal(argv[i+1:i+6], want) {
		t.Errorf("command %q, want %q after the engine", argv, want)
	}
}

func TestKeepEngine(t *testing.T) {
	root := t.TempDir()
	program := filepath.Join(root, "bro")
	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := errors.Join(os.WriteFile(program, []byte(text), mode), os.Chmod(program, mode)); err != nil {
			t.Fatal(err)
		}
	}
	write("one", 0o755)
	first, digest, err := KeepEngine(root, program)
	if err != nil || digest != "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed" {
		t.Fatalf("%s, %v", digest, err)
	}
	write("two", 0o755) // built anew while it is measured
	second, _, err := KeepEngine(root, program)
	if err != nil || first == second {
		t.Fatalf("%s, %v", second, err)
	}
	if text, err := os.ReadFile(first); err != nil || string(text) != "one" {
		t.Errorf("the first copy is %q, %v", text, err)
	}
	if info, err := os.Stat(second); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the second copy: %v, %v", info.Mode(), err)
	}
	again, _, err := KeepEngine(root, program)
	if left, _ := filepath.Glob(filepath.Join(root, "engines/*")); err != nil || again != second || len(left) != 2 {
		t.Errorf("%s, %v, %q: want one copy of each", again, err, left)
	}
	stock, err := TakeStock(root)
	if err != nil || len(stock) != 2 || stock[0].What != StockEngine {
		t.Errorf("stock %+v, %v", stock, err)
	}
	write("no program", 0o644)
	if _, _, err := KeepEngine(root, program); err == nil || !strings.Contains(err.Error(), "not a program") {
		t.Errorf("error %v", err)
	}
}

// two makes benchmarks of two engines on one machine.
func two(t *testing.T, m Machine, root string, digests ...string) []*Benchmark {
	var both []*Benchmark
	for i, name := range []string{"old", "new"} {
		b := benchmark(t, m, root)
		b.Program = &result.Program{Name: name, Kind: result.KindBro, SHA256: digests[i]}
		b.Label = b.Experiment.Name + "-" + name
		both = append(both, b)
	}
	return both
}

// TestEngineChanged interrupts a session of two engines. It goes on with the same
// two; with another one both begin anew, so that the runs of a block are made
// together.
func TestEngineChanged(t *testing.T) {
	root := t.TempDir()
	power := func() error { return errors.New("the power went") }
	first, err := Together(t.Context(), two(t, &fake{stop: 4, stopWith: power}, root, "1", "2")...)
	if err == nil {
		t.Fatal("it was not interrupted")
	}
	same, err := Together(t.Context(), two(t, &fake{stop: 2, stopWith: power}, root, "1", "2")...)
	if err == nil || !slices.Equal(first, same) {
		t.Errorf("went on in %q, not %q (%v)", same, first, err)
	}
	alone := two(t, &fake{stop: 1, stopWith: power}, root, "1", "2")[:1]
	if paths, err := Together(t.Context(), alone...); err == nil || paths[0] == first[0] {
		t.Errorf("one engine alone went on in %q (%v)", paths, err)
	}
	other, err := Together(t.Context(), two(t, &fake{}, root, "1", "3")...)
	if err != nil || other[0] == first[0] || other[1] == first[1] {
		t.Errorf("with another program it went on in %q, %v", other, err)
	}
	var docs [2]result.Benchmark
	for i := range docs {
		if err := readJSON(filepath.Join(other[i], "benchmark.json"), &docs[i]); err != nil {
			t.Fatal(err)
		}
	}
	if docs[0].Session == "" || docs[0].Session != docs[1].Session || docs[1].Program.Name != "new" || docs[1].Program.SHA256 != "3" {
		t.Errorf("documents %+v and %+v", docs[0], docs[1])
	}
}

// TestKilledBetweenDirectories goes on when only the first result directory of a
// session was made, and nothing was run in it.
func TestKilledBetweenDirectories(t *testing.T) {
	root := t.TempDir()
	both := two(t, &fake{}, root, "1", "2")
	known, err := both[0].learn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	both[0].known = known
	d, err := both[0].create(both[0].state(both[0].Experiment.Plan(), "5e551015-0000-4000-8000-000000000000"))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	paths, err := Together(t.Context(), both...)
	if err != nil || paths[0] != d.path {
		t.Errorf("it went on in %q, not in %s: %v", paths, d.path, err)
	}
	var second result.Benchmark
	if err := readJSON(filepath.Join(paths[1], "benchmark.json"), &second); err != nil || second.Session != d.state.Session {
		t.Errorf("session %s, want %s: %v", second.Session, d.state.Session, err)
	}
}
