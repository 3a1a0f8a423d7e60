package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/google/uuid"

	"brig/decoder"
	"brig/probe"
	"brig/result"
	"brig/trace"
)

// tool is this program in the documents it writes.
var tool = result.Version{Name: "brig-probe", Version: "0.1.0"}

const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// maxSummary bounds the file that an engine sums itself up in.
const maxSummary = 16 << 20

// run executes one command line and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c, err := parseCall(args)
	if err != nil {
		fmt.Fprintf(stderr, "brig-probe: %v: see \"brig-probe --help\"\n", err)
		return exitUsage
	}
	switch c.what {
	case showHelp:
		io.WriteString(stdout, help)
		return exitOK
	case showVersion:
		fmt.Fprintf(stdout, "brig-probe %s, documents version %d, %s %s/%s\n",
			tool.Version, result.Schema, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return exitOK
	case readStream:
		err = printSamples(stdout, stderr, c.stream)
	default:
		err = c.run(ctx)
	}
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "brig-probe: interrupted: nothing was written")
	default:
		fmt.Fprintf(stderr, "brig-probe: %v\n", err)
	}
	return exitFailure
}

// printSamples prints the samples of a stream, as they are in a document.
func printSamples(stdout, stderr io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("reading samples: %w", err)
	}
	defer f.Close()
	samples, cut, err := probe.ReadSamples(f)
	if err != nil {
		return fmt.Errorf("reading samples: %s: %w", name, err)
	}
	if cut {
		fmt.Fprintf(stderr, "brig-probe: %s is cut short: these are the samples before that\n", name)
	}
	return json.NewEncoder(stdout).Encode(samples)
}

// streamFile is the file in the result folder that samples are kept in.
const streamFile = "samples.stream"

// run measures the command and writes the documents.
func (c *call) run(ctx context.Context) (err error) {
	for _, name := range c.made() {
		if _, err := os.Lstat(name); err == nil {
			return fmt.Errorf("%s exists already: remove it, or it could be taken for what the command writes", name)
		}
	}
	out, err := createFolder(c.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.discard()) }()
	clean, err := c.makeWork()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, clean()) }()

	var printed, complained excerpt
	c.command.Stdout, c.command.Stderr = &printed, &complained
	c.command.Stream = filepath.Join(out.partial, streamFile)
	run, err := probe.Measure(ctx, c.command)
	if err != nil {
		return err
	}
	if run.Samples.Thinned == nil {
		// The document has all of it.
		if err := os.Remove(c.command.Stream); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	run.Suite, run.Name, run.Kind = c.labels.Suite, c.labels.Name, c.labels.Kind
	run.Repeat, run.Block, run.Machine = c.labels.Repeat, c.labels.Block, c.labels.Machine

	failure := commandError(run, &complained)
	if c.summary != "" {
		outcome, err := c.outcome()
		if failure == nil {
			failure = err
		}
		if run.Outcome = outcome; outcome != nil {
			c.engine = &outcome.Engine
		}
	}
	run.Header = c.newHeader(time.Now())
	documents := []result.Document{run}
	if run.Exit.OK() {
		traced, err := c.attribution(ctx)
		if err != nil {
			return err
		}
		for _, d := range traced {
			h := d.Head()
			source := h.Source
			*h = c.newHeader(run.Created)
			h.Run, h.Source = run.UUID, source
		}
		documents = append(documents, traced...)
	}
	if err := errors.Join(
		out.writeDocuments(documents),
		out.write("stdout.txt", printed.bytes()),
		out.write("stderr.txt", complained.bytes()),
	); err != nil {
		return err
	}
	if err := out.publish(); err != nil {
		return err
	}
	return failure
}

// newHeader begins a document of its own.
func (c *call) newHeader(created time.Time) result.Header {
	h := c.header
	h.UUID = uuid.NewString()
	h.Schema = result.Schema
	h.Created = created.UTC()
	h.Engine = c.engine
	h.Tool = tool
	return h
}

// makeWork makes the folder the command runs in, if it is not there, and
// returns what removes the command's files, or the folder.
func (c *call) makeWork() (clean func() error, err error) {
	nothing := func() error { return nil }
	made := false
	if c.work != "" {
		err := os.Mkdir(c.work, 0o777)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("making the work folder: %w", err)
		}
		made = err == nil
	}
	switch {
	case c.keep:
		return nothing, nil
	case made:
		return func() error { return os.RemoveAll(c.work) }, nil
	}
	return func() error {
		var errs []error
		for _, name := range c.made() {
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	}, nil
}

// commandError says in one line how the command failed, if it did.
func commandError(run *result.Run, complained *excerpt) error {
	if run.Exit.OK() {
		return nil
	}
	how := fmt.Sprintf("exit status %d", run.Exit.Status)
	if run.Exit.Signal != "" {
		how = "ended by " + run.Exit.Signal
	}
	if last := complained.lastLine(); last != "" {
		how += fmt.Sprintf(" (stderr: %s)", last)
	}
	return fmt.Errorf("%s: %s", run.Command[0], how)
}

// outcome is what the engine says it did, with the logs it left when those are
// wanted.
func (c *call) outcome() (*result.Outcome, error) {
	o, err := readOutcome(c.inWork(c.summary))
	if err != nil || !c.logs {
		return o, err
	}
	o.Logs, err = countLogs(c.inWork("."))
	return o, err
}

// readOutcome reads what the engine says it did.
func readOutcome(name string) (*result.Outcome, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the summary: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSummary+1))
	if err != nil {
		return nil, fmt.Errorf("reading the summary: %w", err)
	}
	if len(text) > maxSummary {
		return nil, fmt.Errorf("reading the summary: %s is larger than %d bytes", name, maxSummary)
	}
	o := new(result.Outcome)
	if err := json.Unmarshal(text, o); err != nil {
		return nil, fmt.Errorf("reading the summary %s: %w", name, err)
	}
	if o.Engine.Name == "" {
		return nil, fmt.Errorf("reading the summary %s: it names no engine", name)
	}
	return o, nil
}

// attribution makes the documents, but for their headers, of what the engine wrote
// about where its time went. There are none when it was not asked to.
func (c *call) attribution(ctx context.Context) ([]result.Document, error) {
	switch {
	case c.traceFile != "":
		return c.decode(ctx)
	case c.profile != "":
		return c.readProfile()
	}
	return nil, nil
}

// decode reads the trace.
func (c *call) decode(ctx context.Context) ([]result.Document, error) {
	var m *trace.Map
	if c.mapFile != "" {
		var err error
		if m, err = decoder.ReadMap(c.inWork(c.mapFile), nil); err != nil {
			return nil, err
		}
	}
	name := c.inWork(c.traceFile)
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the trace: %w", err)
	}
	defer f.Close()
	p, err := decoder.Decode(ctx, f, m, decoder.DefaultMemory, nil)
	if err != nil {
		return nil, fmt.Errorf("decoding %s: %w", name, err)
	}
	return []result.Document{
		p.Counts(), p.CallChains(), p.PacketChains(), p.EventPaths(), p.ScriptTimings(), p.PacketCosts(), p.Mapping(),
	}, nil
}
