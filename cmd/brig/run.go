package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"brig/images"
	"brig/orchestrator"
	"brig/probe"
	"brig/result"
)

// defaultExperiment ships with brig.
const defaultExperiment = "published/pybrig-2013.toml"

// A benchmarkRun is one execution of an experiment from the command line.
type benchmarkRun struct {
	Experiment string
	Machine    string
	Results    string // folder of result directories
	Repeats    int    // plain runs of each trial, 0 for the experiment's own
	Fresh      bool
	JSON       bool          // what is said, as JSON
	Wait       time.Duration // for other programs to become quiet, in all

	private privateFlag
	text    []byte // of the experiment, when it does not come from a file
	capture string // file of the capture, when it is not where the experiment says
}

// flags adds the flags of every command that runs an experiment.
func (b *benchmarkRun) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&b.Machine, "machine", machineAuto, "where the engine runs: auto, container or process; auto is a container when Docker answers")
	f.StringVar(&b.Results, "results", "results", "folder of result directories")
	f.IntVar(&b.Repeats, "repeats", 0, "plain runs of each trial (default: the experiment's)")
	f.DurationVar(&b.Wait, "wait", 5*time.Second, "wait for other programs to become quiet, before the first run and after disturbed ones, no longer than this `TIME` in all; 0 does not wait")
	b.private.add(cmd, "default: those of brig")
	f.BoolVar(&b.JSON, "json", false, "print one JSON object, and progress as JSON lines")
	f.BoolVar(&b.Fresh, "fresh", false, "begin anew instead of going on with an interrupted benchmark")
}

// A finished benchmark, as --json prints it.
type finished struct {
	Results   string            `json:"results"`
	Bundle    string            `json:"bundle,omitempty"`
	SHA256    string            `json:"bundle_sha256,omitempty"`
	Benchmark *result.Benchmark `json:"benchmark"`
	Trials    []*result.Trial   `json:"trials"`
	Verdict   *result.Verdict   `json:"verdict,omitempty"`
	Browser   string            `json:"browser,omitempty"` // URL, while the server runs
}

func runCommand() *cobra.Command {
	var b benchmarkRun
	var dryRun bool
	var archive string
	var share sharing
	cmd := &cobra.Command{
		Use:   "run [EXPERIMENT]",
		Short: "Run an experiment and keep its documents in a result directory",
		Long: `Run an experiment: every trial of its suites, plain for timing and traced for
attribution, in an interleaved order drawn from its seed. Finished runs are kept
when brig is stopped; running the same experiment again goes on from them.

EXPERIMENT is a TOML file (default: ` + defaultExperiment + `, which is inside brig).`,
		Example: "  brig run\n  brig run my.toml --machine process --repeats 10\n  brig run my.toml --dry-run",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("give one experiment: see \"%s --help\"", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			b.Experiment = defaultExperiment
			if len(args) == 1 {
				b.Experiment = args[0]
			}
			if dryRun {
				return b.printPlan(cmd.OutOrStdout())
			}
			dir, err := b.execute(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			set, _, err := readSet(dir)
			if err != nil {
				return err
			}
			done := finished{Results: dir, Benchmark: set.Benchmark, Trials: set.Trials}
			if !b.JSON {
				if err := printTrials(cmd.OutOrStdout(), set); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "\nresults    %s\n", dir)
			}
			if archive != "" {
				doc, err := makeBundle(cmd.Context(), cmd.ErrOrStderr(), dir, archive, &share, "")
				if err != nil {
					return reportFindings(cmd, err, b.JSON)
				}
				done.Bundle, done.SHA256 = archive, doc.SHA256
				if !b.JSON {
					fmt.Fprintf(cmd.OutOrStdout(), "bundle     %s sha256:%s\n", archive, doc.SHA256)
				}
			}
			if b.JSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(done)
			}
			return nil
		},
	}
	b.flags(cmd)
	share.addSearch(cmd)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "print the plan and how long it takes, and stop")
	cmd.Flags().StringVar(&archive, "bundle", "", "also make a bundle of the result, in this file")
	return cmd
}

// load reads the experiment with what the command line changes of it.
func (b *benchmarkRun) load() (*orchestrator.Experiment, error) {
	var e *orchestrator.Experiment
	var err error
	if b.text != nil {
		e, err = orchestrator.ParseExperiment(b.Experiment, b.text)
	} else {
		e, err = loadExperiment(b.Experiment)
	}
	if err != nil {
		return nil, err
	}
	if b.Wait < 0 {
		return nil, usagef("--wait %v: give a positive time", b.Wait)
	}
	if b.Repeats < 0 {
		return nil, usagef("--repeats %d: give a positive number", b.Repeats)
	}
	if b.Repeats > 0 {
		e.Repeats = b.Repeats
		e.Traced = min(e.Traced, b.Repeats)
	}
	return e, nil
}

