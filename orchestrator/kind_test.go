package orchestrator

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

func TestKindOf(t *testing.T) {
	const (
		zeek8 = "zeek version 8.0.10\nusage: ../bro [options] [file ...]\n    --profile-scripts[=file] |\n    --profile-script-call-stacks |\n"
		bro25 = "bro version 2.5.5-12\nusage: bro [options] [file ...]\n"
	)
	for _, tt := range []struct{ told, help, kind, err string }{
		{"", "bro runs scripts\n  --summary FILE\n", result.KindBro, ""},
		{result.KindBro, "", result.KindBro, ""},
		{"", zeek8, result.KindZeek, ""},
		{result.KindZeek, "zeek version 9.0.0-dev.3\n --summary", result.KindZeek, ""},
		{"", bro25, result.KindZeek, ""},
		{"", "bro version 2.4.1\n", "", "bro version 2.4.1 is too old"},
		{"", "suricata 7\n", "", "is it an engine?"},
		{result.KindZeek, "hello", "", "no version of zeek"},
	} {
		name, kind, v, err := kindOf(tt.told, tt.help, 1)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%q: error %v, want %q", tt.help, err, tt.err)
			}
			continue
		}
		if err != nil || name != tt.kind || kind.choosy != (name == result.KindZeek) {
			t.Errorf("%q: %s (%s), %v, want %s", tt.help, name, v.line, err, tt.kind)
		}
	}
	_, kind, _, _ := kindOf("", zeek8, 1)
	if want := []string{"--profile-scripts=zeek.prof", "--profile-script-call-stacks"}; !slices.Equal(kind.traced.arguments, want) {
		t.Errorf("a traced run has %q, want %q", kind.traced.arguments, want)
	}
	if _, kind, _, _ := kindOf("", bro25, 1); kind.traced != nil || kind.rename.Replace("bro_init") != "bro_init" {
		t.Errorf("Bro 2.5: %+v", kind)
	}
}

func TestZeekCommand(t *testing.T) {
	e := parse(t, strings.Replace(experiment, "seed = 7", "seed = 7\nrealtime = 60.0", 1)+"\n[script]\nmine = \"global x = 1;\"\n")
	_, k, _, err := kindOf("", "zeek version 8.0.10\n--profile-scripts[=file]\n", e.Seed)
	if err != nil {
		t.Fatal(err)
	}
	l := &learned{program: &result.Program{Options: []string{"-C"}}, kind: k, engine: "zeek"}
	got := strings.Join(l.command(e, e.Trials()[0], Planned{Kind: result.Traced, Repeat: 1})(Paths{Probe: "/probe", Capture: "/capture", Out: "/out", Work: "/work"}), " ")
	want := "/probe --interval 100ms --out /out/run --work /work --summary summary.json --logs --profile zeek.prof" +
		" -- zeek -C -b --pseudo-realtime=60 -r /capture -G ../in/seeds --profile-scripts=zeek.prof ../in/trial.zeek ../in/account.zeek"
	if got != want {
		t.Errorf("command = %s\nwant      %s", got, want)
	}
	dir := t.TempDir()
	trial := Trial{Suite: "input", Name: "x", Scripts: []string{"mine"}, Stream: &Stream{Reader: "benchmark", Mode: "manual", Rows: 3}}
	if err := (&Benchmark{Experiment: e}).give(dir, k, trial, result.Traced); err != nil {
		t.Fatal(err)
	}
	names, _ := filepath.Glob(dir + "/*")
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	if diff := cmp.Diff([]string{"account.zeek", "mine.zeek", "seeds", "trial.zeek"}, names); diff != "" {
		t.Errorf("given (-want +got):\n%s", diff)
	}
	text, _ := os.ReadFile(dir + "/trial.zeek")
	for _, part := range []string{"@load ./mine\n", "event zeek_init()", "event zeek_done()"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("the script lacks %q:\n%s", part, text)
		}
	}
	if strings.Contains(string(text), "fn_trace") || strings.Contains(string(text), "bro_") {
		t.Errorf("the script is of another engine:\n%s", text)
	}
	seeds, _ := os.ReadFile(dir + "/seeds")
	if n := len(strings.Fields(string(seeds))); n != zeekSeeds {
		t.Errorf("%d seeds", n)
	}
	if other := zeek(e.Seed+1, version{major: 8}, ""); other.given[seedsFile] == string(seeds) {
		t.Error("another seed gives the same seeds")
	}
}

// A zeekMachine is a machine whose engine refuses some scripts and has a profile.
type zeekMachine struct {
	fake
	questions []string
	refuses   []string
	help      string
}

