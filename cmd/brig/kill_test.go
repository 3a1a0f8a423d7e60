package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"brig/bundle"
	"brig/result"
)

var (
	kills    = flag.Int("kills", 10, "moments at which TestKills kills a program")
	killSeed = flag.Uint64("killseed", 1, "of these moments")
)

// finishedRun is the name of a run's folder once it is finished, set aside or not.
var finishedRun = regexp.MustCompile(`^[a-z0-9.-]+\.(plain|traced|warmup)-[0-9]+(\.disturbed-[0-9]+)?$`)

// TestKills kills brig, the probe or the engine with SIGKILL at random moments
// and runs the same command again, until the benchmark is finished, and then begins
// another one. Whatever run was finished stays as it was, byte by byte; in the end the
// benchmark makes every exact claim of one that nothing disturbed.
func TestKills(t *testing.T) {
	quiet := newBench(t)
	quiet.ok("run", "small.toml", "--machine", machineProcess)

	rng := rand.New(rand.NewPCG(*killSeed, 0))
	b := newBench(t)
	killed := map[string]int{}
	finished := 0
	known := map[string][32]byte{} // what finished runs held
	for count(killed) < *kills {
		victim := []string{"brig", "brig-probe", "bro"}[count(killed)%3]
		moment := time.Duration(rng.Int64N(int64(2500 * time.Millisecond)))
		hit, done := b.killOnce(victim, moment)
		if hit {
			killed[victim]++
		}
		b.intact(known)
		if done {
			b.sameClaims(quiet.result())
			finished++
			if err := os.RemoveAll(b.result()); err != nil {
				t.Fatal(err)
			}
			clear(known)
		}
	}
	b.ok("run", "small.toml", "--machine", machineProcess)
	b.intact(known)
	b.sameClaims(quiet.result())
	b.ok("bundle", "create", b.result())
	b.clean()
	t.Logf("seed %d: killed %v; %d benchmarks ended meanwhile, and the last one in the end", *killSeed, killed, finished)
}

func count(killed map[string]int) int {
	n := 0
	for _, k := range killed {
		n += k
	}
	return n
}

// killOnce runs the experiment and kills one of the programs some time after the
// start, or as soon after that as it runs. It reports whether it met it, and
// whether the benchmark was finished.
func (b *bench) killOnce(victim string, moment time.Duration) (hit, done bool) {
	b.t.Helper()
	cmd := b.command("run", "small.toml", "--machine", machineProcess)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	timer := time.After(moment)
	for waiting := true; waiting; {
		select {
		case <-ended:
			waiting = false
		case <-timer:
			if hit = b.kill(victim); !hit {
				timer = time.After(time.Millisecond)
				continue
			}
			<-ended
			waiting = false
		}
	}
	// A brig that was killed when all was written, but for what it says, is done too.
	written, err := filepath.Glob(filepath.Join(b.dir, "results/small-*Z/benchmark.json"))
	if err != nil {
		b.t.Fatal(err)
	}
	done = cmd.ProcessState.ExitCode() == 0 || len(written) > 0
	text := strings.TrimSpace(stderr.String())
	switch {
	case hit && victim == "brig":
	case done:
	case hit:
		// A program of a run was killed: that is an error in one line.
		last := text[strings.LastIndexByte(text, '\n')+1:]
		if !strings.HasPrefix(last, "brig: run ") || !strings.Contains(last, "finished runs are kept in ") {
			b.t.Errorf("%s was killed; the last line is %q", victim, last)
		}
	default:
		b.t.Fatalf("failed though nothing was killed:\n%s", text)
	}
	if strings.Contains(text, "goroutine ") {
		b.t.Errorf("a stack trace:\n%s", text)
	}
	b.gone()
	return hit, done
}

// kill kills a running program of the test, if there is one.
func (b *bench) kill(victim string) bool {
	dir, _ := programs()
	for _, p := range running(dir) {
		exe, program, _ := strings.Cut(p, " ")
		var pid int
		if _, err := fmt.Sscanf(exe, "/proc/%d/exe", &pid); err == nil && program == victim && syscall.Kill(pid, syscall.SIGKILL) == nil {
			return true
		}
	}
	return false
}

