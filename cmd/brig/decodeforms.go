package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"brig/decoder"
	"brig/result"
)

// forms are what a profile is asked for, other than documents.
type forms struct {
	top                     int
	by                      string
	pprof, folded, dot, csv string // files to write, "-" for standard output
	dotFunctions            int

	making sync.RWMutex // is locked for reading while there may be a file that is not complete
}

// groups are what costs are added up by, with what they are.
var groups = []cobra.Completion{
	"function\tfunctions and components", "component\tcomponents: analyzers and other parts of the engine",
	"script\tscript files", "module\tmodules of functions", "kind\tkinds of packets, by how components nested",
	"packet\tsingle packets, with their calls", "time\tnetwork time",
}

func groupNames() []string {
	var out []string
	for _, g := range groups {
		name, _, _ := strings.Cut(g, "\t")
		out = append(out, name)
	}
	return out
}

func (f *forms) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.top, "top", 0, "print the `N` that cost most (with --by time: N parts of the time)")
	flags.StringVar(&f.by, "by", "function", "what --top adds up: `WHAT` is "+strings.Join(groupNames(), ", "))
	flags.StringVar(&f.pprof, "pprof", "", "write a `FILE` for go tool pprof and speedscope")
	flags.StringVar(&f.folded, "folded", "", "write a `FILE` of folded call stacks, for flame graphs")
	flags.StringVar(&f.dot, "dot", "", "write a `FILE` for Graphviz: who calls whom")
	flags.IntVar(&f.dotFunctions, "dot-functions", decoder.DOTFunctions, "how many functions --dot shows, the `N` that cost most (0: all)")
	flags.StringVar(&f.csv, "csv", "", "write a `FILE` of comma separated values (RFC 4180)")
	complete(cmd, "by", groups...)
}

// files are the forms that go into files.
func (f *forms) files(b *decoder.Breakdown) []form {
	dot := func(w io.Writer) error { return b.WriteDOT(w, f.dotFunctions) }
	return []form{
		{"--pprof", f.pprof, b.WritePprof}, {"--folded", f.folded, b.WriteFolded}, {"--dot", f.dot, dot}, {"--csv", f.csv, b.WriteCSV},
	}
}

type form struct {
	flag, file string
	write      func(io.Writer) error
}

// any reports whether there is one.
func (f *forms) any() bool {
	return f.top > 0 || f.pprof != "" || f.folded != "" || f.dot != "" || f.csv != ""
}

func (f *forms) check(stdout io.Writer) error {
	if f.top < 0 {
		return usagef("decode --top %d: give how many lines to print", f.top)
	}
	if !slices.Contains(groupNames(), f.by) {
		return usagef("decode --by %s: want %s", f.by, strings.Join(groupNames(), ", "))
	}
	if f.by != "function" && f.top == 0 {
		return usagef("decode --by %s says what --top adds up: give --top N too", f.by)
	}
	if f.dotFunctions < 0 {
		return usagef("decode --dot-functions %d: give how many functions to show", f.dotFunctions)
	}
	if f.pprof == "-" && isTerminal(stdout) {
		return usagef("decode --pprof -: a profile is no text for a terminal: name a file")
	}
	streams := f.streams()
	if f.top > 0 && len(streams) > 0 {
		streams = append(streams, "--top")
	}
	if len(streams) > 1 {
		return usagef("decode: only one of %s can go to standard output", strings.Join(streams, " and "))
	}
	for _, form := range f.files(new(decoder.Breakdown)) {
		if err := checkOutput(form.file); err != nil {
			return err
		}
	}
	return nil
}

// streams are the flags of forms that go to standard output.
func (f *forms) streams() []string {
	var out []string
	for _, form := range f.files(new(decoder.Breakdown)) {
		if form.file == "-" {
			out = append(out, form.flag)
		}
	}
	return out
}

// A costed is what costs are known of.
type costed struct {
	*decoder.Breakdown
	timings *result.ScriptTimings
	packets *result.PacketCosts // nil if nothing is known of packets
}

// give writes the forms that are asked for. Files are complete or not there.
// What --top asks for is printed or, for JSON, returned.
func (f *forms) give(ctx context.Context, c *costed, stdout io.Writer, asJSON bool) (top any, err error) {
	for _, form := range f.files(c.Breakdown) {
		err := f.write(ctx, form.file, stdout, form.write)
		if errors.Is(err, decoder.ErrNoStacks) {
			err = fmt.Errorf("%s: %w: have Zeek write them (--profile-script-call-stacks)", form.flag, decoder.ErrNoStacks)
		}
		if err != nil {
			return nil, err
		}
	}
	if f.top == 0 {
		return nil, nil
	}
	t, err := c.table(f.by, f.top)
	if err != nil || asJSON {
		return t.json, err
	}
	return nil, t.print(stdout)
}

