package decoder

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/pprof/profile"
	"golang.org/x/tools/txtar"

	"brig/trace"
	"brig/trace/tracetext"
)

// TestExport writes the traces in testdata/export in every form. Pprof's is
// read back and shown as stacks with values.
func TestExport(t *testing.T) {
	files, err := filepath.Glob("testdata/export/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases (%v)", err)
	}
	for _, name := range files {
		a, p := decodeCase(t, name)
		var csv, folded, dot, pprof bytes.Buffer
		b := p.Breakdown()
		for _, err := range []error{b.WriteCSV(&csv), b.WriteFolded(&folded), b.WriteDOT(&dot, 0), b.WritePprof(&pprof)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		got := []txtar.File{
			{Name: "csv", Data: csv.Bytes()}, {Name: "folded", Data: folded.Bytes()},
			{Name: "dot", Data: dot.Bytes()}, {Name: "pprof", Data: stacks(t, pprof.Bytes())},
		}
		if *update {
			a.Files = append(a.Files[:2], got...)
			if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(string(txtar.Format(&txtar.Archive{Files: a.Files[2:]})), string(txtar.Format(&txtar.Archive{Files: got}))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// stacks shows a profile of pprof.
func stacks(t *testing.T, data []byte) []byte {
	t.Helper()
	p, err := profile.ParseData(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.CheckValid(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, s := range p.Sample {
		var names []string
		for _, l := range s.Location {
			f := l.Line[0]
			names = append(names, fmt.Sprintf("%s[%s:%d]", f.Function.Name, f.Function.Filename, f.Line))
		}
		fmt.Fprintf(&out, "%v %s\n", s.Value, strings.Join(names, " < "))
	}
	return out.Bytes()
}

// decodeCase decodes the trace of a case, which are a map and the trace's text.
func decodeCase(t *testing.T, name string) (*txtar.Archive, *Profile) {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := trace.ParseMap(a.Files[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if err := tracetext.Assemble(&data, bytes.NewReader(a.Files[1].Data), m); err != nil {
		t.Fatal(err)
	}
	p, err := Decode(t.Context(), &data, nil, DefaultMemory, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a, p
}

// exported decodes the first case of testdata/export.
func exported(t *testing.T) *Breakdown {
	t.Helper()
	_, p := decodeCase(t, "testdata/export/nested.txtar")
	return p.Breakdown()
}

// The go command's pprof reads what is written for it.
func TestGoToolPprof(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the go command is not installed")
	}
	name := filepath.Join(t.TempDir(), "p.pb.gz")
	var data bytes.Buffer
	if err := exported(t).WritePprof(&data); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	for index, want := range map[string]string{
		"time":  `(?m)^ +750ns +\S+ +\S+ +1000ns +\S+  http_request \(base/http:3\)$`,
		"calls": `(?m)^ +3 +\S+ +\S+ +3 +\S+  fmt$`,
	} {
		cmd := exec.Command(goTool, "tool", "pprof", "-top", "-sample_index="+index, name)
		cmd.Env = append(os.Environ(), "PPROF_TMPDIR="+t.TempDir())
		out, err := cmd.CombinedOutput()
		note := []byte("wall clock, the measuring included\n")
		if err != nil || !regexp.MustCompile(want).Match(out) || !bytes.Contains(out, note) || bytes.Contains(out, []byte("not available")) {
			t.Errorf("-sample_index=%s: %v, want %s:\n%s", index, err, want, out)
		}
	}
}

// Graphviz takes the graph.
func TestGraphviz(t *testing.T) {
	dot, err := exec.LookPath("dot")
	if err != nil {
		t.Skip("graphviz is not installed")
	}
	var graph bytes.Buffer
	if err := exported(t).WriteDOT(&graph, 0); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(dot, "-Tplain")
	cmd.Stdin = &graph
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Count(string(out), "\nnode ") != 3 || strings.Count(string(out), "\nedge ") != 3 {
		t.Errorf("%v:\n%s", err, out)
	}
}

// A large graph has what costs most, and says so.
func TestDOTLimit(t *testing.T) {
	b := &Breakdown{Clock: WallClock, Net: true, Edges: []CallCount{}}
	root := &Function{Name: "root"}
	b.Costs = append(b.Costs, Cost{Function: *root, Calls: 1, Exclusive: 5, Inclusive: 5e9})
	for i := range 40 {
		f := &Function{Name: fmt.Sprintf("f%02d (a/b.bro:%d)", i, i)}
		b.Costs = append(b.Costs, Cost{Function: *f, Calls: 1, Exclusive: int64(i) * 1e6, Inclusive: int64(i) * 1e6})
		b.Edges = append(b.Edges, CallCount{root, f, int64(i) * 100})
	}
	for _, test := range []struct{ most, nodes, edges int }{{0, 41, 40}, {50, 41, 40}, {41, 41, 40}, {3, 3, 2}} {
		var out strings.Builder
		if err := b.WriteDOT(&out, test.most); err != nil {
			t.Fatal(err)
		}
		text := out.String()
		if n := strings.Count(text, "fillcolor="); n != test.nodes {
			t.Errorf("at most %d: %d functions, want %d", test.most, n, test.nodes)
		}
		if n := strings.Count(text, " -> "); n != test.edges {
			t.Errorf("at most %d: %d edges, want %d", test.most, n, test.edges)
		}
		for _, want := range []string{`"root\n5 ns (0.0 %), 5.00 s with calls\ncalled once"`, `"f39\na/b.bro:39\n39.0 ms (5.0 %)\ncalled once", fillcolor="/oranges9/6"`, "[label=3900, penwidth=4]"} {
			if !strings.Contains(text, want) {
				t.Errorf("at most %d: no %s in:\n%s", test.most, want, text)
			}
		}
		if limited := strings.Contains(text, "The 3 of 41 functions that cost most with what they call, 2 of 40 edges: wall clock, the cost of tracing subtracted"); limited != (test.most == 3) {
			t.Errorf("at most %d: %s", test.most, text[:300])
		}
	}
}

// Any names can be read back from CSV and folded stacks.
func TestNamesInForms(t *testing.T) {
	names := []string{"a,b", "a\"b", "a\nb", "a\r\nb", "a;b", "a b", "", " ", "=1+1", "\u00e9\u2028", "\xff\xfe", "a\\\"]; x"}
	b := &Breakdown{Clock: CPUClock, Stacks: []Stack{}, Edges: []CallCount{}}
	for i, name := range names {
		f := &Function{Name: name, File: name, Line: i}
		b.Costs = append(b.Costs, Cost{Function: *f, Calls: 1, Exclusive: int64(i + 1), Inclusive: 5})
		b.Stacks = append(b.Stacks, Stack{Parent: i - 1, Function: f, Calls: 1, Exclusive: int64(i + 1)})
		b.Edges = append(b.Edges, CallCount{f, f, 1})
	}
	var text bytes.Buffer
	if err := b.WriteCSV(&text); err != nil {
		t.Fatal(err)
	}
	if bytes.Count(text.Bytes(), []byte("\r\n")) < len(names)+1 {
		t.Errorf("lines do not end as in RFC 4180: %q", text.Bytes())
	}
	records, err := csv.NewReader(&text).ReadAll()
	if err != nil || len(records) != len(names)+1 {
		t.Fatalf("%d records (%v)", len(records), err)
	}
	for i, name := range names {
		// Readers take line ends within a field for plain ones.
		if want := strings.ReplaceAll(name, "\r\n", "\n"); records[i+1][0] != want || records[i+1][2] != want {
			t.Errorf("%q came back as %q", name, records[i+1])
		}
	}
	text.Reset()
	if err := b.WriteFolded(&text); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
	if len(lines) != len(names) {
		t.Errorf("%d folded stacks, want %d:\n%s", len(lines), len(names), text.String())
	}
	for _, line := range lines {
		at := strings.LastIndexByte(line, ' ')
		if n, err := strconv.Atoi(line[at+1:]); err != nil || strings.Count(line[:at], ";") != n-1 {
			t.Errorf("%q", line)
		}
	}
	text.Reset()
	if err := b.WriteDOT(&text, 0); err != nil || strings.Count(text.String(), "\n\tn") != 2*len(names)+1 {
		t.Errorf("%v:\n%s", err, text.String())
	}
	text.Reset()
	if err := b.WritePprof(&text); err != nil {
		t.Fatal(err)
	}
	if p, err := profile.ParseData(text.Bytes()); err != nil || p.CheckValid() != nil || p.DefaultSampleType != "cpu" {
		t.Errorf("%v (%v)", p, err)
	}
}
