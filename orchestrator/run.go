package orchestrator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/google/uuid"

	"brig/result"
)

// A Benchmark is one execution of an experiment: on one machine, with one
// capture. Its fields are set before Run is called.
type Benchmark struct {
	Experiment *Experiment // see Experiment.On when it names several captures
	Machine    Machine
	Program    *result.Program // the engine on it, nil for the pinned one as it is
	Root       string          // folder of result directories
	Label      string          // begins the result directory's name; the experiment's name, when empty
	File       string          // the uncompressed capture
	Capture    *result.Capture // about it
	System     *result.System
	Lock       []byte // text of images.lock
	Tool       result.Version
	Now        func() time.Time
	Fresh      bool // do not go on with an interrupted benchmark

	// Begin is called once, when the result directory is known, with the
	// number of runs that it holds already. Step is called after each run, More
	// when runs were added to the plan, or none.
	Begin func(dir string, done, all int)
	Step  func(run string)
	More  func(runs int)

	// Note is called, if it is set, with a line of what is found out about the engine
	// before the first run.
	Note func(string)

	// Calm says how to wait for a quiet machine; nil does not wait. Benchmarks that
	// run together share one.
	Calm *Calm

	captured fs.FileInfo // the capture's file, as it was before the first run
	known    *learned    // of the engine
}

// How often disturbed runs are made again: each at most so many times,
// all together at most for one run in so many.
const (
	maxAttempts = 3
	budgetShare = 4
)

// budget is how many disturbed runs of a plan are made again.
func budget(plan *Plan) int { return len(plan.Runs) / budgetShare }

// attempts makes one run. A run that broke a gate is kept under a name
// of its own and made again, at once, so that it stays in its block; the last
// attempt counts, disturbed or not. It returns how many were made again.
func (b *Benchmark) attempts(ctx context.Context, d *dir, t Trial, r Planned, name string, again int) (used int, err error) {
	for attempt := d.setAsideOf(name) + 1; ; attempt++ {
		broken, err := b.run(ctx, d, t, r, name)
		if err != nil || !broken || r.Kind == result.Warmup || attempt >= maxAttempts || used >= again {
			return used, err
		}
		if err := d.setAside(name); err != nil {
			return used, err
		}
		used++
	}
}

// state says what a result directory of this benchmark is for.
func (b *Benchmark) state(plan *Plan, session string) state {
	return state{
		Session:   session,
		Benchmark: uuid.NewString(),
		Plan:      b.Experiment.digest(plan),
		Machine:   b.Machine.Name(),
		Image:     b.Machine.Image(),
		Program:   b.known.program,
		Schema:    result.Schema,
		Started:   b.Now().UTC(),
	}
}

// create makes a result directory.
func (b *Benchmark) create(want state) (*dir, error) {
	d, err := createDir(b.Root, cmp.Or(b.Label, b.Experiment.Name), want, func(d *dir) error {
		b.mark(d, &b.System.Header)
		b.mark(d, &b.Capture.Header)
		return errors.Join(
			renameio.WriteFile(d.file(experimentFile), b.Experiment.text, 0o644),
			renameio.WriteFile(d.file(lockFile), b.Lock, 0o644),
			d.write("system.json", b.System),
			d.write("capture.json", b.Capture),
		)
	})
	if err != nil {
		return nil, fmt.Errorf("making a result directory: %w", err)
	}
	return d, nil
}

// mark makes a document part of the benchmark in d.
func (b *Benchmark) mark(d *dir, h *result.Header) { h.Benchmark = d.state.Benchmark }

// trialUUID is the same in every process that works on the same benchmark.
func (d *dir) trialUUID(t Trial) string {
	return uuid.NewSHA1(uuid.MustParse(d.state.Benchmark), []byte(t.Key())).String()
}

