package decoder

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
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
		var csv, folded, dot, pprof bytes.Buffer
		b := p.Breakdown()
		for _, err := range []error{b.WriteCSV(&csv), b.WriteFolded(&folded), b.WriteDOT(&dot), b.WritePprof(&pprof)} {
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
