package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"brig/probe"
	"brig/result"
)

const help = `Usage: brig-probe [flags] --out DIR -- COMMAND [ARGUMENT ...]

Runs COMMAND, samples it and the machine until it ends, and writes documents
into DIR, which must be empty or not exist:

  run.json     exit status, exact usage, samples, what disturbed the run
  stdout.txt   what COMMAND printed, at most 1 MB of each
  stderr.txt

The documents appear at once when all are complete; until then they are in
DIR.partial. To write into a mount point, name a folder in it.

Samples go to DIR.partial/samples.stream about once a second while they are
taken, so that they survive whatever ends the probe: --read prints them. When
there are more than a document holds, run.json has every second, fourth...
of them and says how far the others lie off, and the stream stays with it.

With --summary, run.json also holds what the engine says it did. With --trace,
the trace that COMMAND wrote is decoded beside it, into
  counts.json call_chains.json packet_chains.json event_paths.json
  script_timings.json packet_costs.json mapping.json
and then removed. With --profile it is Zeek's own script profile that is read and
removed, which knows no packets:
  counts.json script_timings.json mapping.json and, with call stacks,
  call_chains.json event_paths.json

Flags:
  --out DIR            where the documents go
  --interval TIME      between two samples, from 1ms (default 100ms)
  --samples N          keep N samples in run.json at most, 2 or more (default:
                       as many as a document holds)
  --suspend            stop COMMAND while it is sampled: all values of a sample
                       are of one moment, and COMMAND takes longer by the wall
                       clock
  --apart              give COMMAND the last processor to itself, where there are
                       two or more (Linux)
  --work DIR           where COMMAND runs; made if need be and then removed
                       afterwards (default: the current folder)
  --summary FILE       what "bro --summary FILE" writes, below --work
  --logs               add to the summary the logs that COMMAND left in --work: how
                       many lines each *.log has, without those that begin with #
  --trace FILE         a function trace, below --work
  --map FILE           its map, which a trace of version 2 has within
  --profile FILE       what "zeek --profile-scripts=FILE" writes, below --work
  --keep               do not remove trace, map, profile, summary and --work
  --grace TIME         from SIGTERM to SIGKILL when interrupted (default 2s)
  --engine NAME/VER    the program measured, when there is no summary
  --suite S --name N --kind K --repeat R --block B --machine M
                       what this run is part of; K is warmup, plain or traced
  --benchmark UUID --trial UUID
                       documents that this run belongs to
  --read FILE          print the samples of a stream as JSON, and run nothing
  --version            print the version
  --help               print this

Exit status: 0 when COMMAND ended with 0 and all documents are written; 1 when
COMMAND failed (the documents tell how) or something else did; 2 for a wrong
command line.

Examples:
  brig-probe --out result -- sleep 1
  brig-probe --interval 10ms --out result --work scratch --summary summary.json \
      -- bro -r capture.pcap --summary summary.json local
`

// A call is a command line.
type call struct {
	out, work, stream           string
	summary, mapFile, traceFile string
	profile                     string
	keep, logs                  bool
	engine                      *result.Version
	header                      result.Header
	labels                      result.Run
	command                     probe.Command
	what                        action
}

type action int

const (
	measure action = iota
	showHelp
	showVersion
	readStream
)

// parseCall reads a command line.
func parseCall(args []string) (*call, error) {
	var c call
	var engine string
	var version bool
	f := flag.NewFlagSet("brig-probe", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&c.out, "out", "", "")
	f.DurationVar(&c.command.Interval, "interval", 100*time.Millisecond, "")
	f.IntVar(&c.command.Most, "samples", 0, "")
	f.BoolVar(&c.command.Suspend, "suspend", false, "")
	f.BoolVar(&c.command.Apart, "apart", false, "")
	f.StringVar(&c.work, "work", "", "")
	f.StringVar(&c.summary, "summary", "", "")
	f.BoolVar(&c.logs, "logs", false, "")
	f.StringVar(&c.mapFile, "map", "", "")
	f.StringVar(&c.traceFile, "trace", "", "")
	f.StringVar(&c.profile, "profile", "", "")
	f.BoolVar(&c.keep, "keep", false, "")
	f.DurationVar(&c.command.Grace, "grace", 2*time.Second, "")
	f.StringVar(&engine, "engine", "", "")
	f.StringVar(&c.labels.Suite, "suite", "", "")
	f.StringVar(&c.labels.Name, "name", "", "")
	f.StringVar(&c.labels.Kind, "kind", "", "")
	f.IntVar(&c.labels.Repeat, "repeat", 0, "")
	f.IntVar(&c.labels.Block, "block", 0, "")
	f.StringVar(&c.labels.Machine, "machine", "", "")
	f.StringVar(&c.header.Benchmark, "benchmark", "", "")
	f.StringVar(&c.header.Trial, "trial", "", "")
	f.StringVar(&c.stream, "read", "", "")
	f.BoolVar(&version, "version", false, "")
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return &call{what: showHelp}, nil
	case err != nil:
		return nil, err
	case version:
		return &call{what: showVersion}, nil
	case c.stream != "":
		c.what = readStream
		return &c, nil
	}
	c.command.Args = f.Args()
	c.command.Dir = c.work
	if c.out != "" {
		c.out = filepath.Clean(c.out)
	}
	if engine != "" {
		name, v, ok := strings.Cut(engine, "/")
		if !ok || name == "" || v == "" {
			return nil, fmt.Errorf("--engine %q: give NAME/VERSION, such as zeek/7.0.3", engine)
		}
		c.engine = &result.Version{Name: name, Version: v}
	}
	return &c, c.check()
}

func (c *call) check() error {
	switch {
	case c.out == "":
		return errors.New("--out is missing: name the folder for the documents")
	case len(c.command.Args) == 0:
		return errors.New("no command: give one after --, as in brig-probe --out DIR -- sleep 1")
	case c.command.Interval < probe.MinInterval:
		return fmt.Errorf("--interval %v is too short: give %v or more", c.command.Interval, probe.MinInterval)
	case c.command.Most != 0 && c.command.Most < 2:
		return fmt.Errorf("--samples %d: give 2 or more, the first and the last", c.command.Most)
	case c.command.Grace < 0:
		return fmt.Errorf("--grace %v is negative", c.command.Grace)
	case c.mapFile != "" && c.traceFile == "":
		return errors.New("--map is the map of a trace: give --trace too")
	case c.profile != "" && c.traceFile != "":
		return errors.New("--trace and --profile: their documents are the same, give one")
	case c.logs && c.summary == "":
		return errors.New("--logs adds to a summary: give --summary too")
	case c.labels.Repeat < 0 || c.labels.Block < 0:
		return errors.New("--repeat and --block count from 1")
	case !slices.Contains([]string{"", result.Warmup, result.Plain, result.Traced}, c.labels.Kind):
		return fmt.Errorf("--kind %q: give warmup, plain or traced", c.labels.Kind)
	}
	probeHeader := c.newHeader(time.Unix(1, 0))
	return probeHeader.Validate()
}

// inWork is the path of a file that the command writes.
func (c *call) inWork(name string) string {
	if c.work == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.work, name)
}

// made lists the files that the command is to make.
func (c *call) made() []string {
	var names []string
	for _, n := range []string{c.summary, c.mapFile, c.traceFile, c.profile} {
		if n != "" {
			names = append(names, c.inWork(n))
		}
	}
	return names
}
