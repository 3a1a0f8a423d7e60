package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"brig/compare"
	"brig/orchestrator"
	"brig/result"
)

// A planReport is what brig run --dry-run says.
type planReport struct {
	Experiment string      `json:"experiment"`
	Title      string      `json:"title,omitempty"`
	Capture    string      `json:"capture"`
	SHA256     string      `json:"capture_sha256"`
	Memory     int64       `json:"memory_bytes,omitempty"`
	Timeout    int64       `json:"timeout_ns"`
	CPUs       string      `json:"cpus,omitempty"`
	Realtime   float64     `json:"realtime,omitempty"`
	Blocks     int         `json:"blocks"`
	Estimate   int64       `json:"estimate_ns,omitempty"` // absent when nothing tells
	Basis      string      `json:"estimate_basis"`
	Trials     []planTrial `json:"trials"`
	Runs       []planRun   `json:"runs"`
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

// reportPlan says what an experiment would run and, if it ships with a published
// result, how long that takes.
func reportPlan(e *orchestrator.Experiment) (*planReport, error) {
	plan := e.Plan()
	r := &planReport{
		Experiment: e.Name, Title: e.Title, Capture: e.Capture.File, SHA256: e.Capture.SHA256,
		Memory: int64(e.Memory), Timeout: int64(e.Timeout), CPUs: e.CPUs, Realtime: e.Realtime,
		Blocks: e.Warmup + e.Repeats, Basis: "nothing of this experiment is published: not known before the first runs",
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
	p, err := publicationOf(e.Name)
	if err != nil || p == nil {
		return r, err
	}
	if d := estimateTime(r.Trials, p.set); d > 0 {
		r.Estimate = d.Nanoseconds()
		r.Basis = "as long as the published runs took on a " + p.set.Benchmark.Machine
	}
	return r, nil
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
	fmt.Fprintf(w, "experiment %s: %s\ncapture    %s, sha256 %s\n", r.Experiment, r.Title, r.Capture, r.SHA256)
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
	fmt.Fprintf(w, "limits     %s\nplan       %d trials, %d runs in %d blocks\n", limit, len(r.Trials), len(r.Runs), r.Blocks)
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
	r, err := reportPlan(e)
	if err != nil {
		return err
	}
	if b.JSON {
		return json.NewEncoder(w).Encode(r)
	}
	return r.write(w)
}
