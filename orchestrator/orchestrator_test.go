package orchestrator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"brig/result"
)

const experiment = `
name = "test"
seed = 7
repeats = 3
warmup = 1

[capture]
file = "x.pcap"
sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

[[suite]]
kind = "scripts"
scripts = ["base/utils/site", "base/protocols/conn"]
bare = true

[[suite]]
kind = "drop"
to = 0.15
step = 0.05
`

func parse(t *testing.T, text string) *Experiment {
	t.Helper()
	e, err := ParseExperiment("test.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestTrials(t *testing.T) {
	var got []string
	for _, trial := range parse(t, experiment).Trials() {
		got = append(got, fmt.Sprintf("%s %s %d", trial.Key(), trial.Label, len(trial.Scripts)))
	}
	want := []string{
		"scripts/load-01 base/utils/site 1",
		"scripts/load-02 base/protocols/conn 2",
		"drop/0.00 connection_skip_ratio = 0.00 0",
		"drop/0.05 connection_skip_ratio = 0.05 0",
		"drop/0.10 connection_skip_ratio = 0.10 0",
		"drop/0.15 connection_skip_ratio = 0.15 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("trials (-want +got):\n%s", diff)
	}
}

func TestDropSteps(t *testing.T) {
	text := strings.Replace(experiment, "to = 0.15", "to = 1.0", 1)
	trials := parse(t, text).Trials()[2:]
	if len(trials) != 21 || trials[20].Name != "1.00" || trials[7].Name != "0.35" || *trials[7].SkipRatio != 0.35 {
		t.Errorf("0 to 1 by 0.05 gives %d trials, the last %s, the eighth %s", len(trials), trials[len(trials)-1].Name, trials[7].Name)
	}
}

func TestExperimentErrors(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		{"seed = 7", "sede = 7", `test.toml, line 3, column 1: unknown key "sede"`},
		{`file = "x.pcap"`, `fil = "x.pcap"`, `test.toml, line 8, column 1: unknown key "capture.fil"`},
		{"seed = 7", "seed = ", "test.toml, line 3"},
		{"seed = 7", `seed = "x"`, "test.toml, line 3"},
		{`name = "test"`, `name = "../x"`, `test.toml: name: "../x"`},
		{"repeats = 3", "repeats = 0", "test.toml: repeats: 0"},
		{`"base/utils/site"`, `"../../etc/passwd"`, `suite 1: scripts: "../../etc/passwd"`},
		{"to = 0.15", "to = 2.0", "suite 2: from 0 to 2"},
		{"step = 0.05", "step = 0.0", "suite 2: step"},
		{`kind = "drop"`, `kind = "dorp"`, `suite 2: kind: "dorp"`},
		{`sha256 = "01`, `sha256 = "zz`, "capture.sha256"},
		{"seed = 7", "interval = \"1us\"", "interval: 1µs is under 1ms"},
		{"seed = 7", "base = 0", "test.toml: base: 0"},
		{"seed = 7", "samples = 1", "test.toml: samples: 1"},
		{"seed = 7", "realtime = -1.0", "test.toml: realtime: -1"},
		{"[capture]", "[precision]\nwidth = 0.05\nmost = 2\n[capture]", "test.toml: precision: most: 2"},
		{"[capture]", "[script]\n\"../x\" = \"\"\n[capture]", `test.toml: script: "../x"`},
		{"[capture]", "[script]\ntrial = \"\"\n[capture]", `test.toml: script: "trial"`},
		{`kind = "drop"`, "kind = \"drop\"\nname = \"scripts\"", `suite 2: a second suite named "scripts"`},
		{`kind = "drop"`, "kind = \"drop\"\nsizes = [1]", `suite 2: readers, modes and sizes belong to a suite of kind "input"`},
		{"seed = 7", "memory = \"2 stone\"", `test.toml, line 3, column 10: size "2 stone"`},
	} {
		_, err := ParseExperiment("test.toml", []byte(strings.Replace(experiment, tt.old, tt.new, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("with %q: error %v, want one line with %q", tt.new, err, tt.want)
		}
	}
}

func FuzzParseExperiment(f *testing.F) {
	f.Add(experiment)
	f.Add(engines)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseExperiment("x", []byte(text))
		if err == nil && len(e.Plan().Trials) > maxTrials {
			t.Errorf("%d trials", len(e.Plan().Trials))
		}
	})
}

