package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"brig/decoder"
	"brig/trace"
	"brig/trace/tracetext"
	"brig/zeekprofile"
)

// A decodeCall is the command line of brig decode.
type decodeCall struct {
	mapFile, traceFile, dir, trial, compat string
	forms                                  forms
	selection                              selection
	memory                                 string
	save                                   string // file for the trace itself
	json, text, info, partial              bool
	function                               string // that JSONP calls
	plain, null                            bool
}

func decodeCommand() *cobra.Command {
	var c decodeCall
	cmd := &cobra.Command{
		Use:   "decode [-m trace.map] FILE",
		Short: "Say where the time went: decode a function trace or a profile of Zeek",
		Long: `decode reads what an engine wrote about its own work and says where the time
went. It tells from the content of FILE what that is:

  a function trace    of brig's engine (version 2), of the Bro of 2013
                      (version 1, which needs the map: -m), or in text form
  a profile of Zeek   from --profile-scripts, with or without
                      --profile-script-call-stacks
  a series of Zeek    prof.log, stats.log or a packet profile

With nothing else it prints a summary. What else there is:

  --top N             a table of what cost most, --by function, component,
                      script, module, kind of packet, packet or time
  --pprof --folded --dot --csv
                      the profile for go tool pprof, flame graphs, Graphviz
                      and spreadsheets, into a file or to standard output (-)
  -o DIR              the six files of PyBrIG's decoder: map.json, count.json
                      (entries by name), call_chain.json (stacks, counted on
                      return), packet_chain.json (what each packet set off),
                      script_timing.json (microseconds by function) and
                      event_path.json (callers and callees)
  --info              what the trace is, without decoding it
  --text, --save      the trace itself, as text or as a trace

--packets and --time choose a part of a trace. A trace of version 2 in a file
is then read from there only. To show a profile in the browser, see "brig
import". doc/trace.md is about the format and what the documents count.

The exit status is 1 if FILE is damaged, also with --partial, and 2 if the
command line is wrong. What is only odd about a trace, such as returns without
a call, is in the summary, or on standard error where there is none.`,
		Example: `  brig decode trace.out                              a summary
  brig decode trace.out --top 20                     functions and components
  brig decode trace.out --top 10 --by script         scripts
  brig decode trace.out --packets 100-200 --top 10   of these packets only
  brig decode trace.out --time +60-+120 --text       what happened in the second minute
  brig decode trace.out --pprof cpu.pb.gz && go tool pprof -http : cpu.pb.gz
  brig decode trace.out --folded - | flamegraph.pl > flame.svg
  brig decode trace.out --dot - | dot -Tsvg > calls.svg
  brig decode -m trace.map -t trace.out -o documents
  brig decode --compat 2013 -J -m trace.map -t trace.out -o documents
  zstdcat trace.out.zst | brig decode - --top 20
  brig decode trace.txt --save trace.out             a trace of its text
  zeek --profile-scripts=zeek.prof -r some.pcap && brig decode zeek.prof --top 20`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case c.compat != "" && c.traceFile != "": // ignored, as they were
			case len(args) > 1:
				return usagef("decode takes one file, not %q", args)
			case len(args) == 1 && c.traceFile != "":
				return usagef("decode takes one file: %s, or -t %s", args[0], c.traceFile)
			case len(args) == 1:
				c.traceFile = args[0]
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.check(cmd.OutOrStdout()); err != nil {
				return err
			}
			err := unlessDone(cmd.Context(), func() error {
				in, err := openInput(c.traceFile, cmd.InOrStdin())
				if err != nil && c.compat != "" {
					in, err = unreadable(c.traceFile, err), nil // which was no reason not to write documents
				}
				if err != nil {
					return err
				}
				defer in.close()
				return c.run(cmd.Context(), in, cmd.OutOrStdout(), cmd.ErrOrStderr())
			})
			c.forms.making.Lock() // what was being written is complete, or removed; nothing more is begun
			return err
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&c.traceFile, "trace", "t", "", "`FILE` to read, or - for standard input, instead of an argument")
	flags.StringVarP(&c.mapFile, "map", "m", "", "`FILE` that names functions and components, of a trace of version 1")
	c.forms.flags(cmd)
	flags.StringVarP(&c.dir, "output", "o", "", "`DIR` for the documents, made if need be: all six or none")
	flags.BoolVar(&c.info, "info", false, "say what the trace is and print no profile")
	flags.BoolVar(&c.text, "text", false, "print the trace as text")
	flags.StringVar(&c.save, "save", "", "`FILE` to write the trace to, or the part that is chosen")
	flags.StringVar(&c.selection.packets, "packets", "", "read packets `FIRST-LAST` only; 0 is what ran before the first")
	flags.StringVar(&c.selection.times, "time", "", "read packets of network time `FROM-TO` only: seconds since 1970, or +SECONDS since the first packet, or dates (FROM..TO)")
	flags.BoolVar(&c.partial, "partial", false, "of a damaged file, give what came before the damage, marked, and still fail")
	flags.StringVar(&c.memory, "memory", "256MiB", "memory to use at most, as a `SIZE`; less makes chains more coarse, never counts and times")
	flags.BoolVar(&c.json, "json", false, "print the summary, --info or --top as JSON")
	flags.StringVar(&c.compat, "compat", "", "write the documents as the decoder of this `YEAR` did (2013)")
	flags.StringVarP(&c.trial, "trial", "T", "", "`ID` of the trial, for the documents")
	flags.StringVar(&c.function, "jsonp", "", "write the documents as JSONP that calls `FUNCTION`")
	flags.BoolVarP(&c.plain, "pure-json", "J", false, "pure JSON, whatever else is said")
	flags.BoolVarP(&c.null, "callback", "c", false, "with --compat 2013, JSONP that calls null, as it did with -c")
	complete(cmd, "compat", "2013")
	complete(cmd, "memory", "256MiB", "1GiB", "4GiB")
	cmd.MarkFlagDirname("output")
	return cmd
}

