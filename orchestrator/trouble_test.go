package orchestrator

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"brig/result"
)

// TestCaptureChanged changes the capture in the middle of a benchmark.
func TestCaptureChanged(t *testing.T) {
	for name, change := range map[string]func(file string) error{
		"content": func(file string) error { return os.WriteFile(file, []byte("other packets"), 0o644) },
		"replaced": func(file string) error {
			return errors.Join(os.Rename(file, file+".old"), os.WriteFile(file, []byte("packets"), 0o644))
		},
		"gone": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			m := &fake{}
			b := benchmark(t, m, t.TempDir())
			m.damage = func(*result.Run) {
				if len(m.runs) == 5 {
					if err := change(b.File); err != nil {
						t.Error(err)
					}
				}
			}
			_, err := b.Run(t.Context())
			if err == nil || !strings.Contains(err.Error(), "capture") || !strings.Contains(err.Error(), b.File) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error = %v, want one line that names the capture", err)
			}
			if len(m.runs) != 5 {
				t.Errorf("%d runs, want none after the fifth", len(m.runs))
			}
		})
	}
}

// TestClockSetBack sets the clock back by an hour in the middle of a benchmark
// that is interrupted, too.
func TestClockSetBack(t *testing.T) {
	root := t.TempDir()
	m := &fake{stop: 9, stopWith: func() error { return errors.New("stop") }}
	path, err := benchmark(t, m, root).Run(t.Context())
	if err == nil {
		t.Fatal("did not stop")
	}
	b := benchmark(t, &fake{}, root)
	back := b.Now().Add(-time.Hour)
	b.Now = func() time.Time { return back }
	again, err := b.Run(t.Context())
	if err != nil || again != path {
		t.Fatalf("went on in %s (%v), want %s", again, err, path)
	}
	var doc result.Benchmark
	if err := readJSON(filepath.Join(path, "benchmark.json"), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Doubts) != 1 || !strings.Contains(doc.Doubts[0], "clock was set back") {
		t.Errorf("doubts = %q, want one about the clock", doc.Doubts)
	}
	// A new benchmark gets a directory of its own even at the same second.
	third, err := benchmark(t, &fake{}, root).Run(t.Context())
	if err != nil || third == path {
		t.Errorf("a third benchmark in %s (%v)", third, err)
	}
}

// TestNewerDirectory meets an unfinished directory of a later version.
func TestNewerDirectory(t *testing.T) {
	root := t.TempDir()
	m := &fake{stop: 3, stopWith: func() error { return errors.New("stop") }}
	path, _ := benchmark(t, m, root).Run(t.Context())
	var s state
	file := filepath.Join(path, stateFile)
	if err := readJSON(file, &s); err != nil {
		t.Fatal(err)
	}
	s.Schema = result.Schema + 1
	if err := writeJSON(file, s); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadDir(filepath.Join(path, "runs"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = benchmark(t, &fake{}, root).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "newer brig") || !strings.Contains(err.Error(), "--fresh") {
		t.Errorf("error = %v, want one that names the directory and what to do", err)
	}
	b := benchmark(t, &fake{}, root)
	b.Fresh = true
	other, err := b.Run(t.Context())
	if err != nil || other == path {
		t.Errorf("afresh: in %s (%v), want another directory", other, err)
	}
	if after, err := os.ReadDir(filepath.Join(path, "runs")); err != nil || len(after) != len(before) {
		t.Errorf("the newer directory was changed: %d entries, had %d (%v)", len(after), len(before), err)
	}
}

// TestKilledWhileMaking finds what a brig left that was killed while it made a
// result directory.
func TestKilledWhileMaking(t *testing.T) {
	root := t.TempDir()
	left := filepath.Join(root, "test-123"+partial)
	held := filepath.Join(root, "test-456"+partial)
	for _, path := range []string{left, held} {
		if err := os.MkdirAll(filepath.Join(path, "runs"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	d := &dir{path: held}
	if err := d.hold(); err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if _, err := benchmark(t, &fake{}, root).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what a killed brig left is there still (%v)", err)
	}
	if _, err := os.Stat(held); err != nil {
		t.Errorf("what another brig makes is gone: %v", err)
	}
	found, _ := filepath.Glob(filepath.Join(root, "test-*Z"))
	if len(found) != 1 {
		t.Errorf("result directories: %v, want one", found)
	}
}