func TestPlan(t *testing.T) {
	e := parse(t, experiment)
	p := e.Plan()
	if diff := cmp.Diff(p, e.Plan()); diff != "" {
		t.Errorf("a second plan differs:\n%s", diff)
	}
	// 6 trials: one warm-up, three plain, one traced each.
	if len(p.Runs) != 6*5 {
		t.Fatalf("%d runs, want 30", len(p.Runs))
	}
	seen := map[string]int{}
	order := map[int][]int{}
	for i, r := range p.Runs {
		if i > 0 && r.Block < p.Runs[i-1].Block {
			t.Errorf("run %d is of block %d after block %d", i, r.Block, p.Runs[i-1].Block)
		}
		seen[p.Name(r)]++
		if r.Kind != result.Traced {
			order[r.Block] = append(order[r.Block], r.Trial)
		}
	}
	for name, n := range seen {
		if n != 1 {
			t.Errorf("run %s is planned %d times", name, n)
		}
	}
	for block, trials := range order {
		if sorted := slices.Sorted(slices.Values(trials)); !slices.Equal(sorted, []int{0, 1, 2, 3, 4, 5}) {
			t.Errorf("block %d holds trials %v, want each once", block, trials)
		}
	}
	if slices.Equal(order[2], order[3]) && slices.Equal(order[3], order[4]) {
		t.Error("all blocks have the same order")
	}
}

func TestScriptAndCommand(t *testing.T) {
	e := parse(t, experiment)
	trials := e.Trials()
	own := &learned{kind: bro(e.Seed)}
	traced := own.kind.script(trials[3], result.Traced, nil)
	for _, line := range []string{"redef connection_skip_ratio = 0.05;\n", "event bro_init()\n", "\tfn_trace_add(/.*/);\n"} {
		if !strings.Contains(traced, line) {
			t.Errorf("traced script lacks %q:\n%s", line, traced)
		}
	}
	if plain := own.kind.script(trials[1], result.Plain, nil); plain != "# scripts/load-02: base/protocols/conn\n@load base/utils/site\n@load base/protocols/conn\n" {
		t.Errorf("plain script = %q", plain)
	}
	paths := Paths{Probe: "/probe", Engine: "/bro", In: "/in", Capture: "/capture", Out: "/out", Work: "/work"}
	got := strings.Join(own.command(e, trials[0], Planned{Kind: result.Traced, Repeat: 1})(paths), " ")
	want := "/probe --interval 100ms --out /out/run --work /work --summary summary.json --trace trace.out" +
		" -- /bro -b -r /capture -s 7 --summary summary.json ../in/trial.bro"
	if got != want {
		t.Errorf("command = %s\nwant      %s", got, want)
	}
}

// Of plain runs after a trial's first, few samples are enough.
func TestFewSamples(t *testing.T) {
	e := parse(t, strings.Replace(experiment, "seed = 7", "seed = 7\nsamples = 4", 1))
	for _, r := range []Planned{{Kind: result.Plain, Repeat: 1}, {Kind: result.Plain, Repeat: 2}, {Kind: result.Traced, Repeat: 2}} {
		argv := strings.Join((&learned{kind: bro(e.Seed)}).command(e, e.Trials()[0], r)(Paths{}), " ")
		if got, want := strings.Contains(argv, " --samples 4 "), r.Kind == result.Plain && r.Repeat > 1; got != want {
			t.Errorf("%s run %d: few samples %v: %s", r.Kind, r.Repeat, got, argv)
		}
	}
}

// A fake is a machine whose runs take no time. It stops or fails at run
// number stop.
type fake struct {
	runs     []string
	stop     int
	stopWith func() error
	damage   func(*result.Run)
}

func (f *fake) Name() string                      { return "fake" }
func (f *fake) Image() string                     { return "" }
func (f *fake) Isolation() []string               { return nil }
func (f *fake) Prepare(ctx context.Context) error { return nil }
func (f *fake) Close() error                      { return nil }

func (f *fake) Run(ctx context.Context, job Job) error {
	f.runs = append(f.runs, job.Name)
	if f.stop > 0 && len(f.runs) == f.stop {
		return f.stopWith()
	}
	out := filepath.Join(job.Out, "run")
	if err := os.Mkdir(out, 0o755); err != nil {
		return err
	}
	head := func() result.Header {
		return result.Header{UUID: uuid.NewString(), Schema: 1, Created: time.Unix(1, 0).UTC(), Tool: result.Version{Name: "probe"}}
	}
	run := &result.Run{Header: head(), Outcome: &result.Outcome{
		Engine: result.Version{Name: "bro", Version: "1"}, Packets: 10, Events: 20,
		Logs: []result.ExactLog{{Path: "conn", Lines: 2, SHA256: "ab"}},
	}}
	run.Usage.Wall = 1e6 + int64(len(job.Name))
	if f.damage != nil {
		f.damage(run)
	}
	docs := map[string]any{"run.json": run}
	if strings.Contains(job.Name, result.Traced) {
		docs["counts.json"] = &result.Counts{Header: head(), Entries: 8, Calls: 4}
		docs["call_chains.json"] = &result.CallChains{Header: head(), Chains: result.Chains{Set: result.ExactSet{Distinct: 3}}}
		docs["packet_chains.json"] = &result.PacketChains{Header: head()}
		docs["event_paths.json"] = &result.EventPaths{Header: head()}
		docs["script_timings.json"] = &result.ScriptTimings{Header: head()}
		docs["mapping.json"] = &result.Mapping{Header: head()}
	}
	for name, doc := range docs {
		if err := writeJSON(filepath.Join(out, name), doc); err != nil {
			return err
		}
	}
	return nil
}

