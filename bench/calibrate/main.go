// Command calibrate measures how often a verdict is wrong, on real runs.
//
//	go run ./bench/calibrate                  # run, then compare: about half an hour
//	go run ./bench/calibrate -time 5m         # run for five minutes more, then compare
//	go run ./bench/calibrate -time 0          # only compare what was run before
//	go run ./bench/calibrate results/a results/b   # halves of finished benchmarks, the same with the same
//
// It has brig run an experiment of two suites, in the same blocks: "same" and
// "slower", in which one script does more. A comparison takes as many blocks as a
// benchmark has repeats, one after the other, for one side, and others of the same
// experiment for the other side. Of the same with the same, whatever is called
// shifted, different or moved is a false alarm; of the slower with the same, the slower
// script is to be named. The comparisons share runs, so they are not independent of
// each other.
//
// Runs are kept: the same command goes on where it was stopped.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"brig/orchestrator"
	"brig/result"
)

func main() {
	var c calibration
	flag.StringVar(&c.experiment, "experiment", "bench/calibrate/experiment.toml", "experiment with the suites \"same\" and \"slower\"")
	flag.StringVar(&c.results, "results", "results", "folder of result directories")
	flag.StringVar(&c.brig, "brig", "bin/brig", "program that runs it")
	flag.StringVar(&c.machine, "machine", "auto", "where it runs")
	flag.DurationVar(&c.time, "time", 40*time.Minute, "to run for, at most")
	flag.IntVar(&c.comparisons, "comparisons", 200, "of each kind")
	flag.IntVar(&c.repeats, "repeats", 5, "of a side")
	flag.Uint64Var(&c.seed, "seed", 1, "of the choice of blocks")
	flag.BoolVar(&c.disturbed, "disturbed", false, "count runs that broke a gate too")
	out := flag.String("o", "", "also write the table to this file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	t, err := c.table(ctx, flag.Args())
	if err == nil {
		err = write(t, *out)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "calibrate:", err)
		os.Exit(1)
	}
}

type calibration struct {
	experiment, results, brig, machine string
	time                               time.Duration
	comparisons, repeats               int
	seed                               uint64
	disturbed                          bool
}

// table runs and compares, or compares halves of finished benchmarks.
func (c *calibration) table(ctx context.Context, dirs []string) (*table, error) {
	if len(dirs) > 0 {
		return halves(dirs, c.comparisons, c.seed)
	}
	e, err := orchestrator.ReadExperiment(c.experiment)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if c.time > 0 {
		if err := c.make(ctx); err != nil {
			return nil, err
		}
		fmt.Fprintf(os.Stderr, "ran for %v\n", time.Since(began).Round(time.Second))
	}
	dir, err := c.newest(e.Name)
	if err != nil {
		return nil, err
	}
	// What was run is what the directory says, which may be older than the experiment.
	if e, err = orchestrator.ReadExperiment(filepath.Join(dir, "experiment.toml")); err != nil {
		return nil, err
	}
	trials, err := orchestrator.ReadTrials(dir, e)
	if err != nil {
		return nil, err
	}
	p, err := newPool(trials, e.Tolerance, c.disturbed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	began = time.Now()
	t, err := p.calibrate(c.comparisons, c.repeats, c.seed)
	if err == nil {
		fmt.Fprintf(os.Stderr, "compared for %v\n", time.Since(began).Round(time.Second))
	}
	return t, err
}

// write writes the table to standard output and, if it has a name, a file.
func write(t *table, name string) error {
	if name == "" {
		return t.write(os.Stdout)
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(t.write(io.MultiWriter(os.Stdout, f)), f.Close())
}

// make has brig run the experiment until it is done or the time is up. What
// was run is kept in either case.
func (c *calibration) make(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.time)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.brig, "run", c.experiment, "--results", c.results, "--machine", c.machine)
	cmd.Stdout, cmd.Stderr = io.Discard, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = 30 * time.Second
	err := cmd.Run()
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil
	}
	return err
}

// newest is the result directory that was begun last.
func (c *calibration) newest(name string) (string, error) {
	dirs, err := filepath.Glob(filepath.Join(c.results, name+"-*Z"))
	if err != nil {
		return "", err
	}
	if len(dirs) == 0 {
		return "", fmt.Errorf("no results of experiment %s in %s", name, c.results)
	}
	return slices.Max(dirs), nil
}

// A pool is the runs to draw comparisons from.
type pool struct {
	same, slower []*result.Trial
	blocks       []int // complete in both suites, in order
	tolerance    float64
}

// newPool sorts trials by suite and finds the blocks in which all ran.
func newPool(trials []*result.Trial, tolerance float64, disturbed bool) (*pool, error) {
	p := &pool{tolerance: tolerance}
	runs := map[int]int{} // trials with a plain and a traced run, by block
	for _, t := range trials {
		seen := map[int]int{}
		for i := range t.Plain {
			if disturbed {
				t.Plain[i].Broken = nil
			}
			seen[t.Plain[i].Block] |= 1
		}
		for i := range t.Traced {
			if disturbed {
				t.Traced[i].Broken = nil
			}
			seen[t.Traced[i].Block] |= 2
		}
		for block, kinds := range seen {
			if kinds == 3 {
				runs[block]++
			}
		}
		switch t.Suite {
		case "same":
			p.same = append(p.same, t)
		case "slower":
			p.slower = append(p.slower, t)
		}
	}
	if len(p.same) == 0 || len(p.same) != len(p.slower) {
		return nil, fmt.Errorf("%d trials of suite \"same\" and %d of \"slower\"", len(p.same), len(p.slower))
	}
	for block, n := range runs {
		if n == len(trials) {
			p.blocks = append(p.blocks, block)
		}
	}
	slices.Sort(p.blocks)
	return p, nil
}
