package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"brig/decoder"
	"brig/trace"
	"brig/trace/tracetext"
)

// A decodeCall is the command line of brig decode.
type decodeCall struct {
	mapFile, traceFile, dir, trial, compat string
	pprof, folded, dot, csv                string // files to write
	top                                    int
	json, text, partial                    bool
}

func decodeCommand() *cobra.Command {
	var c decodeCall
	var plain bool
	cmd := &cobra.Command{
		Use:   "decode [-m trace.map] -t trace.out -o DIR",
		Short: "Decode a function trace into documents",
		Long: `decode reads the trace that an engine wrote of its script functions and
components and writes six files into DIR, in the form of PyBrIG's decoder:

  map.json            the map of the trace
  count.json          entries by function and component
  call_chain.json     call stacks, counted on return
  packet_chain.json   what each packet set off, counted
  script_timing.json  time by function, in microseconds
  event_path.json     callers and callees

A trace of version 2 holds its map; one of version 1 needs -m. Either all six are written or none. A summary goes to standard output.`,
		Example: `  brig decode -t trace.out -o documents
  brig decode -t trace.out --top 20
  brig decode -t trace.out --folded - | flamegraph.pl > flame.svg
  brig decode -t trace.out --pprof cpu.pb.gz && go tool pprof -http : cpu.pb.gz
  brig decode -m trace.map -t trace.out -o documents
  zstdcat trace.out.zst | brig decode -m trace.map -t - -o documents
  brig decode -m trace.map -t trace.out --text | less`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if c.traceFile == "" {
				return usagef("decode needs -t TRACE: see \"brig decode --help\"")
			} else if c.dir == "" && !c.text && !c.exports() {
				return usagef("decode has nothing to write: give -o DIR, --top, --text or another form (see \"brig decode --help\")")
			} else if c.top < 0 {
				return usagef("decode --top %d: give how many lines to print", c.top)
			}
			if c.compat != "" && c.compat != "2013" {
				return usagef("decode knows --compat 2013, not --compat %s", c.compat)
			} else if c.compat != "" && c.text {
				return usagef("decode --text prints the trace as it is: leave out --compat")
			} else if c.compat != "" && c.exports() {
				return usagef("the decoder of 2013 knew neither --top nor other forms: leave out --compat")
			}
			in, err := c.open(cmd.InOrStdin())
			if err != nil {
				return err
			}
			defer in.Close()
			if c.text {
				return c.print(in, cmd.OutOrStdout())
			}
			return c.decode(cmd.Context(), in, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&c.mapFile, "map", "m", "", "`file` that names functions and components, of a trace of version 1")
	flags.StringVarP(&c.traceFile, "trace", "t", "", "trace `file`, or - for standard input")
	flags.StringVarP(&c.dir, "output", "o", "", "`folder` for the documents, made if need be")
	flags.IntVar(&c.top, "top", 0, "print the `n` functions and components that took most time")
	flags.StringVar(&c.pprof, "pprof", "", "write a `file` for go tool pprof")
	flags.StringVar(&c.folded, "folded", "", "write a `file` of folded call stacks")
	flags.StringVar(&c.dot, "dot", "", "write a `file` for Graphviz")
	flags.StringVar(&c.csv, "csv", "", "write a `file` of comma separated values")
	flags.StringVarP(&c.trial, "trial", "T", "", "`id` of the trial, for the documents")
	flags.BoolVarP(&plain, "pure-json", "J", false, "accepted as PyBrIG gives it: documents are always pure JSON")
	flags.StringVar(&c.compat, "compat", "", "write the documents as the decoder of this `year` did (2013)")
	flags.BoolVar(&c.json, "json", false, "print the summary as JSON")
	flags.BoolVar(&c.partial, "partial", false, "of a damaged trace, write what came before the damage")
	flags.BoolVar(&c.text, "text", false, "print the trace as text and write no documents")
	return cmd
}

func (c *decodeCall) open(stdin io.Reader) (io.ReadCloser, error) {
	if c.traceFile == "-" {
		return io.NopCloser(stdin), nil
	}
	f, err := os.Open(c.traceFile)
	if err != nil {
		return nil, fmt.Errorf("reading trace: %w", err)
	}
	return f, nil
}

// source names the trace in errors.
func (c *decodeCall) source() string {
	if c.traceFile == "-" {
		return "standard input"
	}
	return c.traceFile
}

// readMap reads the map, if one is given.
func (c *decodeCall) readMap() (*trace.Map, []byte, error) {
	if c.mapFile == "" {
		return nil, nil, nil
	}
	return decoder.ReadMap(c.mapFile)
}

func (c *decodeCall) print(in io.Reader, out io.Writer) error {
	m, _, err := c.readMap()
	if err != nil {
		return err
	}
	order := trace.LittleEndian
	if m != nil {
		order = m.Order
	}
	if err := tracetext.Print(out, in, order); err != nil {
		return fmt.Errorf("%s: %w", c.source(), err)
	}
	return nil
}

func (c *decodeCall) decode(ctx context.Context, in io.Reader, out, progress io.Writer) error {
	m, text, err := c.readMap()
	if err != nil {
		return err
	}
	begin := time.Now()
	tell, done := decodeProgress(progress)
	decode := decoder.Decode
	if c.compat != "" {
		decode = decoder.Decode2013
		if m == nil {
			return usagef("decode --compat 2013 reads traces of version 1: -m MAP is missing")
		}
	}
	p, err := decode(ctx, in, m, decoder.DefaultMemory, tell)
	done()
	var damage string
	var damaged error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && p != nil && c.partial:
		damaged = fmt.Errorf("%s: %w (what was written holds what came before)", c.source(), err)
		damage = err.Error()
	case err != nil && p != nil && c.compat != "":
		damage = fmt.Sprintf("%s: %v", c.source(), err)
		fmt.Fprintf(progress, "brig: %s (the documents hold what came before)\n", damage)
	case err != nil:
		return fmt.Errorf("%s: %w", c.source(), err)
	}
	if text == nil {
		text = p.Map().Text()
	}
	took := time.Since(begin)
	if c.dir != "" {
		if err := p.WriteFiles(c.dir, text, c.trial); err != nil {
			return fmt.Errorf("writing documents: %w", err)
		}
	}
	var b decoder.Breakdown
	if c.exports() {
		b = *p.Breakdown()
		if err := c.export(&b, out); err != nil {
			return err
		}
	}
	s := summarise(p, took, c.dir)
	s.Damage = damage
	if c.json {
		s.Top = b.Costs[:min(c.top, len(b.Costs))]
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return errors.Join(e.Encode(s), damaged)
	}
	if c.dir == "" {
		return damaged // what was asked for is written
	}
	return errors.Join(s.print(out), damaged)
}