func benchmark(t *testing.T, m Machine, root string) *Benchmark {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	head := func() result.Header {
		return result.Header{UUID: uuid.NewString(), Schema: 1, Created: now, Tool: result.Version{Name: "brig"}}
	}
	file := filepath.Join(t.TempDir(), "x.pcap")
	if err := os.WriteFile(file, []byte("packets"), 0o644); err != nil {
		t.Fatal(err)
	}
	return &Benchmark{
		Experiment: parse(t, experiment), Machine: m, Root: root, File: file,
		Capture: &result.Capture{Header: head(), SHA256: "cc"},
		System:  &result.System{Header: head()},
		Tool:    result.Version{Name: "brig"},
		Now:     func() time.Time { return now },
		Begin:   func(string, int, int) {}, Step: func(string) {}, More: func(int) {},
	}
}

func TestRun(t *testing.T) {
	root := t.TempDir()
	b := benchmark(t, &fake{}, root)
	path, err := b.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var doc result.Benchmark
	if err := readJSON(filepath.Join(path, "benchmark.json"), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Trials) != 6 || doc.CaptureSHA256 != "cc" || doc.Engine.Name != "bro" {
		t.Errorf("benchmark = %+v", doc)
	}
	var trial result.Trial
	if err := readJSON(filepath.Join(path, "trials/drop-0.05.json"), &trial); err != nil {
		t.Fatal(err)
	}
	if len(trial.Plain) != 3 || len(trial.Traced) != 1 || trial.Exact.Packets != 10 || trial.Exact.Calls != 4 ||
		trial.Exact.CallChains.Distinct != 3 || trial.UUID != doc.Trials[3].UUID || len(trial.Doubts) != 0 {
		t.Errorf("trial = %+v", trial)
	}
	var counts result.Counts
	if err := readJSON(filepath.Join(path, "runs/drop-0.05.traced-1/counts.json"), &counts); err != nil {
		t.Fatal(err)
	}
	if counts.Benchmark != doc.UUID || counts.Trial != trial.UUID || counts.Run != trial.Traced[0].Run {
		t.Errorf("counts belong to benchmark %s, trial %s, run %s", counts.Benchmark, counts.Trial, counts.Run)
	}
	if left, _ := filepath.Glob(filepath.Join(path, "runs/*"+partial)); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestResume(t *testing.T) {
	root := t.TempDir()
	broken := &fake{stop: 12, stopWith: func() error { return errors.New("the power went") }}
	path, err := benchmark(t, broken, root).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), broken.runs[11]) || !strings.Contains(err.Error(), "the power went") {
		t.Fatalf("error = %v, want one that names the run", err)
	}
	// What a kill -9 leaves: a folder for a run that is not finished.
	if err := os.MkdirAll(filepath.Join(path, "runs", broken.runs[11]+partial, "out"), 0o755); err != nil {
		t.Fatal(err)
	}
	rest := &fake{}
	b := benchmark(t, rest, root)
	var had int
	b.Begin = func(_ string, done, all int) { had = done }
	again, err := b.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again != path || had != 11 || len(rest.runs) != 30-11 || rest.runs[0] != broken.runs[11] {
		t.Errorf("went on in %s with %d done and %d runs, the first %s; want %s, 11, 19, %s",
			again, had, len(rest.runs), rest.runs[0], path, broken.runs[11])
	}
	third, err := benchmark(t, &fake{}, root).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if third == path {
		t.Error("a finished result directory was used again")
	}
}

