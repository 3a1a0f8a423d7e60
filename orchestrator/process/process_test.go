package process

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"brig/orchestrator"
	"brig/result"
)

// The test binary is an orchestrator with one job when PROCESS_TEST names the
// probe and the engine, so that a test can kill it.
func TestMain(m *testing.M) {
	if probe, engine, ok := strings.Cut(os.Getenv("PROCESS_TEST"), ":"); ok {
		machine := Machine{Probe: probe, Engine: engine}
		err := machine.Run(context.Background(), job())
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// newMachine builds the probe and takes a shell script for the engine.
func newMachine(t *testing.T, script string) *Machine {
	t.Helper()
	dir := t.TempDir()
	m := &Machine{Probe: filepath.Join(dir, "brig-probe"), Engine: filepath.Join(dir, "engine")}
	if out, err := exec.Command("go", "build", "-o", m.Probe, "brig/cmd/brig-probe").CombinedOutput(); err != nil {
		t.Fatalf("building the probe: %v\n%s", err, out)
	}
	if err := os.WriteFile(m.Engine, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := m.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

// newJob is a job that runs the engine under the probe. Its files are named
// relative to the current folder, as a user may do.
func newJob(t *testing.T) orchestrator.Job {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	t.Chdir(t.TempDir())
	for _, d := range []string{"in", "out"} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile("in/trial.bro", []byte("script\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("capture.pcap", []byte("packets\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return job()
}

func job() orchestrator.Job {
	return orchestrator.Job{
		Name: "scripts-load-01", In: "in", Capture: "capture.pcap", Out: "out",
		Command: func(p orchestrator.Paths) []string {
			return []string{p.Probe, "--interval", "10ms", "--out", p.Out + "/run", "--work", p.Work,
				"--", p.Engine, p.In + "/trial.bro", p.Capture, p.Work}
		},
	}
}

func document(t *testing.T) *result.Run {
	t.Helper()
	text, err := os.ReadFile("out/run/run.json")
	if err != nil {
		t.Fatal(err)
	}
	run := new(result.Run)
	if err := json.Unmarshal(text, run); err != nil {
		t.Fatal(err)
	}
	return run
}

// empty reports what is left in a folder that should be empty.
func empty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("%s is left in %s", e.Name(), dir)
	}
}

func TestRun(t *testing.T) {
	m := newMachine(t, `cat "$1" "$2"; cd "$3"; pwd; env | sort`)
	job := newJob(t)
	t.Setenv("BRIG_SECRET", "not for the engine")
	if err := m.Run(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	run := document(t)
	if !run.Exit.OK() || run.Usage.Wall <= 0 {
		t.Errorf("exit %+v, usage %+v", run.Exit, run.Usage)
	}
	if len(run.Command) != 4 || run.Command[0] != "../engine" || run.Command[2] != "../capture" {
		t.Errorf("the command %q tells where the host keeps its files", run.Command)
	}
	out, err := os.ReadFile("out/run/stdout.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) < 3 || lines[0] != "script" || lines[1] != "packets" {
		t.Fatalf("the engine printed %q", out)
	}
	work := lines[2]
	want := fmt.Sprintf("HOME=%s\nLC_ALL=C\nPATH=/usr/local/bin:/usr/bin:/bin\nPWD=%[1]s\nTMPDIR=%[1]s\nTZ=UTC", work)
	got := strings.ReplaceAll(strings.Join(lines[3:], "\n"), "OLDPWD="+work+"\n", "")
	if got != want {
		t.Errorf("environment:\n%s\nwant:\n%s", got, want)
	}
	empty(t, os.Getenv("TMPDIR"))
}

func TestEngineThatFails(t *testing.T) {
	m := newMachine(t, "echo no such field >&2; exit 7")
	job := newJob(t)
	if err := m.Run(t.Context(), job); err != nil {
		t.Errorf("Run: %v, want the documents to tell", err)
	}
	if run := document(t); run.Exit != (result.Exit{Status: 7}) {
		t.Errorf("exit %+v, want status 7", run.Exit)
	}
	empty(t, os.Getenv("TMPDIR"))
}

func TestProbeThatFails(t *testing.T) {
	m := newMachine(t, "true")
	job := newJob(t)
	job.Out = "elsewhere"
	err := m.Run(t.Context(), job)
	if err == nil || !strings.HasPrefix(err.Error(), "brig-probe: ") || !strings.Contains(err.Error(), "elsewhere/run") {
		t.Errorf("Run: error %v, want the probe's line about elsewhere/run", err)
	}
	empty(t, os.Getenv("TMPDIR"))
}

// spinner is an engine that does not end, whatever it is told. It leaves its
// process id beside its work folder.
const spinner = `trap '' TERM; echo $$ >"$3/../../pid"; while :; do sleep 1; done`

// spinning waits for the spinner and gives its process id.
func spinning(t *testing.T) (pid int) {
	t.Helper()
	file := filepath.Join(os.Getenv("TMPDIR"), "pid")
	waitFor(t, "the engine to start", func() bool {
		text, err := os.ReadFile(file)
		pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		return err == nil && strings.HasSuffix(string(text), "\n")
	})
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	return pid
}

func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 20 s for %s", what)
		}
	}
}

func TestCancel(t *testing.T) {
	m := newMachine(t, spinner)
	job := newJob(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- m.Run(ctx, job) }()
	pid := spinning(t)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v, want %v", err, context.Canceled)
	}
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the engine is there after Run: signal 0: %v", err)
	}
	empty(t, "out")
	empty(t, os.Getenv("TMPDIR"))
}

func TestKilledOrchestratorTakesTheRunAlong(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux kills a child whose parent dies")
	}
	m := newMachine(t, spinner)
	newJob(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROCESS_TEST="+m.Probe+":"+m.Engine)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := spinning(t)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	waitFor(t, "the engine to end", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
	waitFor(t, "the probe to remove what it began", func() bool {
		entries, err := os.ReadDir("out")
		return err == nil && len(entries) == 0
	})
}

func TestPinning(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux pins processes to processors")
	}
	m := newMachine(t, "grep Cpus_allowed_list /proc/self/status")
	job := newJob(t)
	job.CPUs = "0"
	if err := m.Run(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	out, err := os.ReadFile("out/run/stdout.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Fields(string(out)), "0"; len(got) != 2 || got[1] != want {
		t.Errorf("the engine ran with %q, want processor %s", out, want)
	}
	for _, cpus := range []string{"x", "1-0", "0,", "99999", "-1"} {
		job.CPUs = cpus
		if err := m.Run(t.Context(), job); err == nil || !strings.Contains(err.Error(), strconv.Quote(cpus)) {
			t.Errorf("cpus %q: error %v, want one that names it", cpus, err)
		}
	}
}

func TestPrepare(t *testing.T) {
	dir := t.TempDir()
	program, plain := filepath.Join(dir, "program"), filepath.Join(dir, "plain")
	for name, mode := range map[string]os.FileMode{program: 0o755, plain: 0o644} {
		if err := os.WriteFile(name, nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		m    Machine
		want string // in the error
	}{
		{Machine{program, program}, ""},
		{Machine{program, plain}, plain + " is not a program"},
		{Machine{dir, program}, dir + " is not a program"},
		{Machine{program, dir + "/none"}, dir + "/none: no such file"},
	} {
		err := tt.m.Prepare(t.Context())
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Prepare of %+v: error %v, want %q", tt.m, err, tt.want)
		}
	}
}
