package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/result"
	"brig/trace"
	"brig/trace/tracetext"
)

// The test binary is the probe when PROBE_MAIN is set, so that tests can
// kill it.
func TestMain(m *testing.M) {
	if os.Getenv("PROBE_MAIN") != "" {
		main()
	}
	os.Exit(m.Run())
}

// runProbe runs a command line and returns its status and output.
func runProbe(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), args, &out, &err)
	return status, out.String(), err.String()
}

func readRun(t *testing.T, dir string) *result.Run {
	t.Helper()
	r := new(result.Run)
	readDocument(t, filepath.Join(dir, "run.json"), r)
	return r
}

func readDocument(t *testing.T, name string, into result.Document) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := into.Head().Validate(); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func list(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAnyProgram(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "run")
	if err := os.Mkdir(out, 0o755); err != nil { // empty is as good as none
		t.Fatal(err)
	}
	const benchmark, trial = "0123abcd-0000-4000-8000-000000000001", "0123abcd-0000-4000-8000-000000000002"
	status, stdout, stderr := runProbe(t, "--out", out, "--interval", "10ms", "--engine", "zeek/7.0.3",
		"--suite", "drop", "--name", "0.35", "--kind", "plain", "--repeat", "2", "--block", "3", "--machine", "process",
		"--benchmark", benchmark, "--trial", trial, "--", "sh", "-c", "echo out; echo err >&2; sleep 0.1")
	if status != 0 || stdout != "" || stderr != "" {
		t.Fatalf("status %d, printed %q, %q", status, stdout, stderr)
	}
	if diff := cmp.Diff([]string{"run.json", "stderr.txt", "stdout.txt"}, list(t, out)); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"run"}, list(t, dir)); diff != "" {
		t.Errorf("beside them (-want +got):\n%s", diff)
	}
	run := readRun(t, out)
	if run.Benchmark != benchmark || run.Trial != trial || run.Suite != "drop" || run.Name != "0.35" ||
		run.Kind != "plain" || run.Repeat != 2 || run.Block != 3 || run.Machine != "process" {
		t.Errorf("labels: %+v", run)
	}
	if run.Engine == nil || *run.Engine != (result.Version{Name: "zeek", Version: "7.0.3"}) || run.Tool != tool {
		t.Errorf("engine %v, tool %v", run.Engine, run.Tool)
	}
	if !run.Exit.OK() || run.Usage.Wall < 1e8 || len(run.Samples.At) < 2 || run.Samples.Interval != 1e7 {
		t.Errorf("exit %+v, usage %+v, %d samples", run.Exit, run.Usage, len(run.Samples.At))
	}
	for name, want := range map[string]string{"stdout.txt": "out\n", "stderr.txt": "err\n"} {
		if got, err := os.ReadFile(filepath.Join(out, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestFailures(t *testing.T) {
	dir := t.TempDir()
	full := filepath.Join(dir, "full")
	if err := os.Mkdir(full, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"full/x", "stale.json", "bad.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "run")
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		stderr string
		wrote  bool
	}{
		{"command fails", []string{"--out", out, "--", "sh", "-c", "echo a >&2; echo last words >&2; exit 3"},
			1, "sh: exit status 3 (stderr: last words)", true},
		{"command is silent", []string{"--out", out, "--", "sh", "-c", "exit 3"}, 1, "sh: exit status 3", true},
		{"command is killed", []string{"--out", out, "--", "sh", "-c", "kill -9 $$"}, 1, "sh: ended by SIGKILL", true},
		{"no such command", []string{"--out", out, "--", "no-such-program"},
			1, "starting no-such-program: executable file not found in $PATH", false},
		{"folder in use", []string{"--out", full, "--", "true"},
			1, full + " is not empty: name a folder that is empty or does not exist", false},
		{"a file in the way", []string{"--out", dir + "/bad.json", "--", "true"},
			1, "making a result folder " + dir + "/bad.json: not a directory", false},
		{"no parent", []string{"--out", dir + "/a/b", "--", "true"},
			1, "making a result folder: mkdir " + dir + "/a/b.partial: no such file or directory", false},
		{"no summary", []string{"--out", out, "--summary", dir + "/none.json", "--", "true"},
			1, "reading the summary: open " + dir + "/none.json: no such file or directory", true},
		{"stale summary", []string{"--out", out, "--summary", dir + "/stale.json", "--", "true"},
			1, dir + "/stale.json exists already: remove it, or it could be taken for what the command writes", false},
		{"bad summary", []string{"--out", out, "--work", dir, "--summary", "sum.json", "--", "cp", "bad.json", "sum.json"},
			1, "reading the summary " + dir + "/sum.json: unexpected end of JSON input", true},
		{"no trace", []string{"--out", out, "--work", dir, "--map", "m", "--trace", "t", "--", "true"}, 1, "", false},
		{"no out", []string{"--", "true"}, 2, "--out is missing", false},
		{"no command at all", []string{"--out", out}, 2, "no command", false},
		{"unknown flag", []string{"--out", out, "--nope", "--", "true"}, 2, "flag provided but not defined: -nope", false},
		{"one sample", []string{"--out", out, "--samples", "1", "--", "true"}, 2, "--samples 1: give 2 or more", false},
		{"short interval", []string{"--out", out, "--interval", "10us", "--", "true"}, 2, "--interval 10µs is too short", false},
		{"map alone", []string{"--out", out, "--map", "m", "--", "true"}, 2, "--map is the map of a trace", false},
		{"bad kind", []string{"--out", out, "--kind", "odd", "--", "true"}, 2, `--kind "odd"`, false},
		{"bad engine", []string{"--out", out, "--engine", "zeek", "--", "true"}, 2, `--engine "zeek"`, false},
		{"bad uuid", []string{"--out", out, "--trial", "7", "--", "true"}, 2, `trial: "7" is not`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, stdout, stderr := runProbe(t, tt.args...)
			want := "brig-probe: " + tt.stderr
			if status != tt.status || stdout != "" || !strings.HasPrefix(stderr, want) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("status %d, stderr %q, want %d, %q on one line", status, stderr, tt.status, want)
			}
			if tt.status == 2 && !strings.Contains(stderr, "brig-probe --help") {
				t.Errorf("stderr %q does not name --help", stderr)
			}
			_, err := os.Stat(filepath.Join(out, "run.json"))
			if wrote := err == nil; wrote != tt.wrote {
				t.Errorf("run.json was written: %v, want %v", wrote, tt.wrote)
			}
			if _, err := os.Stat(out + ".partial"); err == nil {
				t.Error("a partial folder is left")
			}
			if err := os.RemoveAll(out); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestHelpAndVersion(t *testing.T) {
	status, stdout, _ := runProbe(t, "--help")
	if status != 0 || !strings.Contains(stdout, "Usage: brig-probe") {
		t.Errorf("--help: status %d, printed %q", status, stdout)
	}
	c, err := os.ReadFile("call.go")
	if err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(string(c), "Var(&") {
		if _, rest, ok := strings.Cut(part, `, "`); ok && strings.Contains(part, `, "")`) {
			name, _, _ := strings.Cut(rest, `"`)
			if !strings.Contains(stdout, "--"+name) {
				t.Errorf("--help does not tell of --%s", name)
			}
		}
	}
	if status, stdout, _ := runProbe(t, "--version"); status != 0 || !strings.HasPrefix(stdout, "brig-probe "+tool.Version) {
		t.Errorf("--version: status %d, printed %q", status, stdout)
	}
}

// An engine in the tests is a shell that copies what an engine would have
// written into its work folder.
func TestTracedRun(t *testing.T) {
	const (
		mapping = `{"endian": "little",
			"mappings": [{"id": 1, "name": "f", "filename": "base/f.bro"}, {"id": 2, "name": "http_request", "event": true}],
			"components": [{"id": 1, "name": "TCP"}]}`
		entries = `trace little
			block packed
			call 2.0 real=0 virtual=0
			call 1.0 real=10 virtual=1
			return 1.0 real=30 virtual=2
			return 2.0 real=100 virtual=4`
		summary = `{"engine": {"name": "bro", "version": "0.9"}, "packets": 12, "bytes": 3456, "events": 7,
			"connections": 2, "skipped_connections": 0, "first_ns": 1, "last_ns": 2,
			"logs": [{"path": "conn", "lines": 2, "sha256": "ab"}]}`
	)
	var binary bytes.Buffer
	if err := tracetext.Assemble(&binary, strings.NewReader(entries), new(trace.Map)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string]string{"map": mapping, "trace": binary.String(), "summary": summary} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	script := "cp ../map trace.map; cp ../trace trace.out; cp ../summary s.json; echo log >conn.log"
	args := []string{"--out", dir + "/run", "--work", dir + "/work", "--summary", "s.json", "--map", "trace.map", "--trace", "trace.out"}
	status, _, stderr := runProbe(t, append(args, "--", "sh", "-c", script)...)
	if status != 0 || stderr != "" {
		t.Fatalf("status %d, stderr %q", status, stderr)
	}
	want := []string{"call_chains.json", "counts.json", "event_paths.json", "mapping.json", "packet_chains.json", "packet_costs.json",
		"run.json", "script_timings.json", "stderr.txt", "stdout.txt"}
	if diff := cmp.Diff(want, list(t, dir+"/run")); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"map", "run", "summary", "trace"}, list(t, dir)); diff != "" {
		t.Errorf("beside them (-want +got):\n%s", diff)
	}
	run := readRun(t, dir+"/run")
	outcome := &result.Outcome{Engine: result.Version{Name: "bro", Version: "0.9"}, Packets: 12, Bytes: 3456, Events: 7,
		Connections: 2, Skipped: new(int64), First: 1, Last: 2, Logs: []result.ExactLog{{Path: "conn", Lines: 2, SHA256: "ab"}}}
	if diff := cmp.Diff(outcome, run.Outcome); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}
	var counts result.Counts
	readDocument(t, dir+"/run/counts.json", &counts)
	if counts.Run != run.UUID || counts.UUID == run.UUID || *counts.Engine != outcome.Engine || counts.Entries != 4 || counts.Calls != 2 {
		t.Errorf("counts of run %s: %+v", run.UUID, counts)
	}
	for _, r := range result.Resources {
		if slices.Contains(want, r.File) {
			readDocument(t, filepath.Join(dir, "run", r.File), r.New())
		}
	}

	// With --keep everything stays; a trace cut short gives no documents.
	script += "; head -c 20 ../trace >trace.out"
	args[1] = dir + "/cut"
	status, _, stderr = runProbe(t, append(append(args, "--keep"), "--", "sh", "-c", script)...)
	if status != 1 || !strings.HasPrefix(stderr, "brig-probe: decoding "+dir+"/work/trace.out: ") {
		t.Errorf("a trace cut short: status %d, stderr %q", status, stderr)
	}
	if _, err := os.Stat(dir + "/cut"); err == nil {
		t.Error("a trace cut short gave documents")
	}
	if diff := cmp.Diff([]string{"conn.log", "s.json", "trace.map", "trace.out"}, list(t, dir+"/work")); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

// A work folder of the caller's stays; what the probe was told of goes.
func TestWorkFolderOfTheCaller(t *testing.T) {
	dir := t.TempDir()
	work := dir + "/work"
	if err := os.Mkdir(work, 0o755); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := runProbe(t, "--out", dir+"/run", "--work", work, "--summary", "s.json",
		"--", "sh", "-c", `echo '{"engine":{"name":"bro","version":"1"}}' >s.json; echo >conn.log`)
	if status != 0 {
		t.Fatalf("status %d, stderr %q", status, stderr)
	}
	if diff := cmp.Diff([]string{"conn.log"}, list(t, work)); diff != "" {
		t.Errorf("left in the work folder (-want +got):\n%s", diff)
	}
}

func TestExcerpt(t *testing.T) {
	for _, size := range []int{0, 1, half, 2 * half, 2*half + 1, 5*half + 12345} {
		var in []byte
		for i := 0; len(in) < size; i++ {
			in = append(in, "line "+strconv.Itoa(i)+"\n"...)
		}
		in = in[:size]
		for _, piece := range []int{1 << 20, 4093} {
			var e excerpt
			for c := range slices.Chunk(in, piece) {
				if n, err := e.Write(c); n != len(c) || err != nil {
					t.Fatalf("Write = %d, %v", n, err)
				}
			}
			want := in
			if size > 2*half {
				note := "\n[" + strconv.Itoa(size-2*half) + " bytes left out]\n"
				want = slices.Concat(in[:half], []byte(note), in[size-half:])
			}
			if got := e.bytes(); !bytes.Equal(got, want) {
				t.Errorf("%d bytes in pieces of %d: kept %d bytes, want %d", size, piece, len(got), len(want))
			}
		}
	}
}

// start starts the probe as a process of its own.
func start(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "PROBE_MAIN=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}

// waitFor waits until a condition holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 20 s for %s", what)
		}
	}
}

func TestStoppedProbeLeavesNothing(t *testing.T) {
	for _, tt := range []struct {
		name   string
		signal syscall.Signal
	}{{"interrupt", syscall.SIGINT}, {"terminate", syscall.SIGTERM}, {"kill", syscall.SIGKILL}} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.signal == syscall.SIGKILL && runtime.GOOS != "linux" {
				t.Skip("only Linux kills a child whose parent dies")
			}
			dir := t.TempDir()
			out, file := filepath.Join(dir, "run"), filepath.Join(dir, "pid")
			cmd := start(t, "--out", out, "--work", filepath.Join(dir, "work"), "--", "sh", "-c", "echo $$ >"+file+"; while :; do :; done")
			var pid int
			waitFor(t, "the command to start", func() bool {
				text, _ := os.ReadFile(file)
				pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
				return pid != 0 && bytes.HasSuffix(text, []byte("\n"))
			})
			if err := cmd.Process.Signal(tt.signal); err != nil {
				t.Fatal(err)
			}
			err := cmd.Wait()
			if tt.signal != syscall.SIGKILL {
				if got, want := cmd.Stderr.(*bytes.Buffer).String(), "brig-probe: interrupted: nothing was written\n"; got != want || cmd.ProcessState.ExitCode() != 1 {
					t.Errorf("stderr %q, %v, want %q and status 1", got, err, want)
				}
				if diff := cmp.Diff([]string{"pid"}, list(t, dir)); diff != "" {
					t.Errorf("left behind (-want +got):\n%s", diff)
				}
			}
			waitFor(t, "the command to end", func() bool { return syscall.Kill(pid, 0) != nil })
			if _, err := os.Stat(out); err == nil {
				t.Error("there is a result folder")
			}
			if tt.signal == syscall.SIGKILL {
				// The next probe is not hindered by what this one left.
				if status, _, stderr := runProbe(t, "--out", out, "--", "true"); status != 0 {
					t.Errorf("after a kill: status %d, %s", status, stderr)
				}
			}
		})
	}
}

