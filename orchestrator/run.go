package orchestrator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/google/uuid"

	"brig/result"
)

// A Benchmark is one execution of an experiment. Its fields are set before
// Run is called.
type Benchmark struct {
	Experiment *Experiment
	Machine    Machine
	Root       string          // folder of result directories
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

	// Quiet waits until other programs leave the machine alone, but no longer than
	// a time, before the first run and after one that broke a gate: what disturbed
	// that is likely to be there still. Nil does not wait.
	Quiet    func(ctx context.Context, limit time.Duration) (waited time.Duration)
	Patience time.Duration // for all such waits together

	disturbed bool        // the run before broke a gate
	captured  fs.FileInfo // the capture's file, as it was before the first run
}

// Run makes every run of the plan that is not done yet and writes the trial
// and benchmark documents. It returns the result directory. When ctx ends, or
// a run fails, finished runs stay and the next Run goes on from them.
func (b *Benchmark) Run(ctx context.Context) (path string, err error) {
	plan := b.Experiment.Plan()
	if err := b.Machine.Prepare(ctx); err != nil {
		return "", fmt.Errorf("preparing machine %s: %w", b.Machine.Name(), err)
	}
	d, err := b.open(plan)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	if b.captured, err = os.Stat(b.File); err != nil {
		return d.path, fmt.Errorf("looking at the capture: %w", err)
	}
	done := 0
	for _, r := range plan.Runs {
		if d.has(plan.Name(r)) {
			done++
		}
	}
	b.Begin(d.path, done, len(plan.Runs))
	began := b.Now()
	b.disturbed = true // nothing is known of the machine yet
	for runs := plan.Runs; len(runs) > 0; {
		if err := b.make(ctx, d, plan, runs); err != nil {
			return d.path, err
		}
		if runs, err = b.further(d, plan, b.Now().Sub(began)); err != nil {
			return d.path, fmt.Errorf("planning further repeats: %w", err)
		}
		plan.Runs = append(plan.Runs, runs...)
		b.More(len(runs))
	}
	return d.path, b.collect(d, plan)
}

// make makes those of some runs of a plan that are not done yet.
func (b *Benchmark) make(ctx context.Context, d *dir, plan *Plan, runs []Planned) error {
	again := budget(plan) - d.setAsideOf("*")
	for _, r := range runs {
		name := plan.Name(r)
		if d.has(name) {
			continue
		}
		used, err := b.attempts(ctx, d, plan.Trials[r.Trial], r, name, again)
		again -= used
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("run %s: %w", name, err)
		}
		b.Step(name)
	}
	return nil
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

// open finds the result directory to go on with, or makes one.
func (b *Benchmark) open(plan *Plan) (*dir, error) {
	want := state{
		Benchmark: uuid.NewString(),
		Plan:      b.Experiment.digest(plan),
		Machine:   b.Machine.Name(),
		Image:     b.Machine.Image(),
		Schema:    result.Schema,
		Started:   b.Now().UTC(),
	}
	if !b.Fresh {
		d, err := findDir(b.Root, b.Experiment.Name, want)
		if err != nil || d != nil {
			return d, err
		}
	}
	d, err := createDir(b.Root, b.Experiment.Name, want, func(d *dir) error {
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
	if err := b.give(in, t, r.Kind); err != nil {
		return false, err
	}
	waited := b.wait(ctx)
	timed, cancel := context.WithTimeout(ctx, time.Duration(b.Experiment.Timeout))
	defer cancel()
	err = b.Machine.Run(timed, Job{
		Name:    name,
		In:      in,
		Capture: b.File,
		Out:     results,
		Command: t.command(b.Experiment, r),
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
	b.disturbed = broken
	return broken, err
}

// wait waits for quiet if there is a reason to, and patience left.
func (b *Benchmark) wait(ctx context.Context) time.Duration {
	if b.Quiet == nil || b.Patience <= 0 || !b.disturbed {
		return 0
	}
	waited := b.Quiet(ctx, b.Patience)
	b.Patience -= waited
	return waited
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
func (b *Benchmark) give(in string, t Trial, kind string) error {
	texts := b.Experiment.Texts
	if err := os.WriteFile(filepath.Join(in, scriptFile), []byte(t.script(kind, texts)), 0o644); err != nil {
		return err
	}
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(in, name+".bro"), []byte(text), 0o644); err != nil {
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