// write writes a file, which is complete or not there. What is there and no
// regular file, as a pipe, a device or a link to one, is written to: a new file
// must not take the place of /dev/null or /dev/stdout.
func (f *forms) write(ctx context.Context, name string, stdout io.Writer, write func(io.Writer) error) (err error) {
	switch name {
	case "":
		return nil
	case "-":
		return write(stdout)
	}
	defer func() {
		var at *fs.PathError
		if errors.As(err, &at) { // of a temporary name
			err = at.Err
		}
		if err != nil {
			err = &outputError{name, err}
		}
	}()
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		out, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0)
		if err != nil {
			return err
		}
		return errors.Join(write(out), out.Close())
	}
	f.making.RLock()
	defer f.making.RUnlock()
	part, err := renameio.NewPendingFile(name, renameio.WithPermissions(0o666))
	if err != nil {
		return err
	}
	defer part.Cleanup()
	err = unlessDone(ctx, func() error {
		if err := write(part); err != nil {
			return err
		}
		return part.Sync()
	})
	if err != nil {
		return err
	}
	return part.CloseAtomicallyReplace()
}

// An outputError is one of a file that is written.
type outputError struct {
	name string
	error
}

func (e *outputError) Error() string { return fmt.Sprintf("writing %s: %v", e.name, e.error) }

func (e *outputError) Unwrap() error { return e.error }

// checkOutput finds out before the work whether a file can be written after it.
func checkOutput(name string) error {
	if name == "" || name == "-" {
		return nil
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return &outputError{name, errors.New("it is a folder")}
	}
	if info, err := os.Stat(filepath.Dir(name)); err != nil || !info.IsDir() {
		return &outputError{name, fmt.Errorf("there is no folder %s", filepath.Dir(name))}
	}
	return nil
}

// A costTable is what --top prints.
type costTable struct {
	json  any
	print func(io.Writer) error
}

// table makes the table of the n most expensive.
func (c *costed) table(by string, n int) (costTable, error) {
	switch by {
	case "function", "component":
		costs := slices.Clone(c.Costs)
		if by == "component" {
			costs = slices.DeleteFunc(costs, func(c decoder.Cost) bool { return !c.Component })
			if len(costs) == 0 {
				return costTable{}, errors.New("nothing is known of what components cost: a trace of version 2 says when they are left")
			}
		}
		rows := make([]costRow, len(costs))
		for i, cost := range costs {
			rows[i] = costRow{cost.Name, cost.Calls, cost.Exclusive, &costs[i].Inclusive}
			if cost.Component && by == "function" {
				rows[i].name = "component " + cost.Name
			}
		}
		return costTable{costs[:min(n, len(costs))], c.rows(rows, n)}, nil
	case "script", "module":
		return c.shares(by, n), nil
	}
	if c.packets == nil {
		return costTable{}, fmt.Errorf("--by %s: nothing is known of packets here", by)
	}
	switch by {
	case "kind":
		kinds := c.packets.Kinds[:min(n, len(c.packets.Kinds))]
		return costTable{kinds, func(out io.Writer) error { return printKinds(out, c.packets, kinds) }}, nil
	case "packet":
		packets := c.packets.Expensive[:min(n, len(c.packets.Expensive))]
		return costTable{packets, func(out io.Writer) error { return printPackets(out, c.packets, packets) }}, nil
	}
	return costTable{c.packets.Series, func(out io.Writer) error { return printSeries(out, &c.packets.Series, n) }}, nil
}

// A costRow is a row of a table. Inclusive is nil where it is not known.
type costRow struct {
	name             string
	calls, exclusive int64
	inclusive        *int64
}

// rows prints the first n rows, and what part of all time theirs is.
func (c *costed) rows(rows []costRow, n int) func(io.Writer) error {
	var total int64
	for _, r := range rows {
		total += r.exclusive
	}
	share := func(part int64) float64 { return 100 * float64(part) / float64(max(total, 1)) }
	unit, scale := timeUnit(total)
	return func(out io.Writer) error {
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintf(w, "exclusive %s\t%%\tinclusive %s\tcalls\tns a call\t  what\n", unit, unit)
		var rest, calls int64
		for i, r := range rows {
			if i >= n {
				rest, calls = rest+r.exclusive, calls+r.calls
				continue
			}
			inclusive := ""
			if r.inclusive != nil {
				inclusive = fmt.Sprintf("%.3f", float64(*r.inclusive)/scale)
			}
			fmt.Fprintf(w, "%.3f\t%.1f\t%s\t%d\t%.0f\t  %s\n", float64(r.exclusive)/scale, share(r.exclusive),
				inclusive, r.calls, float64(r.exclusive)/float64(max(r.calls, 1)), printable(r.name))
		}
		if len(rows) > n {
			fmt.Fprintf(w, "%.3f\t%.1f\t\t%d\t\t  %d others\n", float64(rest)/scale, share(rest), calls, len(rows)-n)
		}
		fmt.Fprintf(w, "%.3f\t100.0\t\t\t\t  all: %s\n", float64(total)/scale, c.Note())
		return w.Flush()
	}
}

