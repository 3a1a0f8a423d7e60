package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"brig/capture"
	"brig/decoder"
	"brig/result"
	"brig/trace"
	"brig/zeekprofile"
)

// An importCall is the command line of brig import.
type importCall struct {
	dir, name, title, engine, capture, mapFile string
	json, partial                              bool
}

func importCommand() *cobra.Command {
	var c importCall
	cmd := &cobra.Command{
		Use:   "import FILE... -o DIR",
		Short: "Make a result directory of profiles that an engine wrote of itself",
		Long: `import makes documents of what an engine wrote about its own work in one run,
so that "brig upload" and the browser can show it beside benchmarks. It tells
from their content what the files are:

  a function trace    of any version (one of version 1 needs its map: -m)
  a profile of Zeek   from --profile-scripts, with or without
                      --profile-script-call-stacks
  a series of Zeek    prof.log, stats.log or a packet profile

One trace or script profile, and any number of series, make one benchmark with
one trial. The stats.log of a cluster is a run for each of its processes. What
such a file cannot tell is not in the documents: a Zeek that is not traced says
nothing of single packets. Times of Zeek's script profile are CPU time of the
whole process.

A file that is damaged or cut off, as one that a Zeek is still writing can be,
is refused. With --partial what comes before the damage is taken, the trial
says so, and import still fails.`,
		Example: `  zeek -r some.pcap --profile-scripts=zeek.prof --profile-script-call-stacks misc/profiling
  brig import zeek.prof prof.log --engine "zeek 8.0.1" --capture some.pcap -o results/zeek
  brig upload results/zeek`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("import needs a FILE: see \"brig import --help\"")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if c.dir == "" {
				return usagef("import needs -o DIR: see \"brig import --help\"")
			}
			s, damage, err := c.run(cmd.Context(), args)
			if err != nil {
				return err
			}
			if c.json {
				return errors.Join(printJSON(cmd.OutOrStdout(), s), damage)
			}
			for _, f := range s.Files {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", f.Name, f.Kind)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d documents in %s: \"brig upload %s\" takes them to a server\n", s.Documents, s.Dir, s.Dir)
			return errors.Join(err, damage)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&c.dir, "output", "o", "", "`DIR` to make")
	flags.StringVar(&c.name, "name", "", "`NAME` of the benchmark (default: that of DIR)")
	flags.StringVar(&c.title, "title", "", "one `LINE` about it")
	flags.StringVar(&c.engine, "engine", "", "`NAME VERSION` of the engine, such as \"zeek 8.0.1\"")
	flags.StringVar(&c.capture, "capture", "", "`FILE` of packets that the engine read")
	flags.StringVarP(&c.mapFile, "map", "m", "", "`FILE` that names functions and components, of a trace of version 1")
	flags.BoolVar(&c.partial, "partial", false, "of a damaged file, take what came before the damage, marked, and still fail")
	flags.BoolVar(&c.json, "json", false, "print what was made as JSON")
	cmd.MarkFlagDirname("output")
	return cmd
}

// An importSummary says what was made.
type importSummary struct {
	Dir       string         `json:"directory"`
	Benchmark string         `json:"benchmark"`
	Documents int            `json:"documents"`
	Files     []importedFile `json:"files"`
}

type importedFile struct {
	Name string `json:"file"`
	Kind string `json:"kind"`
}

// An imported is what became of the files.
type imported struct {
	importSummary
	header   result.Header // of all documents
	profiled string        // the file that has functions
	runs     []*result.Run
	docs     [][]result.Document // of each run, beside the run
	damage   error               // of files whose beginning was taken
	doubts   []string            // about it, and about what is odd
}

