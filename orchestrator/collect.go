package orchestrator

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"

	"brig/compare"
	"brig/result"
)

// collect writes the trial documents and, last, the benchmark document: its
// presence says that the result directory is finished.
func (b *Benchmark) collect(d *dir, plan *Plan) error {
	var trials []*result.Trial
	var refs []result.TrialRef
	var engine *result.Version
	for i, t := range plan.Trials {
		trial, err := b.collectTrial(d, plan, i)
		if err != nil {
			return fmt.Errorf("collecting %s: %w", t.Key(), err)
		}
		trials = append(trials, trial)
		refs = append(refs, result.TrialRef{UUID: trial.UUID, Suite: t.Suite, Name: t.Name})
		engine = trial.Engine
	}
	compare.Summarise(trials)
	for _, t := range trials {
		if err := d.write(fmt.Sprintf("trials/%s-%s.json", t.Suite, t.Name), t); err != nil {
			return err
		}
	}
	var system result.System
	var capture result.Capture
	if err := readJSON(d.file("system.json"), &system); err != nil {
		return err
	}
	if err := readJSON(d.file("capture.json"), &capture); err != nil {
		return err
	}
	e := b.Experiment
	doc := &result.Benchmark{
		Header:        b.header(d.state.Benchmark, engine),
		Name:          e.Name,
		Title:         e.Title,
		Experiment:    e.SHA256(),
		Plan:          d.state.Plan,
		Seed:          e.Seed,
		Machine:       b.Machine.Name(),
		Isolation:     b.Machine.Isolation(),
		Image:         b.Machine.Image(),
		Program:       b.known.program,
		System:        system.UUID,
		Capture:       capture.UUID,
		CaptureSHA256: capture.SHA256,
		Tolerance:     e.Tolerance,
		Measure:       result.MeasureCPU,
		Interval:      int64(e.Interval),
		Session:       d.state.Session,
		Repeats:       e.Repeats,
		Warmup:        e.Warmup,
		Started:       d.state.Started,
		Ended:         b.Now().UTC(),
		Trials:        refs,
		Omitted:       b.known.omitted,
	}
	if doc.Ended.Before(doc.Started) {
		doc.Doubts = append(doc.Doubts, "the clock was set back while it ran: times of day are not to be relied on, durations are")
	}
	return d.write("benchmark.json", doc)
}

func (b *Benchmark) header(id string, engine *result.Version) result.Header {
	return result.Header{UUID: id, Schema: result.Schema, Created: b.Now().UTC(), Engine: engine, Tool: b.Tool}
}

// collectTrial reads the runs of a trial and makes its document.
func (b *Benchmark) collectTrial(d *dir, plan *Plan, index int) (*result.Trial, error) {
	trial, err := readTrial(d.path, plan, index)
	if err != nil {
		return nil, err
	}
	source := trial.Source
	trial.Header = b.header(d.trialUUID(plan.Trials[index]), trial.Engine)
	trial.Source = source
	trial.Benchmark = d.state.Benchmark
	return trial, nil
}

// ReadTrials reads the trials of an experiment's result directory, finished or
// not, from the runs that are. Trials without a plain run are left out, and so are
// documents' headers but for engine and source.
func ReadTrials(path string, e *Experiment) ([]*result.Trial, error) {
	d := &dir{path: path}
	all := e.Plan()
	plan := &Plan{Trials: all.Trials}
	for _, r := range all.Runs {
		if d.has(all.Name(r)) {
			plan.Runs = append(plan.Runs, r)
		}
	}
	var trials []*result.Trial
	for i := range plan.Trials {
		trial, err := readTrial(path, plan, i)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", plan.Trials[i].Key(), err)
		}
		if len(trial.Plain) > 0 {
			trials = append(trials, trial)
		}
	}
	return trials, nil
}