// run makes one run and reports whether it broke a gate.
func (b *Benchmark) run(ctx context.Context, d *dir, t Trial, r Planned, name string) (broken bool, err error) {
	out := d.file("runs/" + name + partial)
	if err := os.RemoveAll(out); err != nil {
		return false, err
	}
	if err := b.checkCapture(); err != nil {
		return false, err
	}
	in := filepath.Join(out, "in")
	results := filepath.Join(out, "out")
	for _, path := range []string{in, results} {
		if err := os.MkdirAll(path, 0o755); err != nil {
			return false, err
		}
	}
	defer func() { err = errors.Join(err, os.RemoveAll(out)) }()
	if err := b.give(in, b.known.kind, t, r.Kind); err != nil {
		return false, err
	}
	waited := b.Calm.wait(ctx)
	timed, cancel := context.WithTimeout(ctx, time.Duration(b.Experiment.Timeout))
	defer cancel()
	err = b.Machine.Run(timed, Job{
		Name:    name,
		In:      in,
		Capture: b.File,
		Out:     results,
		Command: b.known.command(b.Experiment, t, r),
		Env:     b.environment(),
		Memory:  int64(b.Experiment.Memory),
		CPUs:    b.Experiment.CPUs,
	})
	switch {
	case timed.Err() != nil && ctx.Err() == nil:
		return false, fmt.Errorf("not done after %v: raise timeout in the experiment", time.Duration(b.Experiment.Timeout))
	case err != nil:
		return false, err
	}
	finished := filepath.Join(results, "run")
	if err := engineError(finished); err != nil {
		return false, err
	}
	var runUUID string
	var engine *result.Version
	err = d.adopt(finished, name, func(h *result.Header, run *result.Run) {
		// run.json comes first of the documents of a run.
		h.Benchmark, h.Trial = d.state.Benchmark, d.trialUUID(t)
		if run == nil {
			h.Run, h.Engine = runUUID, engine
			return
		}
		runUUID = h.UUID
		engine = &run.Outcome.Engine
		h.Engine = engine
		run.Suite, run.Name, run.Kind = t.Suite, t.Name, r.Kind
		run.Repeat, run.Block, run.Machine = r.Repeat, r.Block, b.Machine.Name()
		run.Noise.Waited = waited.Nanoseconds()
		broken = len(run.Noise.Broken) > 0
	})
	if b.Calm != nil {
		b.Calm.disturbed = broken
	}
	return broken, err
}

// environment is what the engine gets beside a machine's own.
func (b *Benchmark) environment() []string {
	if b.Program == nil {
		return nil
	}
	return b.Program.Environment
}

// checkCapture refuses a capture that is not what it was before the first run.
func (b *Benchmark) checkCapture() error {
	now, err := os.Stat(b.File)
	if err != nil {
		return fmt.Errorf("looking at the capture: %w", err)
	}
	if was := b.captured; !os.SameFile(now, was) || now.Size() != was.Size() || !now.ModTime().Equal(was.ModTime()) {
		return fmt.Errorf("the capture %s was changed since the first run: runs of different captures do not compare", b.File)
	}
	return nil
}

// give writes what the command of a run reads into its folder.
func (b *Benchmark) give(in string, k *kind, t Trial, kind string) error {
	files := map[string]string{trialScript + k.suffix: k.script(t, kind, b.Experiment.Texts)}
	for name, text := range b.Experiment.Texts {
		files[name+k.suffix] = text
	}
	maps.Copy(files, k.given)
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(in, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	if t.Stream == nil || t.Stream.file() == "" {
		return nil
	}
	path, err := t.Stream.make(filepath.Join(b.Root, "captures"), b.Experiment.Seed)
	if err != nil {
		return fmt.Errorf("making the rows of %s: %w", t.Key(), err)
	}
	return os.Link(path, filepath.Join(in, t.Stream.file()))
}

// engineError reports how the engine failed, if it did.
func engineError(finished string) error {
	var run result.Run
	if err := readJSON(filepath.Join(finished, "run.json"), &run); errors.Is(err, fs.ErrNotExist) {
		return errors.New("the probe left no result")
	} else if err != nil {
		return err
	}
	how := ""
	switch {
	case run.Exit.Signal != "":
		how = "was ended by " + run.Exit.Signal
	case run.Exit.Status != 0:
		how = fmt.Sprintf("ended with status %d", run.Exit.Status)
	case run.Outcome == nil:
		how = "left no summary"
	case run.Outcome.Packets == 0:
		how = "saw no packets"
	default:
		return nil
	}
	text, err := os.ReadFile(filepath.Join(finished, "stderr.txt"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	msg := "the engine " + how
	if lines := strings.TrimSpace(string(text)); lines != "" {
		msg += ": " + lines[strings.LastIndexByte(lines, '\n')+1:]
	}
	return errors.New(msg)
}