// complete gives the shell the values of a flag.
func complete(cmd *cobra.Command, flag string, values ...cobra.Completion) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // there is no such flag
	}
}

// check looks at the command line before anything is read.
func (c *decodeCall) check(stdout io.Writer) error {
	if c.traceFile == "" {
		return usagef("decode needs a FILE: see \"brig decode --help\"")
	}
	if err := c.selection.parse(); err != nil {
		return err
	}
	if err := c.forms.check(stdout); err != nil {
		return err
	}
	if _, err := parseSize(c.memory); err != nil {
		return usagef("decode --memory %s: %v", c.memory, err)
	}
	var sinks []string
	for _, s := range []struct {
		flag string
		on   bool
	}{{"--info", c.info}, {"--text", c.text}, {"--save", c.save != ""}, {"-o or a form of the profile", c.dir != "" || c.forms.any()}} {
		if s.on {
			sinks = append(sinks, s.flag)
		}
	}
	if err := checkOutput(c.save); err != nil {
		return err
	}
	if info, err := os.Stat(c.dir); c.dir != "" && err == nil && !info.IsDir() {
		return &outputError{c.dir, errors.New("it is no folder")}
	}
	switch {
	case len(sinks) > 1:
		return usagef("decode gives one of %s at a time", strings.Join(sinks, " and "))
	case c.save == "-" && isTerminal(stdout):
		return usagef("decode --save -: a trace is no text for a terminal: name a file")
	case c.json && len(c.forms.streams()) > 0:
		return usagef("decode: only one of --json and %s can go to standard output", c.forms.streams()[0])
	case c.function != "" && c.dir == "":
		return usagef("decode --jsonp is about the documents: give -o DIR")
	case c.compat == "" && c.null:
		return usagef("decode -c is for --compat 2013: give --jsonp FUNCTION")
	case c.compat == "":
		return nil
	case c.compat != "2013":
		return usagef("decode knows --compat 2013, not --compat %s", c.compat)
	case c.text:
		return usagef("decode --text prints the trace as it is: leave out --compat")
	case c.dir == "":
		return usagef("the decoder of 2013 wrote files and nothing else: give -o DIR, or leave out --compat")
	case c.forms.any():
		return usagef("the decoder of 2013 knew neither --top nor other forms: leave out --compat")
	}
	return nil
}