// timeUnit is a unit in which times that add up to so many nanoseconds can be
// read, and how many nanoseconds it is.
func timeUnit(total int64) (string, float64) {
	if total < 10e6 {
		return "us", 1e3
	}
	return "ms", 1e6
}

// shares makes the table of scripts or modules.
func (c *costed) shares(by string, n int) costTable {
	list := slices.Clone(c.timings.Scripts)
	if by == "module" {
		list = slices.Clone(c.timings.Modules)
	}
	own := func(s *result.Share) int64 {
		time := s.Exclusive
		if c.Clock == decoder.CPUClock {
			time = s.ExclusiveVirtual
		}
		if time == nil {
			return 0
		}
		return *time
	}
	slices.SortStableFunc(list, func(x, y result.Share) int { return cmp.Compare(own(&y), own(&x)) })
	rows := make([]costRow, len(list))
	for i := range list {
		rows[i] = costRow{cmp.Or(list[i].Name, builtIn), list[i].Calls, own(&list[i]), list[i].Inclusive}
	}
	return costTable{list[:min(n, len(list))], c.rows(rows, n)}
}

// builtIn stands for the script of functions that are in none.
const builtIn = "(built in)"

// A spreadTable is a table of what packets cost together and each.
type spreadTable struct {
	*tabwriter.Writer
	scale float64 // of what they cost together
}

func newSpreadTable(out io.Writer, all *result.PacketSpread, what string) spreadTable {
	unit, scale := timeUnit(all.Cost)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "cost %s\tpackets\tp50 us\tp90 us\tp99 us\tmax us\t  %s\n", unit, what)
	return spreadTable{w, scale}
}

func (t spreadTable) row(s *result.PacketSpread, what string) {
	fmt.Fprintf(t, "%.3f\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t  %s\n", float64(s.Cost)/t.scale, s.Packets,
		float64(s.P50)/1e3, float64(s.P90)/1e3, float64(s.P99)/1e3, float64(s.Max)/1e3, what)
}

// pathOf says how components nested.
func pathOf(path []string) string {
	if len(path) == 0 {
		return "others"
	}
	return printable(strings.Join(path, " > "))
}

func printKinds(out io.Writer, p *result.PacketCosts, kinds []result.PacketKind) error {
	t := newSpreadTable(out, &p.All, "kind of packet")
	for i := range kinds {
		t.row(&kinds[i].PacketSpread, pathOf(kinds[i].Path))
	}
	t.row(&p.All, "all packets")
	return t.Flush()
}

// maxPacketCalls is how many calls of a packet are printed.
const maxPacketCalls = 12

func printPackets(out io.Writer, p *result.PacketCosts, packets []result.ExpensivePacket) error {
	for _, packet := range packets {
		fmt.Fprintf(out, "packet %d, %s: %.1f us, %d entries, %s\n", packet.Number,
			time.Unix(0, packet.Time).UTC().Format("2006-01-02T15:04:05.000000Z"), float64(packet.Cost)/1e3, packet.Entries, pathOf(packet.Path))
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
		for i, call := range packet.Calls {
			if i == maxPacketCalls {
				break
			}
			name := call.Name
			if call.Component {
				name = "component " + name
			}
			fmt.Fprintf(w, "%.1f us\t%.1f us\t%d x\t  %s%s\n", float64(call.Exclusive)/1e3, float64(call.Inclusive)/1e3, call.Calls,
				strings.Repeat("  ", call.Depth), printable(name))
		}
		if err := w.Flush(); err != nil {
			return err
		}
		if rest := int64(max(0, len(packet.Calls)-maxPacketCalls)) + packet.Omitted; rest > 0 {
			fmt.Fprintf(out, "  and %d other calls\n", rest)
		}
	}
	t := newSpreadTable(out, &p.All, "")
	t.row(&p.All, "all packets")
	return t.Flush()
}

// printSeries prints costs over network time, n rows.
func printSeries(out io.Writer, s *result.CostSeries, n int) error {
	var most, total int64
	each := max(1, (len(s.Packets)+n-1)/n)
	type row struct{ packets, cost int64 }
	var rows []row
	for i := 0; i < len(s.Packets); i += each {
		var r row
		for j := i; j < min(i+each, len(s.Packets)); j++ {
			r.packets, r.cost = r.packets+s.Packets[j], r.cost+s.Cost[j]
		}
		rows = append(rows, r)
		most, total = max(most, r.cost), total+r.cost
	}
	unit, scale := timeUnit(total)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "from s\tpackets\tcost %s\tus a packet\t\n", unit)
	for i, r := range rows {
		fmt.Fprintf(w, "+%.1f\t%d\t%.3f\t%.1f\t  %s\n", float64(int64(i*each)*s.Width)/1e9, r.packets, float64(r.cost)/scale,
			float64(r.cost)/1e3/float64(max(r.packets, 1)), strings.Repeat("#", int(40*max(r.cost, 0)/max(most, 1))))
	}
	return w.Flush()
}
