package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"brig/result"
)

// The test binary stands in for the programs that are measured: with
// PROBE_TEST set it does what that says instead of running tests.
func TestMain(m *testing.M) {
	switch what, arg, _ := strings.Cut(os.Getenv("PROBE_TEST"), " "); what {
	case "":
		os.Exit(m.Run())
	case "burn": // user time, in ns
		ns, _ := strconv.ParseInt(arg, 10, 64)
		for x := 1.0; ownTime() < ns; {
			for range 100000 {
				x = math.Sqrt(x + 1)
			}
		}
	case "hold": // memory, in MB, for a while
		mb, _ := strconv.Atoi(arg)
		held := bytes.Repeat([]byte{1}, mb<<20)
		time.Sleep(300 * time.Millisecond)
		fmt.Println(len(held))
	case "day":
		if err := day(arg); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "stream": // samples into a file, until killed
		_, _ = Measure(context.Background(), Command{
			Args: []string{"sleep", "100"}, Interval: 10 * time.Millisecond, Grace: time.Second, Stream: arg})
	case "measure": // a probe of the shell command given, at which it can be killed
		_, err := Measure(context.Background(), Command{
			Args: []string{"sh", "-c", arg}, Interval: 10 * time.Millisecond, Grace: time.Second})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// self is the test binary as a program that does the given thing.
func self(what string) Command {
	return Command{
		Args:     []string{os.Args[0]},
		Env:      append(os.Environ(), "PROBE_TEST="+what),
		Interval: 10 * time.Millisecond,
		Grace:    time.Second,
	}
}

func shell(script string) Command {
	return Command{Args: []string{"sh", "-c", script}, Interval: 10 * time.Millisecond, Grace: time.Second}
}

func measure(t *testing.T, c Command) *result.Run {
	t.Helper()
	run, err := Measure(t.Context(), c)
	if err != nil {
		t.Fatalf("Measure(%q): %v", c.Args, err)
	}
	return run
}

func TestExit(t *testing.T) {
	for _, tt := range []struct {
		script string
		want   result.Exit
	}{
		{"true", result.Exit{}},
		{"exit 3", result.Exit{Status: 3}},
		{"exit 255", result.Exit{Status: 255}},
		{"kill -KILL $$", result.Exit{Status: 137, Signal: "SIGKILL"}},
		{"kill -SEGV $$", result.Exit{Status: 139, Signal: "SIGSEGV"}},
		{"kill -TERM $$", result.Exit{Status: 143, Signal: "SIGTERM"}},
	} {
		run := measure(t, shell(tt.script))
		if run.Exit != tt.want {
			t.Errorf("sh -c %q: exit %+v, want %+v", tt.script, run.Exit, tt.want)
		}
		if run.Exit.OK() != (tt.want == result.Exit{}) {
			t.Errorf("sh -c %q: OK() = %v", tt.script, run.Exit.OK())
		}
	}
}

func TestUsageOfBurner(t *testing.T) {
	const want = 300 * time.Millisecond
	run := measure(t, self(fmt.Sprintf("burn %d", want.Nanoseconds())))
	cpu := time.Duration(run.Usage.User + run.Usage.System)
	if cpu < want || cpu > want+200*time.Millisecond {
		t.Errorf("a process that used %v of CPU time and a little more: usage says %v", want, cpu)
	}
	if run.Usage.Wall <= 0 || run.Usage.PeakRSS <= 0 || run.Usage.MinorFaults <= 0 {
		t.Errorf("wall time, peak or faults missing: %+v", run.Usage)
	}

	s := run.Samples
	if n := len(s.At); n < 3 || len(s.User) != n || len(s.System) != n || len(s.RSS) != n {
		t.Fatalf("%d samples with %d user times, %d resident sets", n, len(s.User), len(s.RSS))
	}
	for i := 1; i < len(s.At); i++ {
		if s.At[i] <= s.At[i-1] || s.User[i] < s.User[i-1] || s.System[i] < s.System[i-1] {
			t.Errorf("sample %d: time %d after %d, user %d after %d, system %d after %d", i,
				s.At[i], s.At[i-1], s.User[i], s.User[i-1], s.System[i], s.System[i-1])
		}
	}
	last := len(s.At) - 1
	if sampled := time.Duration(s.User[last] + s.System[last]); finalRow && (sampled-cpu).Abs() > 5*time.Millisecond {
		t.Errorf("CPU time in the last sample: %v, exact usage %v", sampled, cpu)
	}
	if s.At[0] > run.Usage.Wall/3 {
		t.Errorf("first sample after %v of %v, want it at once", time.Duration(s.At[0]), time.Duration(run.Usage.Wall))
	}
	if finalRow && s.At[last] != run.Usage.Wall {
		t.Errorf("last sample at %d ns, the process ended at %d", s.At[last], run.Usage.Wall)
	}
}

// The kernel lets a process begin with the peak of the one that made it.
func TestPeakIsOfTheProcess(t *testing.T) {
	if !finalRow {
		t.Skip("only Linux tells the peak of a running process")
	}
	big := bytes.Repeat([]byte{1}, 100<<20)
	run := measure(t, shell("sleep 0.2"))
	if run.Usage.PeakRSS <= 0 || run.Usage.PeakRSS > 20<<20 {
		t.Errorf("peak of a shell, started by a process of %d bytes: %d bytes", len(big), run.Usage.PeakRSS)
	}
	run = measure(t, self("hold 200"))
	if run.Usage.PeakRSS < 200<<20 || run.Usage.PeakRSS > 1<<30 {
		t.Errorf("peak of a process that held 200 MB: %d bytes", run.Usage.PeakRSS)
	}
	if s := run.Samples; len(s.RSS) == 0 || slices.Max(s.RSS) < 200<<20 {
		t.Errorf("its resident set was sampled as %v", s.RSS)
	}
}

func TestOutput(t *testing.T) {
	var stdout, stderr bytes.Buffer
	c := shell("pwd; echo $VAR; echo oops >&2; cat")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c.Dir, c.Env = dir, append(os.Environ(), "VAR=a b")
	c.Stdout, c.Stderr = &stdout, &stderr
	measure(t, c)
	if got, want := stdout.String(), dir+"\na b\n"; got != want {
		t.Errorf("standard output %q, want %q", got, want)
	}
	if got, want := stderr.String(), "oops\n"; got != want {
		t.Errorf("standard error %q, want %q", got, want)
	}
}

func TestCannotStart(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		c    Command
		want string
	}{
		{Command{Args: []string{"no-such-program"}}, "starting no-such-program: executable file not found in $PATH"},
		{Command{Args: []string{dir + "/none"}}, "starting " + dir + "/none: no such file or directory"},
		{Command{Args: []string{plain}}, "starting " + plain + ": permission denied"},
		{Command{Args: []string{"sh"}, Dir: dir + "/gone"}, "starting sh: stat " + dir + "/gone: no such file or directory"},
		{Command{Args: []string{"sh"}, Dir: plain}, "starting sh: " + plain + " is not a directory"},
		{Command{}, "measuring: no command given"},
		{Command{Args: []string{"true"}, Interval: time.Microsecond}, "measuring: interval 1µs is shorter than 1ms"},
	} {
		if tt.c.Interval == 0 {
			tt.c.Interval = time.Second
		}
		_, err := Measure(t.Context(), tt.c)
		if err == nil || err.Error() != tt.want {
			t.Errorf("Measure(%q): error %q, want %q", tt.c.Args, err, tt.want)
		}
	}
}

// alive reports whether a process exists and has not ended.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return !os.IsNotExist(err) || !finalRow
	}
	s, ok := parseStat(b)
	return ok && s.state != 'Z' && s.state != 'X'
}