// run makes the directory. Damage is of files whose beginning was taken.
func (c *importCall) run(ctx context.Context, files []string) (s *importSummary, damage, err error) {
	if _, err := os.Lstat(c.dir); err == nil {
		return nil, nil, fmt.Errorf("%s is there already: name another directory", c.dir)
	}
	im := &imported{importSummary: importSummary{Dir: c.dir, Benchmark: uuid.NewString()}}
	im.header = result.Header{Schema: result.Schema, Created: time.Now().UTC(), Tool: tool, Benchmark: im.Benchmark}
	name, version, _ := strings.Cut(strings.TrimSpace(c.engine), " ")
	if name != "" {
		im.header.Engine = &result.Version{Name: name, Version: strings.TrimSpace(version)}
	}
	trial := uuid.NewString()
	im.header.Trial = trial
	err = unlessDone(ctx, func() error {
		for _, file := range files {
			if err := c.read(ctx, im, file); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for i, docs := range im.docs {
		for _, d := range docs {
			h := d.Head()
			source := h.Source
			*h = im.header
			h.UUID, h.Run, h.Source = uuid.NewString(), im.runs[i].UUID, source
		}
	}
	benchmark, err := c.benchmark(ctx, im, trial)
	if err != nil {
		return nil, nil, err
	}
	return &im.importSummary, im.damage, im.write(ctx, benchmark)
}

// read adds the documents of a file.
func (c *importCall) read(ctx context.Context, im *imported, file string) error {
	in, err := openInput(file, strings.NewReader(""))
	if err != nil {
		return err
	}
	defer in.close()
	started := im.header.Created
	if info, err := os.Stat(file); err == nil {
		started = info.ModTime().UTC() // when what is told of had ended, at least
	}
	kind := zeekprofile.Detect(in.head)
	switch kind {
	case zeekprofile.ProfLog, zeekprofile.StatsLog, zeekprofile.PacketProfile:
		series, err := zeekprofile.ReadSamples(kind, in)
		if err = c.refuse(im, in, err, series != nil); err != nil {
			return err
		}
		for i := range series {
			im.add(cmp.Or(series[i].Peer, "imported"), started, series[i].Samples, nil)
		}
	default:
		if im.profiled != "" {
			return in.fault(fmt.Errorf("it tells of functions, and so does %s: import one at a time", im.profiled))
		}
		im.profiled = in.name
		var docs []result.Document
		if kind == zeekprofile.ScriptProfile {
			docs, err = c.scriptDocuments(im, in)
		} else {
			kind = "a function trace"
			docs, err = c.traceDocuments(ctx, im, in)
		}
		if err != nil {
			return err
		}
		im.add("imported", started, result.Samples{At: []int64{}}, docs)
	}
	im.Files = append(im.Files, importedFile{in.name, string(kind)})
	return nil
}

// add adds a run of a process, which is named in a cluster.
func (im *imported) add(process string, started time.Time, samples result.Samples, docs []result.Document) {
	run := &result.Run{
		Header: im.header, Suite: "imported", Name: "1", Kind: result.Traced, Repeat: len(im.runs) + 1, Machine: process,
		Command: []string{}, Started: started, Samples: samples,
	}
	run.UUID = uuid.NewString()
	im.runs, im.docs = append(im.runs, run), append(im.docs, docs)
}

// refuse returns the error of reading a file, unless what was read before is
// there and wanted.
func (c *importCall) refuse(im *imported, in *input, err error, there bool) error {
	if err == nil {
		return nil
	}
	if !c.partial || !there {
		return in.fault(err)
	}
	im.damage = errors.Join(im.damage, fmt.Errorf("%w (the documents hold what came before)", in.fault(err)))
	short := *in
	short.name = filepath.Base(in.name) // where it was says nothing to others
	im.doubts = append(im.doubts, short.fault(err).Error()+": the documents hold what came before")
	return nil
}

// scriptDocuments reads a script profile.
func (c *importCall) scriptDocuments(im *imported, in *input) ([]result.Document, error) {
	p, err := zeekprofile.ReadScripts(in)
	if err = c.refuse(im, in, err, p != nil); err != nil {
		return nil, err
	}
	docs := []result.Document{p.Counts(), p.ScriptTimings(), p.Mapping()}
	if p.HasStacks {
		docs = append(docs, p.CallChains(), p.EventPaths())
	}
	for _, d := range docs {
		d.Head().Source = result.SourceProfile
	}
	return docs, nil
}

// traceDocuments reads a trace.
func (c *importCall) traceDocuments(ctx context.Context, im *imported, in *input) ([]result.Document, error) {
	var m *trace.Map
	if c.mapFile != "" {
		var err error
		if m, err = decoder.ReadMap(c.mapFile, nil); err != nil {
			return nil, err
		}
	}
	if m == nil && len(in.head) == 0 {
		return nil, in.fault(errEmpty)
	}
	var whole selection
	r, stop := whole.traceReader(in, m)
	defer stop()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(decoder.CollectorLimit(decoder.DefaultMemory)))
	p, err := decoder.Decode(ctx, r, m, decoder.DefaultMemory, nil)
	if err = c.refuse(im, in, err, p != nil && ctx.Err() == nil); err != nil {
		return nil, err
	}
	for _, o := range p.Oddities() {
		im.doubts = append(im.doubts, fmt.Sprintf("%s: %v", filepath.Base(in.name), o))
	}
	return []result.Document{
		p.Counts(), p.CallChains(), p.PacketChains(), p.EventPaths(), p.ScriptTimings(), p.PacketCosts(), p.Mapping(),
	}, nil
}

// A placedDocument is a document and where in the directory it goes.
type placedDocument struct {
	name string
	doc  result.Document
}

// benchmark makes the documents that hold the runs together.
func (c *importCall) benchmark(ctx context.Context, im *imported, trial string) ([]placedDocument, error) {
	b := &result.Benchmark{
		Header: im.header, Name: cmp.Or(c.name, filepath.Base(c.dir)), Title: c.title, Machine: "imported",
		Isolation: []string{"read from files that an engine wrote: nothing is known of the machine"},
		Started:   im.runs[0].Started, Ended: im.runs[0].Started,
		Trials: []result.TrialRef{{UUID: trial, Suite: "imported", Name: "1"}},
	}
	b.UUID, b.Header.Benchmark, b.Header.Trial = im.Benchmark, "", ""
	var names []string
	for _, file := range im.Files {
		names = append(names, filepath.Base(file.Name)+": "+file.Kind)
	}
	for _, run := range im.runs {
		if run.Started.Before(b.Started) {
			b.Started = run.Started
		}
		if run.Started.After(b.Ended) {
			b.Ended = run.Started
		}
	}
	t := &result.Trial{
		Header: im.header, Suite: "imported", Name: "1", Label: strings.Join(names, "; "),
		Plain: []result.Cost{}, Traced: []result.Cost{}, Doubts: append([]string{"read from files that an engine wrote: it was not measured by brig"}, im.doubts...),
	}
	t.UUID, t.Header.Trial = trial, ""
	out := []placedDocument{{"benchmark.json", b}, {filepath.Join("trials", "imported-1.json"), t}}
	if c.capture != "" {
		info, err := capture.Info(ctx, c.capture)
		if err != nil {
			return nil, err
		}
		info.Header = b.Header
		info.UUID, info.Engine = uuid.NewString(), nil
		b.Capture, b.CaptureSHA256 = info.UUID, info.SHA256
		out = append(out, placedDocument{"capture.json", info})
	}
	return out, nil
}

// write makes the directory, which is complete or not there.
func (im *imported) write(ctx context.Context, documents []placedDocument) (err error) {
	for i, run := range im.runs {
		folder := filepath.Join("runs", fmt.Sprintf("imported-1.%d", i+1))
		documents = append(documents, placedDocument{filepath.Join(folder, "run.json"), run})
		for _, d := range im.docs[i] {
			documents = append(documents, placedDocument{filepath.Join(folder, documentFile(d)), d})
		}
	}
	im.Documents = len(documents)
	parent := filepath.Dir(filepath.Clean(im.Dir))
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return err
	}
	part, err := os.MkdirTemp(parent, "."+filepath.Base(im.Dir)+".part-*")
	if err != nil {
		return err
	}
	defer func() {
		if rerr := os.RemoveAll(part); err == nil {
			err = rerr
		}
	}()
	if err := os.Chmod(part, 0o755); err != nil {
		return err
	}
	for _, d := range documents {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		text, err := json.MarshalIndent(d.doc, "", " ")
		if err != nil {
			return fmt.Errorf("writing %s: %w", d.name, err)
		}
		name := filepath.Join(part, d.name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, append(text, '\n'), 0o666); err != nil {
			return err
		}
	}
	if err := os.Rename(part, im.Dir); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%s is there already: name another directory", im.Dir)
		}
		return err
	}
	return nil
}

// documentFile is the name of a document's file.
func documentFile(d result.Document) string {
	for _, r := range result.Resources {
		if fmt.Sprintf("%T", r.New()) == fmt.Sprintf("%T", d) {
			return r.File
		}
	}
	panic(fmt.Sprintf("no resource of %T", d)) // every document has one
}