// gone waits until no program of the test runs.
func (b *bench) gone() {
	b.t.Helper()
	dir, _ := programs()
	for range 100 {
		if len(running(dir)) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("still running: %v", running(dir))
}

// intact checks that each finished run is whole, and as it was when it was seen
// first.
func (b *bench) intact(known map[string][32]byte) {
	b.t.Helper()
	dirs, _ := filepath.Glob(filepath.Join(b.dir, "results/small-*Z"))
	seen := map[string]bool{}
	for _, dir := range dirs {
		entries, err := os.ReadDir(filepath.Join(dir, "runs"))
		if os.IsNotExist(err) {
			continue // killed right after the directory was made
		} else if err != nil {
			b.t.Fatal(err)
		}
		for _, e := range entries {
			if !finishedRun.MatchString(e.Name()) {
				if !strings.HasSuffix(e.Name(), ".partial") {
					b.t.Errorf("%s is neither a finished run nor marked as unfinished", e.Name())
				}
				continue
			}
			path := filepath.Join(dir, "runs", e.Name())
			seen[path] = true
			sum := b.whole(path)
			if was, ok := known[path]; ok && was != sum {
				b.t.Errorf("%s was finished and is another now", e.Name())
			}
			known[path] = sum
		}
	}
	for path := range known {
		if !seen[path] {
			b.t.Errorf("%s was finished and is gone", filepath.Base(path))
		}
	}
}

// whole checks that all documents of a run are there and valid, and returns the
// digest of its files.
func (b *bench) whole(path string) [32]byte {
	b.t.Helper()
	want := []string{"run.json"}
	if strings.Contains(filepath.Base(path), "."+result.Traced+"-") {
		want = append(want, "counts.json", "call_chains.json", "packet_chains.json", "event_paths.json", "script_timings.json", "mapping.json")
	}
	for _, name := range want {
		if _, err := os.Stat(filepath.Join(path, name)); err != nil {
			b.t.Errorf("a finished run is not whole: %v", err)
		}
	}
	sum := sha256.New()
	err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, r := range result.Resources {
			if r.File == d.Name() {
				doc := r.New()
				if err := json.Unmarshal(data, doc); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				if err := doc.Head().Validate(); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
		fmt.Fprintf(sum, "%s %d\n", d.Name(), len(data))
		sum.Write(data)
		return nil
	})
	if err != nil {
		b.t.Errorf("a finished run: %v", err)
	}
	return [32]byte(sum.Sum(nil))
}

// sameClaims checks that the benchmark makes every exact claim of another.
func (b *bench) sameClaims(other string) {
	b.t.Helper()
	_, stdout, stderr := b.brig("compare", b.result(), other, "--json")
	var v result.Verdict
	if err := json.Unmarshal([]byte(stdout), &v); err != nil {
		b.t.Fatalf("compare: %v\n%s", err, stderr)
	}
	if v.Exact != result.Reproduced || v.ExactEqual == 0 {
		b.t.Errorf("exact claims: %s, %d equal, differing: %v", v.Exact, v.ExactEqual, v.ExactDiffer)
	}
}

// TestFullDiskLater fills the disk in the middle of the runs, makes room and goes
// on.
func TestFullDiskLater(t *testing.T) {
	b := newBench(t)
	results := filepath.Join(b.dir, "results")
	if err := os.Mkdir(results, 0o755); err != nil {
		t.Fatal(err)
	}
	mount := func(options string) error {
		out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "brig-test", results).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	}
	if err := mount("size=64m"); err != nil {
		t.Skipf("needs the right to mount: %v", err)
	}
	t.Cleanup(func() { exec.Command("umount", results).Run() })
	// The capture and half of what a whole benchmark writes beside it fit.
	used := func(folder string) (kilobytes int) {
		out, err := exec.Command("du", "-sk", folder).Output()
		if err == nil {
			_, err = fmt.Sscan(string(out), &kilobytes)
		}
		if err != nil {
			t.Fatal(err)
		}
		return kilobytes
	}
	b.ok("run", "small.toml", "--machine", machineProcess)
	whole, runs := used(results), used(filepath.Join(b.result(), "runs"))
	if err := os.RemoveAll(b.result()); err != nil {
		t.Fatal(err)
	}
	if err := mount(fmt.Sprintf("remount,size=%dk", whole-runs/2)); err != nil {
		t.Fatal(err)
	}
	b.fails(1, []string{"no space left on device"}, "run", "small.toml", "--machine", machineProcess)
	known := map[string][32]byte{}
	b.intact(known)
	if len(known) == 0 {
		t.Fatal("no run was finished before the disk was full")
	}
	if err := mount("remount,size=64m"); err != nil {
		t.Fatal(err)
	}
	_, stderr := b.ok("run", "small.toml", "--machine", machineProcess)
	done := 0
	for path := range known {
		if !strings.Contains(path, ".disturbed-") {
			done++
		}
	}
	// On a busy machine all may be disturbed ones, which are made again.
	if done > 0 && !strings.Contains(stderr, fmt.Sprintf("%d runs are done", done)) {
		t.Errorf("did not go on from %d runs:\n%s", done, stderr)
	}
	b.intact(known)
}

// TestNewerDocuments meets a result of a later version of brig.
func TestNewerDocuments(t *testing.T) {
	b := newBench(t)
	b.ok("run", "small.toml", "--machine", machineProcess)
	file := filepath.Join(b.result(), "benchmark.json")
	text := read(t, file)
	later := bytes.Replace(text, fmt.Appendf(nil, `"schema":%d`, result.Schema), fmt.Appendf(nil, `"schema":%d`, result.Schema+1), 1)
	if bytes.Equal(later, text) {
		t.Fatal("no schema in benchmark.json")
	}
	if err := os.WriteFile(file, later, 0o644); err != nil {
		t.Fatal(err)
	}
	parts := []string{"benchmark.json", fmt.Sprintf("version %d", result.Schema+1)}
	b.fails(1, parts, "compare", b.result(), b.result())
	b.fails(1, parts, "bundle", "create", b.result(), "-o", "x"+bundle.Ext)
}