func (m *zeekMachine) Run(ctx context.Context, job Job) error {
	if job.Name != "question" {
		return m.fake.Run(ctx, job)
	}
	argv := job.Command(Paths{Probe: "/probe", In: job.In, Out: job.Out, Work: "/work"})
	argv = argv[slices.Index(argv, "--")+1:]
	m.questions = append(m.questions, strings.Join(argv, " "))
	if argv[0] == "zeek" && strings.HasPrefix(m.help, "bro") {
		return errors.New("starting zeek: executable file not found")
	}
	out := filepath.Join(job.Out, "run")
	run, text := &result.Run{}, m.help
	if argv[len(argv)-1] != "--help" {
		script, err := os.ReadFile(filepath.Join(job.In, "trial.zeek"))
		if err != nil {
			return err
		}
		text = "warning: no error yet\n"
		for _, name := range m.refuses {
			if strings.Contains(string(script), name) {
				run.Exit.Status = 1
				text += "error in ../in/trial.zeek, line 2: no " + name + "\nand more\n"
			}
		}
	}
	return errors.Join(os.Mkdir(out, 0o755), writeJSON(filepath.Join(out, "run.json"), run),
		os.WriteFile(filepath.Join(out, "stdout.txt"), nil, 0o644), os.WriteFile(filepath.Join(out, "stderr.txt"), []byte(text), 0o644))
}

// TestRefused leaves out the trials that an engine does not take, with what the later
// ones would load because of them, and goes on when it is interrupted.
func TestRefused(t *testing.T) {
	root := t.TempDir()
	text := strings.Replace(experiment, `["base/utils/site", "base/protocols/conn"]`, `["base/utils", "base/protocols/conn", "misc/scan", "base/protocols/dns"]`, 1)
	begin := func(m *zeekMachine) (*Benchmark, *[]string) {
		b := benchmark(t, m, root)
		b.Experiment = parse(t, text)
		b.Program = &result.Program{Name: "zeek"}
		var notes []string
		b.Note = func(line string) { notes = append(notes, line) }
		return b, &notes
	}
	m := &zeekMachine{refuses: []string{"base/utils", "misc/scan", "connection_skip_ratio"}, help: "bro version 2.6.4\nusage: bro"}
	m.stop, m.stopWith = 3, func() error { return errors.New("the power went") }
	b, notes := begin(m)
	path, err := b.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the power went") {
		t.Fatal(err)
	}
	want := []string{
		"bro version 2.6.4, which is asked for each of 8 trials whether it takes it",
		"it has no --profile-scripts: where its time goes is not known",
		"leaves out scripts/load-01 (base/utils): error in ../in/trial.zeek, line 2: no base/utils",
		"leaves out scripts/load-03 (misc/scan): error in ../in/trial.zeek, line 2: no misc/scan",
		"leaves out drop/0.00 to 0.15 (connection_skip_ratio = 0.00): error in ../in/trial.zeek, line 2: no connection_skip_ratio",
	}
	if diff := cmp.Diff(want, *notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if q := m.questions; len(q) != 2+8 || q[0] != "zeek --help" || q[1] != "bro --help" || q[2] != "bro -b --parse-only ../in/trial.zeek ../in/account.zeek" {
		t.Errorf("asked %q", q)
	}
	rest := &zeekMachine{refuses: m.refuses, help: m.help}
	b, _ = begin(rest)
	again, err := b.Run(t.Context())
	if err != nil || again != path {
		t.Fatalf("went on in %s, not %s: %v", again, path, err)
	}
	if runs := len(m.runs) - 1 + len(rest.runs); runs != 2*4 {
		t.Errorf("%d runs, want a warm-up and 3 plain ones of 2 trials", runs)
	}
	var doc result.Benchmark
	if err := readJSON(filepath.Join(path, "benchmark.json"), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Program.Kind != result.KindZeek || len(doc.Trials) != 2 || len(doc.Omitted) != 6 || doc.Omitted[1].Label != "misc/scan" {
		t.Errorf("benchmark %+v, omitted %+v", doc.Program, doc.Omitted)
	}
	for i, name := range []string{"load-02", "load-04"} {
		var trial result.Trial
		if err := readJSON(filepath.Join(path, "trials/scripts-"+name+".json"), &trial); err != nil {
			t.Fatal(err)
		}
		scripts := []string{"base/protocols/conn", "base/protocols/dns"}[:i+1]
		if trial.Index != i || !slices.Equal(trial.Scripts, scripts) || len(trial.Traced) != 0 || trial.Slowdown != nil || trial.Exact.Calls != 0 {
			t.Errorf("trial %+v", trial)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(root, "question-*")); len(left) != 0 {
		t.Errorf("left over: %q", left)
	}
	none := &zeekMachine{refuses: []string{"#"}, help: "zeek version 8.0.10"} // every script begins with one
	b, _ = begin(none)
	if _, err := b.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "engine zeek takes no trial of the experiment; of the first it says: error in") {
		t.Errorf("an engine that takes nothing: %v", err)
	}
}