func TestHeldDirectory(t *testing.T) {
	root := t.TempDir()
	stopped := &fake{stop: 3, stopWith: func() error { return errors.New("stop") }}
	path, _ := benchmark(t, stopped, root).Run(t.Context())
	d := &dir{path: path}
	if err := d.hold(); err != nil {
		t.Fatal(err)
	}
	other, err := benchmark(t, &fake{}, root).Run(t.Context())
	if err != nil || other == path {
		t.Errorf("used %s, which is held (error %v)", other, err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := &fake{stop: 5, stopWith: func() error { cancel(); return ctx.Err() }}
	path, err := benchmark(t, m, t.TempDir()).Run(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error = %v, want context.Canceled", err)
	}
	if left, _ := filepath.Glob(filepath.Join(path, "runs/*"+partial)); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestEngineFailure(t *testing.T) {
	for _, tt := range []struct {
		damage func(*result.Run)
		want   string
	}{
		{func(r *result.Run) { r.Exit.Signal = "SIGKILL" }, "the engine was ended by SIGKILL"},
		{func(r *result.Run) { r.Exit.Status = 3 }, "the engine ended with status 3"},
		{func(r *result.Run) { r.Outcome = nil }, "the engine left no summary"},
		{func(r *result.Run) { r.Outcome.Packets = 0 }, "the engine saw no packets"},
	} {
		_, err := benchmark(t, &fake{damage: tt.damage}, t.TempDir()).Run(t.Context())
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error = %v, want one with %q", err, tt.want)
		}
	}
}

// TestDisturbed checks that disturbed plain runs are kept and made again,
// within bounds.
func TestDisturbed(t *testing.T) {
	seen := map[string]int{}
	m := &fake{}
	m.damage = func(r *result.Run) {
		name := m.runs[len(m.runs)-1]
		seen[name]++
		if strings.Contains(name, "drop-0.10.plain-2") && seen[name] == 1 || strings.Contains(name, "load-01.plain-3") {
			r.Noise.Broken = []string{"swapping"}
		}
	}
	path, err := benchmark(t, m, t.TempDir()).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if seen["drop-0.10.plain-2"] != 2 || seen["scripts-load-01.plain-3"] != maxAttempts {
		t.Errorf("attempts: %d and %d, want 2 and %d", seen["drop-0.10.plain-2"], seen["scripts-load-01.plain-3"], maxAttempts)
	}
	for _, name := range []string{"drop-0.10.plain-2.disturbed-1", "scripts-load-01.plain-3.disturbed-2"} {
		if _, err := os.Stat(filepath.Join(path, "runs", name, "run.json")); err != nil {
			t.Errorf("a disturbed run is not kept: %v", err)
		}
	}
	var trial result.Trial
	if err := readJSON(filepath.Join(path, "trials/drop-0.10.json"), &trial); err != nil {
		t.Fatal(err)
	}
	if len(trial.Plain) != 3 || len(trial.Doubts) != 0 {
		t.Errorf("trial = %+v, want three undisturbed plain runs", trial)
	}
	all := &fake{damage: func(r *result.Run) { r.Noise.Broken = []string{"steal"} }}
	b := benchmark(t, all, t.TempDir())
	if _, err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := 30 + 30/budgetShare; len(all.runs) != want {
		t.Errorf("%d runs when all are disturbed, want %d", len(all.runs), want)
	}
}

// TestDisturbedAndStopped stops right after a disturbed run was set aside.
func TestDisturbedAndStopped(t *testing.T) {
	root := t.TempDir()
	steal := func(r *result.Run) { r.Noise.Broken = []string{"steal"} }
	for range 10 {
		m := &fake{damage: steal, stop: 3, stopWith: func() error { return errors.New("stop") }}
		if _, err := benchmark(t, m, root).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "stop") {
			t.Fatalf("error = %v, want the machine's", err)
		}
	}
	if _, err := benchmark(t, &fake{damage: steal}, root).Run(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestQuiet waits before the first run and after disturbed ones, until patience
// is at its end.
func TestQuiet(t *testing.T) {
	m := &fake{}
	m.damage = func(r *result.Run) {
		if strings.Contains(m.runs[len(m.runs)-1], "load-01.plain") {
			r.Noise.Broken = []string{"other work"}
		}
	}
	b := benchmark(t, m, t.TempDir())
	var limits []time.Duration
	b.Calm = NewCalm(5*time.Second, func(_ context.Context, limit time.Duration) time.Duration {
		limits = append(limits, limit)
		return 2 * time.Second
	})
	path, err := b.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := []time.Duration{5 * time.Second, 3 * time.Second, time.Second}; !slices.Equal(limits, want) {
		t.Errorf("waited up to %v, want %v", limits, want)
	}
	var first result.Run
	if err := readJSON(filepath.Join(path, "runs", m.runs[0], "run.json"), &first); err != nil {
		t.Fatal(err)
	}
	if first.Noise.Waited != 2e9 {
		t.Errorf("the first run waited for %d ns, want 2e9", first.Noise.Waited)
	}
}

func TestDoubts(t *testing.T) {
	n := 0
	m := &fake{damage: func(r *result.Run) { n++; r.Outcome.Events += int64(n % 7 / 6) }}
	path, err := benchmark(t, m, t.TempDir()).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(path, "trials/*.json"))
	doubts := 0
	for _, f := range files {
		var trial result.Trial
		data, _ := os.ReadFile(f)
		if err := json.Unmarshal(data, &trial); err != nil {
			t.Fatal(err)
		}
		doubts += len(trial.Doubts)
	}
	if doubts == 0 {
		t.Error("an engine that does other work each time raised no doubt")
	}
}
