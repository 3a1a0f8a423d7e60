package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"brig/images"
	"brig/orchestrator"
	"brig/probe"
)

// execute runs the experiment and returns the result directories: one for each
// capture, machine and engine. It says on w what it does.
func (b *benchmarkRun) execute(ctx context.Context, w io.Writer) (dirs []string, err error) {
	e, err := b.load()
	if err != nil {
		return nil, err
	}
	rules, err := b.private.rules() // wrong ones are better known before the runs
	if err != nil {
		return nil, err
	}
	if err := checkDir(b.Results); err != nil {
		return nil, fmt.Errorf("the folder for results: %w", err)
	}
	says := voice{w, b.JSON}
	places, err := b.places(ctx, says, e)
	for _, p := range places {
		defer p.machine.Close()
	}
	if err != nil {
		return nil, err
	}
	var all []*orchestrator.Benchmark
	for _, source := range e.Sources() {
		if b.capture != "" {
			if source.File, err = filepath.Abs(b.capture); err != nil {
				return nil, err
			}
		}
		file, info, err := expandCapture(ctx, b.Experiment, source, filepath.Join(b.Results, "captures"))
		if err != nil {
			return nil, err
		}
		says.say("capture", "%s: %d packets, %.1f MB, %.0f s", info.Name, info.Packets, float64(info.Size)/1e6,
			float64(info.Last-info.First)/1e9)
		for _, p := range places {
			system, err := gather(ctx)
			if err != nil {
				return nil, err
			}
			if err := rules.Apply(system); err != nil {
				return nil, err
			}
			described := *info
			described.Header = newHeader() // a document belongs to one benchmark
			all = append(all, &orchestrator.Benchmark{
				Experiment: e.On(source),
				Label:      label(e, source, p),
				Machine:    p.machine,
				Program:    p.program,
				Root:       b.Results,
				File:       file,
				Capture:    &described,
				System:     system,
				Lock:       images.LockText,
				Tool:       tool,
				Now:        time.Now,
				Fresh:      b.Fresh,
				Note:       func(text string) { says.say("engine", "%s: %s", p.program.Name, text) },
			})
		}
	}
	return b.orchestrate(ctx, says, all)
}

// label names a result directory by what an experiment has several of.
func label(e *orchestrator.Experiment, source orchestrator.Source, p place) string {
	name := e.Name
	if len(e.Sources()) > 1 {
		name += "-" + source.Name
	}
	if len(e.Machines) > 1 {
		name += "-" + p.machine.Name()
	}
	if p.program != nil {
		name += "-" + p.program.Name
	}
	return name
}

// orchestrate runs benchmarks together under a progress display.
func (b *benchmarkRun) orchestrate(ctx context.Context, says voice, all []*orchestrator.Benchmark) ([]string, error) {
	e := all[0].Experiment
	var p *progress
	begun, done, runs := 0, 0, 0
	waited, noisy := time.Duration(0), false
	calm := orchestrator.NewCalm(b.Wait, func(ctx context.Context, limit time.Duration) time.Duration {
		d, quiet := probe.WaitQuiet(ctx, limit)
		waited, noisy = waited+d, !quiet && ctx.Err() == nil
		return d
	})
	for _, bench := range all {
		bench.Calm = calm
		bench.Begin = func(dir string, had, planned int) {
			begun, done, runs = begun+1, done+had, runs+planned
			if had > 0 {
				says.say("going on", "%s, %d runs are done", dir, had)
			}
			if begun == len(all) {
				sayPlan(says, e, len(all), runs)
				p = newProgress(says, done, runs)
			}
		}
		bench.Step = func(run string) { p.step(run) }
		bench.More = func(runs int) { p.more(runs) }
	}
	dirs, err := orchestrator.Together(ctx, all...)
	if p != nil {
		p.stop()
	}
	switch {
	case noisy:
		says.say("waited", "%.1f s for other programs to become quiet, in vain at last: --wait gives them longer", waited.Seconds())
	case waited >= time.Second:
		says.say("waited", "%.1f s for other programs to become quiet", waited.Seconds())
	}
	kept := strings.Join(slices.DeleteFunc(slices.Clone(dirs), func(dir string) bool { return dir == "" }), ", ")
	switch {
	case ctx.Err() != nil && kept != "":
		return dirs, &exitError{exitFailure, fmt.Sprintf("interrupted: finished runs are kept in %s; the same command goes on from them", kept)}
	case err != nil && kept != "":
		return dirs, fmt.Errorf("%w (finished runs are kept in %s)", err, kept)
	}
	return dirs, err
}

// sayPlan says what is going to be run.
func sayPlan(says voice, e *orchestrator.Experiment, benchmarks, runs int) {
	first, times := "", ""
	if e.Base > 1 {
		first = fmt.Sprintf(" (the first of a suite %d times as often)", e.Base)
	}
	if benchmarks > 1 {
		times = fmt.Sprintf(" of %d benchmarks in the same blocks", benchmarks)
	}
	says.say("plan", "%d trials, each %d warm-up, %d plain%s and %d traced: %d runs%s",
		len(e.Trials()), e.Warmup, e.Repeats, first, e.Traced, runs, times)
}