// What an engine did until it was killed is in the documents, what it did
// until the probe was killed is in the stream.
func TestSamplesSurviveKills(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux kills a child whose parent dies")
	}
	dir := t.TempDir()
	engine, pid := filepath.Join(dir, "engine"), filepath.Join(dir, "pid")
	status, _, stderr := runProbe(t, "--out", engine, "--interval", "10ms", "--",
		"sh", "-c", "echo $$ >"+pid+"; (sleep 1.5; kill -9 $$) & while :; do :; done")
	if status != 1 || stderr != "brig-probe: sh: ended by SIGKILL\n" {
		t.Errorf("a killed engine: status %d, stderr %q", status, stderr)
	}
	run := readRun(t, engine)
	if n := len(run.Samples.At); n < 20 || run.Samples.At[n-1] != run.Usage.Wall || run.Usage.Wall < 1.4e9 {
		t.Errorf("%d samples of a killed engine, which ran for %v", n, time.Duration(run.Usage.Wall))
	}
	if diff := cmp.Diff([]string{"run.json", "stderr.txt", "stdout.txt"}, list(t, engine)); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}

	out := filepath.Join(dir, "probe")
	stream := filepath.Join(out+".partial", streamFile)
	cmd := start(t, "--out", out, "--interval", "10ms", "--", "sh", "-c", "while :; do :; done")
	begin := time.Now()
	waitFor(t, "the second block", func() bool {
		fi, err := os.Stat(stream)
		return err == nil && fi.Size() > 0 && time.Since(begin) > 2200*time.Millisecond
	})
	killed := time.Now()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	fi, err := os.Stat(stream)
	if err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := runProbe(t, "--read", stream)
	var s result.Samples
	if err := json.Unmarshal([]byte(stdout), &s); err != nil || status != 0 || stderr != "" {
		t.Fatalf("status %d, stderr %q, %v", status, stderr, err)
	}
	// A second, and a busy machine may add as much.
	if n, age := len(s.At), killed.Sub(fi.ModTime()); n < 20 || len(s.User) != n || age > 2*time.Second {
		t.Errorf("%d samples, the last written %v before the probe was killed", n, age)
	}
	for _, tt := range []struct{ name, want string }{
		{filepath.Join(dir, "none"), "brig-probe: reading samples: open " + dir + "/none: no such file or directory\n"},
		{pid, "brig-probe: reading samples: " + pid + ": not a stream of samples\n"},
	} {
		if status, _, stderr := runProbe(t, "--read", tt.name); status != 1 || stderr != tt.want {
			t.Errorf("status %d, stderr %q, want %q", status, stderr, tt.want)
		}
	}
}