// run does what is asked for with what the file holds.
func (c *decodeCall) run(ctx context.Context, in *input, out, progress io.Writer) error {
	memory, err := parseSize(c.memory)
	if err != nil {
		return err
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(decoder.CollectorLimit(memory)))
	if kind := zeekprofile.Detect(in.head); kind != "" {
		return c.zeek(ctx, in, kind, out)
	}
	if len(in.head) == 0 && c.mapFile == "" && !c.info {
		return in.fault(errEmpty)
	}
	if c.compat != "" {
		switch info, _ := trace.ReadInfo(strings.NewReader(string(in.head))); {
		case info != nil && info.Version == trace.Version2:
			return in.fault(errors.New("the trace is of version 2, which the decoder of 2013 cannot read: " +
				"leave out --compat, or have the engine write version 1 (fn_trace_use_lzf in a script)"))
		case c.mapFile == "":
			return usagef("decode --compat 2013 reads traces of version 1: -m MAP is missing")
		}
	}
	var m *trace.Map
	var text bytes.Buffer
	if c.mapFile != "" {
		var keep *bytes.Buffer
		if c.dir != "" {
			keep = &text
		}
		var err error
		if c.compat != "" {
			m, err = c.map2013(ctx, &text)
		} else {
			m, err = decoder.ReadMap(c.mapFile, keep)
		}
		if err != nil {
			return err
		}
	}
	r, stop := c.selection.traceReader(in, m)
	defer stop()
	switch {
	case c.info:
		return c.printInfo(in, r, out)
	case c.text:
		return c.print(in, r, m, out)
	case c.save != "":
		return c.saveTrace(ctx, in, r, m, out)
	}
	return c.decode(ctx, in, r, m, text.Bytes(), out, progress)
}

// map2013 reads the map. The decoder of 2013 wrote one with mistakes to
// map.json before it gave up, unless there was nothing in it.
func (c *decodeCall) map2013(ctx context.Context, text *bytes.Buffer) (*trace.Map, error) {
	m, err := decoder.ReadMap2013(c.mapFile, text)
	if err != nil && text.Len() > 0 && utf8.Valid(text.Bytes()) && !errors.Is(err, trace.ErrEmptyMap) {
		c.forms.making.RLock()
		defer c.forms.making.RUnlock()
		if werr := decoder.WriteMap2013(ctx, c.dir, text.Bytes(), c.trial, c.callback()); werr != nil {
			return nil, fmt.Errorf("writing documents: %w", werr)
		}
	}
	return m, err
}

// callback is the function that JSONP calls, "" for JSON.
func (c *decodeCall) callback() string {
	switch {
	case c.plain:
		return ""
	case c.function == "" && c.null:
		return "null"
	}
	return c.function
}

func (c *decodeCall) print(in *input, r io.Reader, m *trace.Map, out io.Writer) error {
	order := trace.LittleEndian
	if m != nil {
		order = m.Order
	}
	if err := tracetext.Print(out, r, order); err != nil {
		return in.fault(err)
	}
	return nil
}

// saveTrace writes the trace.
func (c *decodeCall) saveTrace(ctx context.Context, in *input, r io.Reader, m *trace.Map, out io.Writer) error {
	order := trace.LittleEndian
	if m != nil {
		order = m.Order
	}
	var damage error
	err := c.forms.write(ctx, c.save, out, func(w io.Writer) error {
		if _, made := r.(*io.PipeReader); made { // and whole
			_, damage = io.Copy(w, r)
		} else {
			damage = trace.Cut(w, r, order, trace.WholeTrace())
		}
		return damage
	})
	if ctx.Err() == nil && damage != nil {
		return in.fault(damage)
	}
	return err
}

