package bro_test

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"brig/bro"
	"brig/decoder"
	"brig/result"
	"brig/trace"
)

// tracingAll traces what the appliance's traced runs do.
const tracingAll = `
event bro_init()
	{
	fn_set_file("trace.out");
	fn_trace_components(T);
	fn_trace_packet_ts(T);
	fn_trace_papi_time(T);
	fn_trace_add(/.*/);
	}
`

// tracing turns on everything, as PyBrIG's templates do.
const tracing = `
event bro_init()
	{
	fn_dump_mapping_info("trace.map");
	fn_set_file("trace.out");
	fn_trace_components(T);
	fn_trace_packet_ts(T);
	fn_trace_use_lzf(T);
	fn_trace_papi_time(T);
	fn_trace_add(/.*/);
	}
`

func writeCounts(w io.Writer, s *bro.Summary) {
	fmt.Fprintf(w, "packets %d\nbytes %d\nconnections %d\n", s.Packets, s.Bytes, s.Connections)
	for _, l := range s.Logs {
		fmt.Fprintf(w, "%s.log %d\n", l.Path, l.Lines)
	}
}

// openTrace opens the map and the trace of a run.
func openTrace(t *testing.T, o outcome) (*trace.Map, *os.File) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(o.dir, "trace.map"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := trace.ParseMap(text)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(o.dir, "trace.out"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return m, f
}

// checkTrace decodes the trace of a run and counts its entries.
func checkTrace(t *testing.T, o outcome) *decoder.Profile {
	t.Helper()
	m, f := openTrace(t, o)

	names := map[string]bool{}
	known := map[trace.ID]bool{}
	for _, fn := range m.Functions {
		if names[fn.Name] {
			t.Errorf("two functions of the map are called %s", fn.Name)
		}
		names[fn.Name] = true
		known[fn.ID] = true
		if filepath.IsAbs(fn.File) {
			t.Errorf("the file of %s is %s, want a relative name", fn.Name, fn.File)
		}
	}

	var stack []trace.ID
	var stamps int64
	var e trace.Entry
	var b trace.Block
	r := trace.NewReader(f, m.Order)
	for {
		if err := r.Next(&b); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if err := b.Expand(); err != nil {
			t.Fatal(err)
		}
		cur := b.Cursor()
		for cur.Next(&e) {
			if e.Options&trace.Timestamp != 0 {
				stamps++
			}
			if e.Options.IsScript() && !known[e.ID] {
				t.Fatalf("the map has no function %v", e.ID)
			}
			switch {
			case e.Options&trace.Call != 0:
				stack = append(stack, e.ID)
			case e.Options&trace.Return != 0:
				if len(stack) == 0 || stack[len(stack)-1] != e.ID {
					t.Fatalf("return from %v while in %v", e.ID, stack)
				}
				stack = stack[:len(stack)-1]
			}
		}
		if err := cur.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if len(stack) != 0 {
		t.Errorf("%d calls have no return: %v", len(stack), stack)
	}
	if stamps < o.summary.Packets || stamps > o.summary.Packets+1 {
		t.Errorf("%d time stamps for %d packets", stamps, o.summary.Packets)
	}

	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	p, err := decoder.Decode(t.Context(), f, m, decoder.DefaultMemory, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// handled is how often the bodies of an event were entered or left.
func handled(counts map[string]int64, event string) int64 {
	total := int64(0)
	for name, n := range counts {
		if strings.HasPrefix(name, event+" (") {
			total += n
		}
	}
	return total
}

// The two scripts that PyBrIG made from its templates.
func TestTemplates(t *testing.T) {
	t.Run("connection drop", func(t *testing.T) {
		o := mustRun(t, bro.Config{Capture: site(), Code: []string{"redef connection_skip_ratio = 0.35;\n" + tracing}})
		p := checkTrace(t, o)
		if o.summary.Skipped == 0 {
			t.Error("no connection was skipped")
		}
		counts := countsOf(t, p)
		if handled(counts, "connection_state_remove") == 0 {
			t.Error("no call of connection_state_remove was traced")
		}
		if counts["TCP"] == 0 {
			t.Error("no use of the component TCP was traced")
		}
	})
	t.Run("script load", func(t *testing.T) {
		o := mustRun(t, bro.Config{Capture: site(), Bare: true, Code: []string{"@load base/utils/site\n@load base/protocols/conn\n" + tracing}})
		counts := countsOf(t, checkTrace(t, o))
		if counts["Conn::set_conn"] == 0 && handled(counts, "connection_state_remove") == 0 {
			t.Errorf("the scripts' functions are not in the trace: %v", counts)
		}
	})
}

// Without LZF the trace is of version 2, holds its map, and says the same, but
// for what follows the last packet: that is of no packet there.
func TestVersionsAgree(t *testing.T) {
	var digests [2][3]result.ExactSet
	var counts [2]map[string]int64
	for i, script := range []string{tracing, strings.NewReplacer("fn_dump_mapping_info", "#", "fn_trace_use_lzf", "#").Replace(tracing)} {
		o := mustRun(t, bro.Config{Capture: site(), Code: []string{script}})
		var m *trace.Map
		if i == 0 {
			m, _ = openTrace(t, o)
		}
		f, err := os.Open(filepath.Join(o.dir, "trace.out"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		p, err := decoder.Decode(t.Context(), f, m, decoder.DefaultMemory, nil)
		if err != nil {
			t.Fatal(err)
		}
		if p.Unmatched+p.Unwound > 0 {
			t.Errorf("version %d: %d returns without a call, %d calls without a return", i+1, p.Unmatched, p.Unwound)
		}
		digests[i] = [3]result.ExactSet{p.CallChains().Set, p.PacketChains().Set, p.EventPaths().Set}
		counts[i] = countsOf(t, p)
	}
	if first, second := digests[0][1], digests[1][1]; second.Total != first.Total+1 {
		t.Errorf("%d chains of packets in version 1, %d in version 2, want one more", first.Total, second.Total)
	}
	digests[0][1], digests[1][1] = result.ExactSet{}, result.ExactSet{}
	if diff := gocmp.Diff(digests[0], digests[1]); diff != "" {
		t.Errorf("sets (-version 1 +version 2):\n%s", diff)
	}
	if diff := gocmp.Diff(counts[0], counts[1]); diff != "" {
		t.Errorf("counts (-version 1 +version 2):\n%s", diff)
	}
}

func countsOf(t *testing.T, p *decoder.Profile) map[string]int64 {
	t.Helper()
	m := map[string]int64{}
	c := p.Counts()
	for _, list := range [][]result.Count{c.Functions, c.Components} {
		for _, n := range list {
			m[n.Name] += n.Entries
		}
	}
	return m
}

// Only what fn_trace_add selects is traced, and only what is switched on.
func TestTraceSelection(t *testing.T) {
	o := mustRun(t, bro.Config{Capture: site(), Bare: true, Scripts: []string{"base/protocols/conn"}, Code: []string{`
event bro_init()
	{
	fn_dump_mapping_info("trace.map");
	fn_set_file("trace.out");
	fn_trace_packet_ts(T);
	fn_trace_add(/connection_state_remove/);
	}
`}})
	m, f := openTrace(t, o)
	p, err := decoder.Decode(t.Context(), f, m, decoder.DefaultMemory, nil)
	if err != nil {
		t.Fatal(err)
	}
	counts := countsOf(t, p)
	if len(counts) == 0 {
		t.Error("nothing was traced")
	}
	for name := range counts {
		if !strings.HasPrefix(name, "connection_state_remove") {
			t.Errorf("%s was traced", name)
		}
	}
}

// A trace that cannot be written is an error of the run.
func TestTraceErrors(t *testing.T) {
	o := start(t.Context(), t, bro.Config{Bare: true, Code: []string{`event bro_init() { fn_set_file("no/such/folder/trace.out"); }`}})
	if o.err == nil || !strings.Contains(o.err.Error(), "trace.out") {
		t.Errorf("error = %v, want one that names the file", o.err)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full")
	}
	o = start(t.Context(), t, bro.Config{Capture: site(), Code: []string{
		strings.Replace(tracing, `"trace.out"`, `"/dev/full"`, 1)}})
	if o.err == nil || !strings.Contains(o.err.Error(), "no space left") {
		t.Errorf("a full disk: error = %v", o.err)
	}
}

// A function that is slow is the most expensive one, its module and script
// too, and the packets that call it; what tracing costs is known.
func TestPlantedFunction(t *testing.T) {
	const planted = tracingAll + `
module Planted;
function burn(n: count): count
	{
	local sum = 0;
	while ( sum < n )
		++sum;
	return sum;
	}
global burnt = 0;
event connection_established(c: connection)
	{
	if ( ++burnt % 200 == 7 && burnt < 1000 )
		burn(20000000);
	}
`
	o := start(t.Context(), t, bro.Config{Capture: site(), Code: []string{planted}, Bare: true})
	if o.err != nil {
		t.Fatal(o.err, o.stderr)
	}
	f, err := os.Open(filepath.Join(o.dir, "trace.out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := decoder.Decode(t.Context(), f, nil, decoder.DefaultMemory, nil)
	if err != nil {
		t.Fatal(err)
	}
	if first := p.Breakdown().Costs[0]; first.Name != "Planted::burn" {
		t.Errorf("the most expensive is %s, %d ns", first.Name, first.Exclusive)
	}
	timings, costs := p.ScriptTimings(), p.PacketCosts()
	most := func(list []result.Share) string {
		return slices.MaxFunc(list, func(a, b result.Share) int { return cmp.Compare(*a.Exclusive, *b.Exclusive) }).Name
	}
	if name := most(timings.Modules); name != "Planted" {
		t.Errorf("the most expensive module is %s", name)
	}
	if len(costs.Expensive) == 0 {
		t.Fatal("there are no expensive packets")
	}
	first := &costs.Expensive[0]
	if !slices.ContainsFunc(first.Calls, func(c result.CallCost) bool { return c.Name == "Planted::burn" && c.Exclusive > first.Ran/2 }) {
		t.Errorf("the most expensive packet is %+v", first)
	}
	if costs.All.Packets != o.summary.Packets || costs.After.Entries == 0 {
		t.Errorf("%d packets and %d entries after them, %d were read", costs.All.Packets, costs.After.Entries, o.summary.Packets)
	}
	if c := costs.Calibration; c == nil || c.Entry < c.Read || c.Read <= 0 {
		t.Errorf("the calibration is %+v", c)
	}
	var own int64
	for _, list := range [][]result.Timing{timings.Functions, timings.Components} {
		for _, f := range list {
			own += *f.Exclusive + f.ExclusiveTracing
		}
	}
	var all int64
	for _, c := range []result.PacketCost{costs.Before, costs.All.PacketCost, costs.After} {
		all += c.Cost + c.Tracing
	}
	if own != all {
		t.Errorf("functions and components took %d ns, packets and what is outside %d", own, all)
	}
}
