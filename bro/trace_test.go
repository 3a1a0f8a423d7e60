package bro_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// Without LZF the trace is of version 2, holds its map, and says the same.
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
	if diff := cmp.Diff(digests[0], digests[1]); diff != "" {
		t.Errorf("sets (-version 1 +version 2):\n%s", diff)
	}
	if diff := cmp.Diff(counts[0], counts[1]); diff != "" {
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