func TestSuspend(t *testing.T) {
	out := filepath.Join(t.TempDir(), "run")
	status, _, stderr := runProbe(t, "--out", out, "--interval", "2ms", "--suspend", "--",
		"sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done")
	if status != 0 {
		t.Fatalf("status %d, %s", status, stderr)
	}
	run := readRun(t, out)
	if n := len(run.Samples.At); run.Noise.Stopped <= 0 || run.Noise.Stopped >= run.Usage.Wall || n < 3 {
		t.Errorf("%d samples, stopped for %v of %v", n, time.Duration(run.Noise.Stopped), time.Duration(run.Usage.Wall))
	}
}

func TestTwoProbesOneFolder(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "run")
	start(t, "--out", out, "--", "sh", "-c", "echo >"+dir+"/on; sleep 100")
	waitFor(t, "the first probe", func() bool { _, err := os.Stat(dir + "/on"); return err == nil })
	status, _, stderr := runProbe(t, "--out", out, "--", "true")
	if want := "brig-probe: " + out + ".partial is being written by another probe\n"; status != 1 || stderr != want {
		t.Errorf("status %d, stderr %q, want 1, %q", status, stderr, want)
	}
	if _, err := os.Stat(out + ".partial"); err != nil {
		t.Errorf("the first probe's folder is gone: %v", err)
	}
}

func TestCancelledBeforeItBegins(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	dir := t.TempDir()
	if status := run(ctx, []string{"--out", dir + "/run", "--", "true"}, &stdout, &stderr); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if left := list(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// The probe goes into every image and machine.
func TestCrossBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("builds for two other systems")
	}
	for _, target := range []string{"freebsd/amd64", "darwin/arm64"} {
		goos, goarch, _ := strings.Cut(target, "/")
		cmd := exec.Command("go", "build", "-o", filepath.Join(t.TempDir(), "probe"), ".")
		cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("building for %s: %v\n%s", target, err, out)
		}
	}
}

// The probe stays small: it links no server and no client of one.
func TestLinks(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range strings.Lines(string(out)) {
		for _, bad := range []string{"net/http", "mongo-driver", "docker", "echo", "sqlite"} {
			if strings.Contains(pkg, bad) {
				t.Errorf("the probe links %s", strings.TrimSpace(pkg))
			}
		}
	}
}