// execute runs the experiment and returns the result directory. It says on w
// what it does.
func (b *benchmarkRun) execute(ctx context.Context, w io.Writer) (string, error) {
	e, err := b.load()
	if err != nil {
		return "", err
	}
	rules, err := b.private.rules() // wrong ones are better known before the runs
	if err != nil {
		return "", err
	}
	if err := checkDir(b.Results); err != nil {
		return "", fmt.Errorf("the folder for results: %w", err)
	}
	if b.capture != "" {
		if e.Capture.File, err = filepath.Abs(b.capture); err != nil {
			return "", err
		}
	}
	file, info, err := expandCapture(ctx, b.Experiment, e.Capture, filepath.Join(b.Results, "captures"))
	if err != nil {
		return "", err
	}
	says := voice{w, b.JSON}
	says.say("capture", "%s: %d packets, %.1f MB, %.0f s", info.Name, info.Packets, float64(info.Size)/1e6,
		float64(info.Last-info.First)/1e9)
	programs, err := programsDir()
	if err != nil {
		return "", err
	}
	img, err := hostImage(programs)
	if err != nil {
		return "", err
	}
	digest, err := img.Digest()
	if err != nil {
		return "", err
	}
	says.say("image", "%s %s %s, as pinned", img.Recipe.Name, img.Recipe.Platform, digest)
	machine, err := chooseMachine(ctx, b.Machine, programs, img)
	if err != nil {
		return "", err
	}
	defer machine.Close()
	says.say("machine", "%s", machineLine(machine))
	system, err := gather(ctx)
	if err != nil {
		return "", err
	}
	if err := rules.Apply(system); err != nil {
		return "", err
	}
	return b.orchestrate(ctx, says, &orchestrator.Benchmark{
		Experiment: e,
		Machine:    machine,
		Root:       b.Results,
		File:       file,
		Capture:    info,
		System:     system,
		Lock:       images.LockText,
		Tool:       tool,
		Now:        time.Now,
		Fresh:      b.Fresh,
	})
}

// orchestrate runs a benchmark under a progress display.
func (b *benchmarkRun) orchestrate(ctx context.Context, says voice, bench *orchestrator.Benchmark) (string, error) {
	var p *progress
	e := bench.Experiment
	bench.Begin = func(dir string, done, all int) {
		first := ""
		if e.Base > 1 {
			first = fmt.Sprintf(" (the first of a suite %d times as often)", e.Base)
		}
		says.say("plan", "%d trials, each %d warm-up, %d plain%s and %d traced: %d runs",
			len(e.Trials()), e.Warmup, e.Repeats, first, e.Traced, all)
		if done > 0 {
			says.say("going on", "%s, %d runs are done", dir, done)
		}
		p = newProgress(says, done, all)
	}
	waited, noisy := time.Duration(0), false
	bench.Patience = b.Wait
	bench.Quiet = func(ctx context.Context, limit time.Duration) time.Duration {
		d, quiet := probe.WaitQuiet(ctx, limit)
		waited, noisy = waited+d, !quiet && ctx.Err() == nil
		return d
	}
	bench.Step = func(run string) { p.step(run) }
	bench.More = func(runs int) { p.more(runs) }
	dir, err := bench.Run(ctx)
	if p != nil {
		p.stop()
	}
	switch {
	case noisy:
		says.say("waited", "%.1f s for other programs to become quiet, in vain at last: --wait gives them longer", waited.Seconds())
	case waited >= time.Second:
		says.say("waited", "%.1f s for other programs to become quiet", waited.Seconds())
	}
	switch {
	case ctx.Err() != nil && dir != "":
		return dir, &exitError{exitFailure, fmt.Sprintf("interrupted: finished runs are kept in %s; the same command goes on from them", dir)}
	case err != nil && dir != "":
		return dir, fmt.Errorf("%w (finished runs are kept in %s)", err, dir)
	}
	return dir, err
}

// machineLine says where runs are made and what that does not isolate.
func machineLine(m orchestrator.Machine) string {
	return machineText(m.Name(), m.Isolation())
}

func machineText(name string, missing []string) string {
	if len(missing) == 0 {
		return name
	}
	return name + "; not isolated: " + strings.Join(missing, "; ")
}