// decodeProgress shows how far a decoder is on a terminal, and nothing
// elsewhere. Done removes the line.
func decodeProgress(w io.Writer) (tell decoder.Progress, done func()) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	var last time.Time
	tell = func(bytes, entries int64) {
		if now := time.Now(); now.Sub(last) > 200*time.Millisecond {
			last = now
			fmt.Fprintf(w, "\r%d MB, %d entries", bytes/1e6, entries)
		}
	}
	return tell, func() { fmt.Fprint(w, "\r\033[K") }
}

// A decodeSummary says in short what a trace held.
type decodeSummary struct {
	Entries      int64   `json:"entries"`
	Bytes        int64   `json:"bytes"`
	Expanded     int64   `json:"expanded_bytes"`
	Calls        int64   `json:"calls"`
	Functions    int     `json:"functions"`
	Components   int     `json:"components"`
	Packets      int64   `json:"packets"` // that begin in the trace
	CallChains   int64   `json:"call_chains"`
	PacketChains int64   `json:"packet_chains"`
	Edges        int64   `json:"edges"`
	Unmatched    int64   `json:"returns_without_call"`
	Unwound      int64   `json:"calls_without_return"`
	Open         int64   `json:"calls_open_at_end"`
	Summarised   int64   `json:"chains_not_told_apart"`
	LeftOut      int     `json:"chains_left_out"` // of the files
	Seconds      float64 `json:"seconds"`
	Rate         float64 `json:"entries_per_second"`
	Dir          string  `json:"documents,omitempty"`

	Top    []decoder.Cost `json:"top,omitempty"`
	Damage string         `json:"damage,omitempty"` // that ended the trace too early
}

func summarise(p *decoder.Profile, took time.Duration, dir string) *decodeSummary {
	counts, calls, packets := p.Counts(), p.CallChains(), p.PacketChains()
	inCalls, inPackets := p.LeftOut()
	return &decodeSummary{
		Entries:      p.Entries,
		Bytes:        p.Bytes,
		Expanded:     p.Expanded,
		Calls:        p.Calls,
		Functions:    len(counts.Functions),
		Components:   len(counts.Components),
		Packets:      p.Packets,
		CallChains:   calls.Set.Distinct,
		PacketChains: packets.Set.Distinct,
		Edges:        p.EventPaths().Set.Distinct,
		Unmatched:    p.Unmatched,
		Unwound:      p.Unwound,
		Open:         p.Open,
		Summarised:   calls.Summarised + packets.Summarised,
		LeftOut:      inCalls + inPackets,
		Seconds:      took.Seconds(),
		Rate:         float64(p.Entries) / took.Seconds(),
		Dir:          dir,
	}
}

func (s *decodeSummary) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(what string, n int64, note string) { fmt.Fprintf(w, "%s\t%d\t  %s\n", what, n, note) }
	row("entries", s.Entries, fmt.Sprintf("in %.3f s, %.1f million a second", s.Seconds, s.Rate/1e6))
	row("bytes", s.Bytes, fmt.Sprintf("%d expanded", s.Expanded))
	row("functions", int64(s.Functions), fmt.Sprintf("%d calls", s.Calls))
	row("components", int64(s.Components), "")
	row("packets", s.Packets, fmt.Sprintf("%d distinct chains", s.PacketChains))
	row("call chains", s.CallChains, fmt.Sprintf("%d edges", s.Edges))
	if s.Unmatched+s.Unwound+s.Open > 0 {
		row("unbalanced", s.Unmatched+s.Unwound+s.Open, fmt.Sprintf(
			"%d returns without call, %d calls without return, %d calls open at the end", s.Unmatched, s.Unwound, s.Open))
	}
	if s.Summarised > 0 {
		row("not told apart", s.Summarised, "chains beyond the memory bound are counted only")
	}
	if s.LeftOut > 0 {
		row("left out", int64(s.LeftOut), "chains whose names do not fit in the documents")
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "documents in %s\n", s.Dir)
	return err
}
