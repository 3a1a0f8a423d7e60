package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"brig/bundle"
	"brig/compare"
	"brig/orchestrator"
	"brig/result"
)

// defaultExperiment ships with brig.
const defaultExperiment = "published/pybrig-2013.toml"

// A benchmarkRun is one execution of an experiment from the command line.
type benchmarkRun struct {
	Experiment string
	Machines   []string // where to run; none means the experiment's, or auto
	Engines    []string // what to run; none means the experiment's, or the pinned one
	Results    string   // folder of result directories
	Repeats    int      // plain runs of each trial, 0 for the experiment's own
	Fresh      bool
	JSON       bool          // what is said, as JSON
	Wait       time.Duration // for other programs to become quiet, in all

	private privateFlag
	text    []byte // of the experiment, when it does not come from a file
	capture string // file of the capture, when it is not where the experiment says

	published *result.Benchmark // what is to be reproduced; nil for all captures and engines
}

// flags adds the flags of every command that runs an experiment.
func (b *benchmarkRun) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&b.Machines, "machine", nil, "where the engine runs: auto, container or process, or several with commas; auto is a container when Docker answers")
	f.StringSliceVar(&b.Engines, "engine", nil, "engines to measure, in the same blocks: `NAME=PATH` of a program, NAME=image:IMAGE that Docker has, NAME=IMAGE@sha256:DIGEST that it may pull, the NAME of one in the experiment, pinned for brig's own, or zeek for upstream's; several with commas")
	f.StringVar(&b.Results, "results", "results", "folder of result directories")
	f.IntVar(&b.Repeats, "repeats", 0, "plain runs of each trial (default: the experiment's)")
	f.DurationVar(&b.Wait, "wait", 5*time.Second, "wait for other programs to become quiet, before the first run and after disturbed ones, no longer than this `TIME` in all; 0 does not wait")
	b.private.add(cmd, "default: those of brig")
	f.BoolVar(&b.JSON, "json", false, "print a JSON object a benchmark, and progress as JSON lines")
	f.BoolVar(&b.Fresh, "fresh", false, "begin anew instead of going on with an interrupted benchmark")
}

// argument takes the experiment: the one argument, or the default one.
func (b *benchmarkRun) argument(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		b.Experiment = defaultExperiment
	case 1:
		b.Experiment = args[0]
	default:
		return usagef("give one experiment: see \"%s --help\"", cmd.CommandPath())
	}
	return nil
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

An experiment may name several captures, machines and engines. Then there is a
benchmark, and a result directory, for each engine on each machine with each capture,
and the runs of all of them are made in the same blocks. At the end each engine is
compared with the first: which is cheaper, by how much, and in what. "brig compare"
does that again, and says how machines differ.

An engine is a program of this host (--engine new=path/to/bro), an image that Docker
has, or what brig pins (--engine pinned); in the experiment each can have options and
variables of its own. Programs are copied before the first run.

--engine zeek measures upstream's Zeek, in the image that images.lock pins: Docker
pulls it if it does not have it. Any other Zeek, or Bro from 2.5, will do as well, as
a program or image: brig asks an engine what it is. It is measured as brig's own is.
What it did, it tells itself; where its time goes, its own script profile tells. Trials
whose scripts it refuses are left out, with the reason.

EXPERIMENT is a TOML file (default: ` + defaultExperiment + `, which is inside brig).`,
		Example: "  brig run\n  brig run my.toml --machine process --repeats 10\n  brig run my.toml --engine old=./bro.before,new=./bro\n  brig run --engine pinned,zeek\n  brig run my.toml --dry-run",
		Args:    b.argument,
		RunE: func(cmd *cobra.Command, args []string) error {
			if dryRun {
				return b.printPlan(cmd.OutOrStdout())
			}
			if archive != "" && !bundle.IsName(archive) {
				return usagef("--bundle %s: a bundle's name ends with %s or %s", archive, bundle.Ext, bundle.ExtBzip2)
			}
			if err := share.checkSign(); err != nil {
				return err
			}
			dirs, err := b.execute(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			sets, err := readSets(dirs)
			if err != nil {
				return err
			}
			verdicts, err := judgeEngines(dirs, sets)
			if err != nil {
				return err
			}
			for i, dir := range dirs {
				name := archive
				if len(dirs) > 1 && archive != "" {
					name = dir + bundle.Ext // one file cannot hold them all
				}
				done := finished{Results: dir, Benchmark: sets[i].Benchmark, Trials: sets[i].Trials, Verdict: verdicts[i]}
				if i > 0 && !b.JSON {
					fmt.Fprintln(cmd.OutOrStdout())
				}
				if err := b.show(cmd, done, name, &share); err != nil {
					return err
				}
			}
			return nil
		},
	}
	b.flags(cmd)
	share.addSearch(cmd)
	share.addSign(cmd)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "print the plan and how long it takes, and stop")
	cmd.Flags().StringVar(&archive, "bundle", "", "also make a bundle of the result, in this file; of several, each beside its result directory")
	return cmd
}

// show prints what came out of a benchmark, and makes a bundle of it if it has a
// name.
func (b *benchmarkRun) show(cmd *cobra.Command, done finished, archive string, share *sharing) error {
	w := cmd.OutOrStdout()
	if !b.JSON {
		if p := done.Benchmark.Program; p != nil {
			fmt.Fprintf(w, "engine %s: %s %s\n\n", p.Name, done.Benchmark.Engine.Name, done.Benchmark.Engine.Version)
		}
		if err := printBenchmark(w, done.Benchmark, done.Trials); err != nil {
			return err
		}
		fmt.Fprintf(w, "\nresults    %s\n", done.Results)
	}
	if archive != "" {
		doc, err := makeBundle(cmd.Context(), cmd.ErrOrStderr(), done.Results, archive, share)
		if err != nil {
			return reportFindings(cmd, err, b.JSON)
		}
		done.Bundle, done.SHA256 = archive, doc.SHA256
		if !b.JSON {
			fmt.Fprintf(w, "bundle     %s sha256:%s\n", archive, doc.SHA256)
		}
	}
	if b.JSON {
		return json.NewEncoder(w).Encode(done)
	}
	if done.Verdict == nil {
		return nil
	}
	fmt.Fprintln(w)
	return compare.Text(w, done.Verdict, false)
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
	if b.published != nil {
		digest := b.published.CaptureSHA256
		i := slices.IndexFunc(e.Sources(), func(s orchestrator.Source) bool { return s.SHA256 == digest })
		if i < 0 {
			return nil, fmt.Errorf("%s: it names no capture of SHA-256 %s", b.Experiment, digest)
		}
		e = e.On(e.Sources()[i])
		e.Machines = nil
	}
	if err := b.engines(e); err != nil {
		return nil, err
	}
	if len(b.Machines) > 0 {
		e.Machines = b.Machines
	}
	for _, name := range e.Machines {
		if err := checkMachine(name); err != nil {
			return nil, err
		}
	}
	if b.Repeats > 0 {
		e.Repeats = b.Repeats
		e.Traced = min(e.Traced, b.Repeats)
	}
	return e, nil
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