// readCosts reads what the runs of a trial cost.
func readCosts(path string, plan *Plan, index int) (*result.Trial, error) {
	return readRuns(path, plan, index, func(*result.Trial, string, *result.Run) error { return nil })
}

// readTrial reads all that the runs of a trial tell.
func readTrial(path string, plan *Plan, index int) (*result.Trial, error) {
	var first *result.Outcome
	return readRuns(path, plan, index, func(trial *result.Trial, name string, run *result.Run) error {
		if run.Kind == result.Traced {
			folder := filepath.Join(path, "runs", name)
			return errors.Join(traceClaims(trial, folder, name), addProfile(trial, folder))
		}
		if first == nil {
			first = run.Outcome
			e := &trial.Exact
			e.Packets, e.Bytes, e.Connections = first.Packets, first.Bytes, first.Connections
			e.Events, e.Logs = first.Events, first.Logs
			trial.Engine = &first.Engine
		} else if !sameOutcome(run.Outcome, first) {
			trial.Doubts = append(trial.Doubts, fmt.Sprintf("run %s did other work than the first plain run", name))
		}
		return nil
	})
}

// readRuns reads the runs of a trial, warm-up left out, and calls each with
// every one once its cost is in the trial.
func readRuns(path string, plan *Plan, index int, each func(trial *result.Trial, name string, run *result.Run) error) (*result.Trial, error) {
	t := plan.Trials[index]
	trial := &result.Trial{
		Suite: t.Suite, Name: t.Name, Index: t.Index, Label: t.Label,
		SkipRatio: t.SkipRatio, Plain: []result.Cost{}, Traced: []result.Cost{},
	}
	if t.Kind == Scripts || t.Kind == Custom {
		trial.Scripts = t.Scripts
	}
	for _, r := range plan.Runs {
		if r.Trial != index || r.Kind == result.Warmup {
			continue
		}
		name := plan.Name(r)
		var run result.Run
		if err := readJSON(filepath.Join(path, "runs", name, "run.json"), &run); err != nil {
			return nil, err
		}
		cost := result.Cost{
			Run: run.UUID, Repeat: r.Repeat, Block: r.Block,
			Wall: run.Usage.Wall, CPU: run.Usage.User + run.Usage.System, PeakRSS: run.Usage.PeakRSS,
			Broken: run.Noise.Broken,
		}
		if r.Kind == result.Traced {
			trial.Traced = append(trial.Traced, cost)
		} else {
			trial.Plain = append(trial.Plain, cost)
		}
		if err := each(trial, name, &run); err != nil {
			return nil, err
		}
	}
	return trial, nil
}

// sameOutcome reports whether two runs of a trial did the same work.
func sameOutcome(a, b *result.Outcome) bool { return reflect.DeepEqual(a, b) }

// traceClaims adds the exact claims of a traced run, or checks that a further
// traced run agrees with the first. A profile makes none.
func traceClaims(trial *result.Trial, folder, name string) error {
	var counts result.Counts
	if err := readJSON(filepath.Join(folder, "counts.json"), &counts); err != nil {
		return err
	}
	if trial.Source = counts.Source; trial.Source != "" {
		return nil
	}
	var calls result.CallChains
	var packets result.PacketChains
	var paths result.EventPaths
	for file, doc := range map[string]any{
		"call_chains.json": &calls, "packet_chains.json": &packets, "event_paths.json": &paths,
	} {
		if err := readJSON(filepath.Join(folder, file), doc); err != nil {
			return err
		}
	}
	e := &trial.Exact
	claims := *e
	claims.Calls, claims.Entries = counts.Calls, counts.Entries
	claims.CallChains, claims.PacketChains, claims.EventEdges = calls.Set, packets.Set, paths.Set
	if len(trial.Traced) == 1 {
		*e = claims
	} else if !reflect.DeepEqual(claims, *e) {
		trial.Doubts = append(trial.Doubts, fmt.Sprintf("run %s was traced otherwise than the first traced run", name))
	}
	return nil
}
