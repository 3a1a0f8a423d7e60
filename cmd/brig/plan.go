package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"brig/compare"
	"brig/orchestrator"
	"brig/result"
)

// A planReport is what brig run --dry-run says.
type planReport struct {
	Experiment string        `json:"experiment"`
	Title      string        `json:"title,omitempty"`
	Captures   []planCapture `json:"captures"`
	Machines   []string      `json:"machines,omitempty"` // absent when the machine is found when it runs
	Engines    []planEngine  `json:"engines,omitempty"`  // absent for the pinned one
	Benchmarks int           `json:"benchmarks"`         // each with all of the runs, in the same blocks
	Memory     int64         `json:"memory_bytes,omitempty"`
	Timeout    int64         `json:"timeout_ns"`
	CPUs       string        `json:"cpus,omitempty"`
	Realtime   float64       `json:"realtime,omitempty"`
	Blocks     int           `json:"blocks"`
	Estimate   int64         `json:"estimate_ns,omitempty"` // absent when nothing tells
	Basis      string        `json:"estimate_basis"`
	Trials     []planTrial   `json:"trials"`
	Runs       []planRun     `json:"runs"`
}

type planCapture struct {
	Name   string `json:"name,omitempty"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

type planEngine struct {
	Name        string   `json:"name"`
	Path        string   `json:"path,omitempty"`
	Image       string   `json:"image,omitempty"`
	Options     []string `json:"options,omitempty"`
	Environment []string `json:"environment,omitempty"`
}

type planTrial struct {
	Trial  string `json:"trial"`
	Label  string `json:"label"`
	Warmup int    `json:"warmup"`
	Plain  int    `json:"plain"`
	Traced int    `json:"traced"`
}

type planRun struct {
	Block int    `json:"block"`
	Run   string `json:"run"`
}

// reportPlan says what an experiment would run and, if something tells, how long
// that takes.
func reportPlan(e *orchestrator.Experiment, results string) (*planReport, error) {
	plan := e.Plan()
	r := &planReport{
		Experiment: e.Name, Title: e.Title, Machines: e.Machines, Benchmarks: len(e.Sources()) * max(1, len(e.Machines)) * len(e.Measured()),
		Memory: int64(e.Memory), Timeout: int64(e.Timeout), CPUs: e.CPUs, Realtime: e.Realtime,
		Blocks: e.Warmup + e.Repeats, Basis: "not known before the first runs: there is no result of this experiment yet",
	}
	for _, s := range e.Sources() {
		r.Captures = append(r.Captures, planCapture{s.Name, s.File, s.SHA256})
	}
	for _, g := range e.Engines {
		r.Engines = append(r.Engines, planEngine{g.Name, g.Path, g.Image, g.Options, g.Environment})
	}
	for _, t := range plan.Trials {
		r.Trials = append(r.Trials, planTrial{Trial: t.Key(), Label: t.Label})
	}
	for _, run := range plan.Runs {
		t := &r.Trials[run.Trial]
		switch run.Kind {
		case result.Warmup:
			t.Warmup++
		case result.Plain:
			t.Plain++
		case result.Traced:
			t.Traced++
		}
		r.Runs = append(r.Runs, planRun{run.Block, plan.Name(run)})
	}
	return r, r.estimate(e.Name, results)
}

// estimate works out how long the runs take, for each capture from the latest
// finished benchmark of it below results, or from the published one.
func (r *planReport) estimate(experiment, results string) error {
	var sum time.Duration
	for i, c := range r.Captures {
		set, basis, err := basisOf(experiment, c.SHA256, results)
		if err != nil {
			return err
		}
		d := time.Duration(0)
		if set != nil {
			d = estimateTime(r.Trials, *set)
		}
		if d == 0 {
			return nil
		}
		sum += d
		if i == 0 {
			r.Basis = basis
		} else if basis != r.Basis {
			r.Basis += "; " + basis
		}
	}
	r.Estimate = sum.Nanoseconds() * int64(r.Benchmarks/len(r.Captures))
	return nil
}

// basisOf finds a finished benchmark of an experiment on a capture, or nil.
func basisOf(experiment, sha256, results string) (*compare.Set, string, error) {
	dirs, err := filepath.Glob(filepath.Join(results, experiment+"-*", "benchmark.json"))
	if err != nil {
		return nil, "", err
	}
	var latest *result.Benchmark
	from := ""
	for _, name := range dirs {
		var b result.Benchmark
		if text, err := os.ReadFile(name); err != nil || json.Unmarshal(text, &b) != nil {
			continue // not one to learn from
		}
		if b.Name == experiment && b.CaptureSHA256 == sha256 && (latest == nil || b.Ended.After(latest.Ended)) {
			latest, from = &b, filepath.Dir(name)
		}
	}
	if latest != nil {
		set := compare.Set{Benchmark: latest}
		for _, ref := range latest.Trials {
			t := new(result.Trial)
			text, err := os.ReadFile(filepath.Join(from, "trials", ref.Suite+"-"+ref.Name+".json"))
			if err == nil && json.Unmarshal(text, t) == nil {
				set.Trials = append(set.Trials, t)
			}
		}
		return &set, "as long as the runs of " + from + " took on a " + latest.Machine, nil
	}
	p, err := publicationOf(experiment)
	if err != nil || p == nil || p.set.Benchmark.CaptureSHA256 != sha256 {
		return nil, "", err
	}
	return &p.set, "as long as the published runs took on a " + p.set.Benchmark.Machine, nil
}

// estimateTime works out how long runs take from those of a published benchmark,
// with what they took beside the engine's own time. It is 0 when a trial is not among
// those.
func estimateTime(trials []planTrial, published compare.Set) time.Duration {
	plain, traced := map[string]float64{}, map[string]float64{}
	engine, runs := 0.0, 0
	for _, t := range published.Trials {
		name := t.Suite + "/" + t.Name
		plain[name], traced[name] = t.Wall.Median, t.Wall.Median
		for _, c := range t.Traced {
			traced[name] = float64(c.Wall)
			engine += float64(c.Wall)
		}
		for _, c := range t.Plain {
			engine += float64(c.Wall)
		}
		runs += len(t.Plain) + len(t.Traced)
	}
	if runs == 0 {
		return 0
	}
	beside := max(0, float64(published.Benchmark.Ended.Sub(published.Benchmark.Started))-engine) / float64(runs)
	sum := 0.0
	for _, t := range trials {
		if plain[t.Trial] == 0 {
			return 0
		}
		sum += float64(t.Warmup+t.Plain)*(plain[t.Trial]+beside) + float64(t.Traced)*(traced[t.Trial]+beside)
	}
	return time.Duration(sum)
}

func (r *planReport) write(w io.Writer) error {
	fmt.Fprintf(w, "experiment %s: %s\n", r.Experiment, r.Title)
	for _, c := range r.Captures {
		fmt.Fprintf(w, "capture    %s, sha256 %s\n", c.File, c.SHA256)
	}
	if len(r.Machines) > 0 {
		fmt.Fprintf(w, "machines   %s\n", strings.Join(r.Machines, ", "))
	}
	for _, g := range r.Engines {
		what := append([]string{cmp.Or(g.Image, g.Path, "brig's own")}, g.Options...)
		fmt.Fprintf(w, "engine     %s: %s\n", g.Name, strings.Join(append(what, g.Environment...), " "))
	}
	limit := fmt.Sprintf("%v a run", time.Duration(r.Timeout))
	if r.Memory > 0 {
		limit += fmt.Sprintf(", %.0f MB", float64(r.Memory)/1e6)
	}
	if r.CPUs != "" {
		limit += ", processors " + r.CPUs
	}
	if r.Realtime != 0 {
		limit += fmt.Sprintf(", packets %v times as fast as they were captured", r.Realtime)
	}
	times := ""
	if r.Benchmarks > 1 {
		times = fmt.Sprintf(" for each of %d benchmarks, %d in all", r.Benchmarks, r.Benchmarks*len(r.Runs))
	}
	fmt.Fprintf(w, "limits     %s\nplan       %d trials, %d runs in %d blocks%s\n", limit, len(r.Trials), len(r.Runs), r.Blocks, times)
	if r.Estimate > 0 {
		fmt.Fprintf(w, "time       about %v: %s\n\n", time.Duration(r.Estimate).Round(time.Second), r.Basis)
	} else {
		fmt.Fprintf(w, "time       %s\n\n", r.Basis)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "trial\twarm-up\tplain\ttraced\t")
	for _, trial := range r.Trials {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\n", trial.Trial, trial.Warmup, trial.Plain, trial.Traced, trial.Label)
	}
	return t.Flush()
}

// printPlan prints the plan of the experiment.
func (b *benchmarkRun) printPlan(w io.Writer) error {
	e, err := b.load()
	if err != nil {
		return err
	}
	for _, g := range e.Engines {
		if g.Path == "" || g.Image != "" {
			continue
		}
		if err := orchestrator.CheckEngine(g.Path); err != nil {
			return fmt.Errorf("engine %s: %w", g.Name, err)
		}
	}
	r, err := reportPlan(e, b.Results)
	if err != nil {
		return err
	}
	if b.JSON {
		return json.NewEncoder(w).Encode(r)
	}
	return r.write(w)
}
