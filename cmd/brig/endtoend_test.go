package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"brig/bundle"
	"brig/traces"
)

// programs builds the three programs once, as the Makefile does, and returns
// their folder.
var programs = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "brig-test-")
	if err != nil {
		return "", err
	}
	for _, args := range [][]string{{"../brig-probe", "."}, {"-pgo=../bro/bro.pgo", "../bro"}} {
		build := exec.Command("go", append([]string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", dir + "/"}, args...)...)
		build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOAMD64=v1")
		if out, err := build.CombinedOutput(); err != nil {
			return dir, fmt.Errorf("%w\n%s", err, out)
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, _ := programs(); dir != "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// A bench is a folder with an experiment to run.
type bench struct {
	t   *testing.T
	dir string
}

const small = `
name = "small"
title = "Two scripts and two ratios"
seed = 1
repeats = 2
warmup = 0
tolerance = 0.5
interval = "10ms"

[capture]
file = "CAPTURE"
sha256 = "SHA256"

[[suite]]
kind = "scripts"
bare = true
scripts = ["base/utils/site", "base/protocols/conn"]

[[suite]]
kind = "drop"
bare = true
scripts = ["base/protocols/conn"]
from = 0.5
to = 1.0
step = 0.5
`

func newBench(t *testing.T) *bench {
	t.Helper()
	// The folder tells whose it is: what comes out must not.
	b := &bench{t, filepath.Join(t.TempDir(), "home", "zoequintana")}
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	b.experiment(strings.NewReplacer("CAPTURE", traces.File, "SHA256", traces.PcapSHA256).Replace(small))
	return b
}

func (b *bench) experiment(text string) { b.write("small.toml", text) }

func (b *bench) write(name, text string) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// command is brig with arguments, in the folder.
func (b *bench) command(args ...string) *exec.Cmd {
	b.t.Helper()
	dir, err := programs()
	if err != nil {
		b.t.Fatalf("building the programs: %v", err)
	}
	if slices.Contains([]string{"run", "appliance", "reproduce"}, args[0]) {
		args = append(slices.Clone(args), "--wait=0") // tests measure nothing
	}
	cmd := exec.Command(filepath.Join(dir, "brig"), args...)
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "BRIG_MONGODB_URI=", "BRIG_TOKEN=")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// brig runs a command to its end.
func (b *bench) brig(args ...string) (status int, stdout, stderr string) {
	b.t.Helper()
	cmd := b.command(args...)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	var exit *exec.ExitError
	if e := cmd.Run(); e != nil && !errors.As(e, &exit) {
		b.t.Fatal(e)
	}
	return cmd.ProcessState.ExitCode(), out.String(), err.String()
}

// ok runs a command that must succeed.
func (b *bench) ok(args ...string) (stdout, stderr string) {
	b.t.Helper()
	status, stdout, stderr := b.brig(args...)
	if status != 0 {
		b.t.Fatalf("brig %s: status %d\n%s%s", strings.Join(args, " "), status, stdout, stderr)
	}
	return stdout, stderr
}

// fails runs a command that must end with a status and, last on standard
// error, one line that holds all the parts.
func (b *bench) fails(status int, parts []string, args ...string) {
	b.t.Helper()
	got, stdout, stderr := b.brig(args...)
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	last := lines[len(lines)-1]
	if got != status {
		b.t.Errorf("brig %s: status %d, want %d\n%s%s", strings.Join(args, " "), got, status, stdout, stderr)
	}
	for _, part := range parts {
		if !strings.HasPrefix(last, "brig: ") || !strings.Contains(last, part) {
			b.t.Errorf("brig %s: last line %q, want one with %q", strings.Join(args, " "), last, part)
		}
	}
	if strings.Contains(stderr, "goroutine ") || strings.Contains(stderr, "panic") {
		b.t.Errorf("brig %s: a stack trace:\n%s", strings.Join(args, " "), stderr)
	}
	b.clean()
}

// clean checks that nothing half-written and no process of a run is left.
func (b *bench) clean() {
	b.t.Helper()
	left, _ := filepath.Glob(filepath.Join(b.dir, "results/*/runs/*.partial"))
	more, _ := filepath.Glob(filepath.Join(b.dir, "results/captures/*capture*"))
	if left = append(left, more...); len(left) > 0 {
		b.t.Errorf("left over: %v", left)
	}
	dir, _ := programs()
	for range 50 {
		if len(running(dir)) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.t.Errorf("still running: %v", running(dir))
}

// running lists the processes whose program is in dir.
func running(dir string) []string {
	var list []string
	exes, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, exe := range exes {
		if target, err := os.Readlink(exe); err == nil && filepath.Dir(target) == dir {
			list = append(list, exe+" "+filepath.Base(target))
		}
	}
	return list
}

// result is the only result directory.
func (b *bench) result() string {
	b.t.Helper()
	dirs, _ := filepath.Glob(filepath.Join(b.dir, "results/small-*Z"))
	if len(dirs) != 1 {
		b.t.Fatalf("result directories: %v, want one", dirs)
	}
	return dirs[0]
}

// TestAppliance goes from a capture to a bundle and a browser, then repeats
// the result from its bundle.
func TestAppliance(t *testing.T) {
	for _, machine := range []string{machineProcess, machineContainer} {
		t.Run(machine, func(t *testing.T) {
			if machine == machineContainer {
				needDocker(t)
			}
			b := newBench(t)
			stdout, stderr := b.ok("appliance", "small.toml", "--machine", machine, "--listen", "127.0.0.1:0")
			for _, part := range []string{"image      brig/bro", "as pinned", "machine    " + machine, "12 runs", "read back equal"} {
				if !strings.Contains(stderr, part) {
					t.Errorf("progress lacks %q:\n%s", part, stderr)
				}
			}
			for _, part := range []string{"scripts/load-02", "drop/1.00", "engine   bro", "machine  " + machine, "verdict  none", "bundle   ", "sha256:", "browser  http://127.0.0.1:"} {
				if !strings.Contains(stdout, part) {
					t.Errorf("closing lacks %q:\n%s", part, stdout)
				}
			}
			archive := b.result() + bundle.Ext
			b.ok("bundle", "verify", archive)
			b.ok("bundle", "create", b.result(), "-o", "again"+bundle.Ext)
			if a, c := read(t, archive), read(t, filepath.Join(b.dir, "again"+bundle.Ext)); !bytes.Equal(a, c) {
				t.Error("a second bundle of the same documents has other bytes")
			}
			b.clean()

			second := newBench(t)
			status, stdout, stderr := second.brig("reproduce", archive, "--machine", machine, "--all")
			if status == 1 || status == 2 || !regexp.MustCompile(`exact +reproduced: \d+ claims equal, 0 differ`).MatchString(stdout) {
				t.Errorf("reproduce: status %d\n%s%s", status, stdout, stderr)
			}
		})
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func sha256Hex(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

func needDocker(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "docker", "version").CombinedOutput(); err != nil {
		t.Skipf("needs a Docker daemon: %v: %.200s", err, out)
	}
}

func TestBadInput(t *testing.T) {
	run := []string{"run", "small.toml", "--machine", machineProcess}
	text := strings.NewReplacer("CAPTURE", "x.pcap", "SHA256", "HASH").Replace(small)
	// with runs the experiment on a capture with that content.
	with := func(data string) *bench {
		b := newBench(t)
		b.write("x.pcap", data)
		b.experiment(strings.Replace(text, "HASH", sha256Hex(data), 1))
		return b
	}
	t.Run("missing capture", func(t *testing.T) {
		b := newBench(t)
		b.experiment(strings.Replace(text, "HASH", traces.PcapSHA256, 1))
		b.fails(1, []string{"small.toml", "x.pcap", "no such file"}, run...)
	})
	t.Run("another capture", func(t *testing.T) {
		b := with("hello")
		b.experiment(strings.Replace(text, "HASH", traces.PcapSHA256, 1))
		b.fails(1, []string{"x.pcap", traces.PcapSHA256}, run...)
	})
	t.Run("not a capture", func(t *testing.T) {
		with("hello, world\n").fails(1, []string{"not a pcap or pcapng capture"}, run...)
	})
	header := "\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x01\x00\x00\x00"
	t.Run("no packets", func(t *testing.T) {
		with(header).fails(1, []string{"holds no packets"}, run...)
	})
	t.Run("truncated capture", func(t *testing.T) {
		with(header+"\x01\x00\x00\x00\x00\x00\x00\x00\x40\x00\x00\x00\x40\x00\x00\x00short").fails(1, []string{"after packet 0"}, run...)
	})
	t.Run("unknown key", func(t *testing.T) {
		b := newBench(t)
		b.experiment(small + "\nrepeat = 5\n")
		b.fails(1, []string{"small.toml, line", "suite.repeat"}, run...)
	})
	t.Run("missing experiment", func(t *testing.T) {
		newBench(t).fails(1, []string{"none.toml", "no such file", "pybrig-2013.toml"}, "run", "none.toml")
	})
	t.Run("unknown script", func(t *testing.T) {
		b := newBench(t)
		e := strings.NewReplacer("CAPTURE", traces.File, "SHA256", traces.PcapSHA256, "base/utils/site", "base/utils/sight").Replace(small)
		b.experiment(e)
		b.fails(1, []string{"scripts-load-0", "base/utils/sight"}, run...)
	})
	t.Run("unknown machine", func(t *testing.T) {
		newBench(t).fails(2, []string{`machine "vm"`}, "run", "small.toml", "--machine", "vm")
	})
	t.Run("unknown flag", func(t *testing.T) {
		newBench(t).fails(2, []string{"--repeat", "brig run --help"}, "run", "--repeat", "5")
	})
	t.Run("unknown command", func(t *testing.T) {
		newBench(t).fails(2, []string{`unknown command "rnu"`, "brig --help"}, "rnu")
	})
	t.Run("version", func(t *testing.T) {
		b := newBench(t)
		option, _ := b.ok("--version")
		if command, _ := b.ok("version"); option != command || !strings.HasPrefix(option, "brig ") {
			t.Errorf("--version prints %q, version %q", option, command)
		}
	})
	t.Run("port in use", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		newBench(t).fails(1, []string{l.Addr().String(), "in use", "--listen"}, "appliance", "small.toml", "--listen", l.Addr().String())
	})
	t.Run("damaged bundle", func(t *testing.T) {
		b := newBench(t)
		b.write("x"+bundle.Ext, "hello")
		b.fails(1, []string{"x" + bundle.Ext}, "reproduce", "x"+bundle.Ext)
	})
}

// TestFullDisk runs with its results on a file system that has room for the
// expanded capture and hardly more.
func TestFullDisk(t *testing.T) {
	b := newBench(t)
	results := filepath.Join(b.dir, "results")
	if err := os.Mkdir(results, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=17100k", "brig-test", results).CombinedOutput(); err != nil {
		t.Skipf("needs the right to mount: %v: %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", results).Run() })
	b.fails(1, []string{"no space left on device"}, "run", "small.toml", "--machine", machineProcess)
}

// TestKilledEngine kills the engine in the middle of a run.
func TestKilledEngine(t *testing.T) {
	b := newBench(t)
	cmd := b.command("run", "small.toml", "--machine", machineProcess)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killProgram(t, "bro", syscall.SIGKILL)
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 1 || !strings.Contains(stderr.String(), "SIGKILL") {
		t.Errorf("status %d, want 1 and a word of SIGKILL:\n%s", got, stderr.String())
	}
	b.clean()
}

// killProgram waits until one of the programs under test runs, and signals it.
func killProgram(t *testing.T, name string, sig syscall.Signal) {
	t.Helper()
	dir, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	for range 600 {
		for _, p := range running(dir) {
			exe, program, _ := strings.Cut(p, " ")
			if program != name {
				continue
			}
			var pid int
			fmt.Sscanf(exe, "/proc/%d/exe", &pid)
			if syscall.Kill(pid, sig) == nil {
				return
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s never ran", name)
}

// TestInterrupted stops a benchmark by Ctrl-C and by kill -9, on either
// machine, and goes on from it.
func TestInterrupted(t *testing.T) {
	for _, machine := range []string{machineProcess, machineContainer} {
		for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGKILL} {
			t.Run(machine+" "+sig.String(), func(t *testing.T) {
				if machine == machineContainer {
					needDocker(t)
				}
				b := newBench(t)
				cmd := b.command("run", "small.toml", "--machine", machine)
				var stderr bytes.Buffer
				cmd.Stderr = &stderr
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				waitFor(t, func() bool {
					found, _ := filepath.Glob(filepath.Join(b.dir, "results/small-*Z/runs/*[0-9]/run.json"))
					done := slices.DeleteFunc(found, func(name string) bool { return strings.Contains(name, ".disturbed-") })
					return len(done) >= 2
				})
				cmd.Process.Signal(sig)
				cmd.Wait()
				if sig == syscall.SIGINT {
					if got := cmd.ProcessState.ExitCode(); got != 1 || !strings.Contains(stderr.String(), "interrupted: finished runs are kept in ") {
						t.Errorf("status %d:\n%s", got, stderr.String())
					}
					b.clean()
				}
				before := b.result()
				_, progress := b.ok("run", "small.toml", "--machine", machine)
				if !strings.Contains(progress, "going on") {
					t.Errorf("did not go on:\n%s", progress)
				}
				if b.result() != before {
					t.Error("another result directory")
				}
				b.ok("bundle", "create", before)
				b.clean()
			})
		}
	}
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for range 1200 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("waited a minute in vain")
}