func (c *decodeCall) decode(ctx context.Context, in *input, r io.Reader, m *trace.Map, text []byte, out, progress io.Writer) error {
	memory, err := parseSize(c.memory)
	if err != nil {
		return err
	}
	decode := decoder.Decode
	switch {
	case c.compat != "":
		decode = decoder.Decode2013
	case c.dir != "":
		decode = decoder.DecodeForFiles
	}
	begin := time.Now()
	size := in.size
	if r != in.Reader {
		size = 0 // of what is made of it
	}
	tell, done := decodeProgress(progress, size)
	p, err := decode(ctx, r, m, memory, tell)
	done()
	took := time.Since(begin)
	var damage string
	var damaged error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && p != nil && c.partial:
		damaged = fmt.Errorf("%w (the output holds what came before)", in.fault(err))
		damage = err.Error()
	case err != nil && p != nil && c.compat != "":
		damage = in.fault(err).Error()
		fmt.Fprintf(progress, "brig: %s (the documents hold what came before)\n", damage)
	case err != nil && p != nil && p.Entries > 0:
		return fmt.Errorf("%w (--partial gives what came before)", in.fault(err))
	case err != nil:
		return in.fault(err)
	}
	if c.dir != "" {
		if c.mapFile == "" {
			text = p.Map().Text()
		}
		c.forms.making.RLock()
		err := p.WriteFiles(ctx, c.dir, text, c.trial, c.callback())
		c.forms.making.RUnlock()
		if err != nil {
			return fmt.Errorf("writing documents: %w", err)
		}
	}
	var top any
	if c.forms.any() {
		if top, err = c.forms.give(ctx, &costed{p.Breakdown(), p.ScriptTimings(), p.PacketCosts()}, out, c.json); err != nil {
			return in.fault(err)
		}
	}
	odd := p.Oddities()
	if _, made := r.(*io.PipeReader); made {
		for i := range odd {
			odd[i].Block, odd[i].Offset = 0, 0 // of no file
		}
	}
	summary := func() *decodeSummary {
		s := summarise(p, took, c.dir)
		s.Damage, s.Top, s.JSONP = damage, top, c.callback() != ""
		return s
	}
	switch {
	case c.json:
		err = printJSON(out, summary())
	case len(c.forms.streams()) == 0 && (c.dir != "" || !c.forms.any()):
		err = summary().print(out)
	default: // a summary does not belong there
		for _, o := range odd {
			fmt.Fprintf(progress, "brig: %s: %v\n", in.name, o)
		}
	}
	return errors.Join(err, damaged)
}

func printJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// decodeProgress shows how far a decoder is on a terminal, and nothing
// elsewhere. The size of the trace is 0 if it is not known. Done removes the line.
func decodeProgress(w io.Writer, size int64) (tell decoder.Progress, done func()) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	var last time.Time
	tell = func(bytes, entries int64) {
		if now := time.Now(); now.Sub(last) > 200*time.Millisecond {
			last = now
			share := ""
			if size > 0 {
				share = fmt.Sprintf("%d %%, ", 100*bytes/size)
			}
			fmt.Fprintf(w, "\r%s%d MB, %d entries", share, bytes/1e6, entries)
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
	JSONP        bool    `json:"jsonp,omitempty"` // is what the documents are

	Odd    []decoder.Oddity `json:"odd,omitempty"`
	Top    any              `json:"top,omitempty"`
	Damage string           `json:"damage,omitempty"` // that ended the trace too early
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
		Odd:          p.Oddities(),
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
	if s.Open > 0 {
		row("open", s.Open, "calls that had not ended at the end")
	}
	for _, o := range s.Odd {
		note := o.What
		if o.Block > 0 {
			note = fmt.Sprintf("%s, the first in block %d at byte %d", o.What, o.Block, o.Offset)
		}
		row("odd", o.Count, note)
	}
	if s.Summarised > 0 {
		row("not told apart", s.Summarised, "chains beyond the memory bound are counted only: see --memory")
	}
	if s.LeftOut > 0 {
		row("left out", int64(s.LeftOut), "chains whose names do not fit in the documents")
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if s.Dir == "" {
		return nil
	}
	form := ""
	if s.JSONP {
		form = ", as JSONP (-J gives JSON)"
	}
	_, err := fmt.Fprintf(out, "documents in %s%s\n", s.Dir, form)
	return err
}