// waitFor waits until a condition holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 10 s for %s", what)
		}
	}
}

// pids reads process ids that a shell wrote, one a line.
func pids(t *testing.T, file string, n int) []int {
	t.Helper()
	var got []int
	waitFor(t, "process ids in "+file, func() bool {
		b, _ := os.ReadFile(file)
		got = nil
		for _, f := range strings.Fields(string(b)) {
			if pid, err := strconv.Atoi(f); err == nil {
				got = append(got, pid)
			}
		}
		return len(got) == n && bytes.HasSuffix(b, []byte("\n"))
	})
	return got
}

func TestCancelEndsTheGroup(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"obeys SIGTERM", `echo $$ >%[1]s; sleep 100 & echo $! >>%[1]s; wait`},
		{"ignores SIGTERM", `trap '' TERM; echo $$ >%[1]s; sleep 100 & echo $! >>%[1]s; while :; do sleep 1; done`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "pids")
			c := shell(fmt.Sprintf(tt.script, file))
			c.Grace = 300 * time.Millisecond
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error)
			go func() {
				_, err := Measure(ctx, c)
				done <- err
			}()
			started := pids(t, file, 2)
			cancel()
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Errorf("Measure: %v, want %v", err, context.Canceled)
			}
			for _, pid := range started {
				waitFor(t, fmt.Sprintf("process %d to end", pid), func() bool { return !alive(pid) })
			}
		})
	}
}

func TestNothingOfTheGroupOutlivesTheCommand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pids")
	c := shell(`sleep 100 & echo $! >` + file)
	var out bytes.Buffer
	c.Stdout = &out // the sleep keeps the pipe open
	begin := time.Now()
	run := measure(t, c)
	if !run.Exit.OK() || time.Since(begin) > 30*time.Second {
		t.Errorf("exit %+v after %v", run.Exit, time.Since(begin))
	}
	pid := pids(t, file, 1)[0]
	waitFor(t, "the sleep to end", func() bool { return !alive(pid) })
}

func TestKilledProbeTakesTheEngineAlong(t *testing.T) {
	if !finalRow {
		t.Skip("only Linux kills a child whose parent dies")
	}
	file := filepath.Join(t.TempDir(), "pids")
	c := self("measure echo $$ >" + file + "; while :; do :; done")
	cmd := exec.Command(c.Args[0])
	cmd.Env = c.Env
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	engine := pids(t, file, 1)[0]
	if !alive(engine) {
		t.Fatal("the engine is not running")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	waitFor(t, "the engine to end", func() bool { return !alive(engine) })
}

func TestSchedule(t *testing.T) {
	c := shell("sleep 0.5")
	c.Interval = 20 * time.Millisecond
	run := measure(t, c)
	at := run.Samples.At
	if finalRow {
		at = at[:len(at)-1]
	}
	// A busy machine may leave some out, but none comes out of turn.
	if most := int(run.Usage.Wall/c.Interval.Nanoseconds()) + 1; len(at) < 3 || len(at) > most {
		t.Errorf("%d samples in %v, want at most %d", len(at), time.Duration(run.Usage.Wall), most)
	}
	for i, ns := range at[1:] {
		// Drift-free: never early, and late by less than the worst delay noted.
		late := time.Duration(ns) % c.Interval
		if late.Nanoseconds() > run.Noise.Late {
			t.Errorf("sample %d is %v late, worst noted %v", i+1, late, time.Duration(run.Noise.Late))
		}
	}
	if run.Noise.Probe <= 0 || time.Duration(run.Noise.Probe) > 500*time.Millisecond {
		t.Errorf("the probe used %v of CPU time", time.Duration(run.Noise.Probe))
	}
}
