package orchestrator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/google/renameio/v2"

	"brig/result"
)

// Files of a result directory beside the documents.
const (
	stateFile      = "state.json"
	experimentFile = "experiment.toml"
	lockFile       = "images.lock"
	enginesDir     = "engines" // beside result directories
	partial        = ".partial"
	disturbed      = ".disturbed-"
)

// A state says what a result directory is for, from its first moment on. It
// is how an interrupted benchmark is found again.
type state struct {
	Benchmark string    `json:"benchmark"` // uuid
	Plan      string    `json:"plan_sha256"`
	Machine   string    `json:"machine"`
	Image     string    `json:"image,omitempty"`
	Schema    int       `json:"schema"`
	Started   time.Time `json:"started"`
	Session   string    `json:"session,omitempty"` // uuid, see result.Benchmark

	Program *result.Program `json:"program,omitempty"` // see result.Benchmark
}

// sameWork reports whether a directory for s can be gone on with for want.
func (s state) sameWork(want state) bool {
	return s.Plan == want.Plan && s.Machine == want.Machine && s.Image == want.Image && s.Schema == want.Schema &&
		reflect.DeepEqual(s.Program, want.Program) && (s.Session == "") == (want.Session == "")
}

// A dir is a result directory held by this process.
type dir struct {
	path  string
	state state
	lock  *os.File
}

// errNewer says that a result directory is of a later version of brig.
var errNewer = errors.New("it was begun by a newer brig")

// errBusy says that another process holds a result directory.
var errBusy = errors.New("another brig is working on it")

// createDir makes a new result directory under root. It has its name only once
// fill has put into it what a benchmark needs to go on: whoever is killed before
// leaves nothing that looks like one.
func createDir(root, name string, s state, fill func(*dir) error) (*dir, error) {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, err
	}
	making, err := os.MkdirTemp(root, name+"-*"+partial)
	if err != nil {
		return nil, err
	}
	d := &dir{path: making, state: s}
	err = errors.Join(
		os.Chmod(making, 0o755),
		d.hold(),
		os.Mkdir(filepath.Join(making, "runs"), 0o755),
		os.Mkdir(filepath.Join(making, "trials"), 0o755),
		d.write(stateFile, s),
	)
	if err == nil {
		err = fill(d)
	}
	if err == nil {
		err = syncDir(making)
	}
	first := filepath.Join(root, name+"-"+s.Started.UTC().Format("20060102T150405Z"))
	for i := 1; err == nil; i++ {
		path := first
		if i > 1 {
			path = fmt.Sprintf("%s-%d", first, i)
		}
		switch err = os.Rename(making, path); {
		case err == nil:
			d.path = path
			return d, syncDir(root)
		case errors.Is(err, fs.ErrExist) && i < 100: // ENOTEMPTY is one of them
			err = nil
		}
	}
	if d.lock != nil {
		err = errors.Join(err, d.close())
	}
	return nil, errors.Join(err, os.RemoveAll(making))
}

// removeUnmade removes what is left of directories whose makers were killed.
func removeUnmade(root, name string) error {
	left, err := filepath.Glob(filepath.Join(root, name+"-*"+partial))
	if err != nil {
		return err
	}
	for _, path := range left {
		d := &dir{path: path}
		if err := d.hold(); err != nil {
			continue // it is being made, or is gone
		}
		if err := errors.Join(os.RemoveAll(path), d.close()); err != nil {
			return err
		}
	}
	return nil
}

// findDir returns the newest unfinished result directory under root that is
// for the same work, or nil. One that another process holds is not returned.
func findDir(root, name string, want state) (*dir, error) {
	entries, err := os.ReadDir(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := removeUnmade(root, name); err != nil {
		return nil, err
	}
	slices.Reverse(entries)
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), name+"-") || strings.HasSuffix(e.Name(), partial) {
			continue
		}
		path := filepath.Join(root, e.Name())
		data, err := os.ReadFile(filepath.Join(path, stateFile))
		if err != nil {
			continue
		}
		var s state
		if json.Unmarshal(data, &s) != nil {
			continue
		}
		d := &dir{path: path, state: s}
		if _, err := os.Stat(d.file("benchmark.json")); err == nil {
			continue // finished
		}
		if s.Schema > want.Schema {
			return nil, fmt.Errorf("%s: %w (documents of version %d, this one knows up to %d): go on with that one, or begin anew with --fresh",
				path, errNewer, s.Schema, want.Schema)
		}
		if !s.sameWork(want) {
			continue
		}
		switch err := d.hold(); {
		case errors.Is(err, errBusy):
			continue
		case err != nil:
			return nil, err
		}
		return d, d.clean()
	}
	return nil, nil
}

// hold takes the directory for this process until it ends or closes.
func (d *dir) hold() error {
	f, err := os.OpenFile(d.file(".lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return fmt.Errorf("%s: %w", d.path, errBusy)
		}
		return fmt.Errorf("locking %s: %w", d.path, err)
	}
	d.lock = f
	return nil
}

func (d *dir) close() error { return d.lock.Close() }

func (d *dir) file(name string) string { return filepath.Join(d.path, filepath.FromSlash(name)) }

// clean removes what unfinished runs left.
func (d *dir) clean() error {
	left, err := filepath.Glob(d.file("runs/*" + partial))
	if err != nil {
		return err
	}
	for _, path := range left {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

// write writes a value as JSON to a file that appears only when it is whole.
func (d *dir) write(name string, v any) error { return writeJSON(d.file(name), v) }

func writeJSON(path string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", path, err)
	}
	return renameio.WriteFile(path, append(data, '\n'), 0o644)
}

func readJSON(path string, v any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// has reports whether a run is finished.
func (d *dir) has(run string) bool {
	_, err := os.Stat(d.file("runs/" + run + "/run.json"))
	return err == nil
}

// adopt takes the documents of a finished run, makes them part of the
// benchmark, and moves them to their place in one step.
func (d *dir) adopt(from, run string, mark func(*result.Header, *result.Run)) error {
	for _, r := range result.Resources {
		path := filepath.Join(from, r.File)
		doc := r.New()
		if err := readJSON(path, doc); errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		asRun, _ := doc.(*result.Run)
		mark(doc.Head(), asRun)
		if err := doc.Head().Validate(); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := writeJSON(path, doc); err != nil {
			return err
		}
	}
	if err := syncDir(from); err != nil {
		return err
	}
	if err := os.Rename(from, d.file("runs/"+run)); err != nil {
		return err
	}
	return syncDir(d.file("runs"))
}

// begun reports whether there are runs.
func (d *dir) begun() bool {
	entries, err := os.ReadDir(d.file("runs"))
	return err == nil && len(entries) > 0
}

// setAside gives a disturbed run a name of its own, out of the way of the
// next attempt.
func (d *dir) setAside(run string) error {
	path := d.file("runs/" + run)
	aside := fmt.Sprintf("%s%s%d", path, disturbed, d.setAsideOf(run)+1)
	if err := os.Rename(path, aside); err != nil {
		return err
	}
	return syncDir(d.file("runs"))
}

// setAsideOf counts the attempts at a run that were set aside. A run of "*"
// stands for all runs.
func (d *dir) setAsideOf(run string) int {
	aside, _ := filepath.Glob(d.file("runs/" + run + disturbed + "*")) // the pattern is well formed
	return len(aside)
}

// syncDir makes a directory's entries survive a crash.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
