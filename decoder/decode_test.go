package decoder

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"brig/trace"
	"brig/trace/tracetext"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// decodeText decodes the text form of a trace.
func decodeText(t *testing.T, mapText, text string) *Profile {
	t.Helper()
	m, err := trace.ParseMap([]byte(mapText))
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if err := tracetext.Assemble(&data, strings.NewReader(text), new(trace.Map)); err != nil {
		t.Fatal(err)
	}
	p, err := DecodeForFiles(context.Background(), &data, m, DefaultMemory, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// written returns the six files.
func written(t *testing.T, p *Profile, mapText, trial string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range p.files([]byte(mapText), trial) {
		var buf bytes.Buffer
		if err := f.to(&buf, ""); err != nil {
			t.Fatal(err)
		}
		if !json.Valid(buf.Bytes()) {
			t.Errorf("%s is not JSON:\n%s", f.name, buf.Bytes())
		}
		out[f.name] = buf.String()
	}
	return out
}

// TestCases decodes the traces in testdata. Each archive holds a map, a trace
// as text, the five files that do not repeat the map, and the documents.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases (%v)", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in := map[string]string{}
			for _, f := range a.Files {
				in[f.Name] = string(f.Data)
			}
			p := decodeText(t, in["map"], in["trace"])
			got := written(t, p, in["map"], "T")
			if want := `{"trial_id":"T", "info":` + strings.TrimSuffix(in["map"], "\n") + "}"; got["map.json"] != want {
				t.Errorf("map.json = %s, want %s", got["map.json"], want)
			}
			delete(got, "map.json")
			var docs bytes.Buffer
			e := json.NewEncoder(&docs)
			for _, doc := range []any{p.Counts().Functions, p.CallChains().Chains, p.PacketChains().Chains, p.EventPaths(), p.ScriptTimings().Functions, p.Mapping()} {
				if err := e.Encode(doc); err != nil {
					t.Fatal(err)
				}
			}
			got["documents"] = docs.String()
			order := []string{"count.json", "call_chain.json", "packet_chain.json", "script_timing.json", "event_path.json", "documents"}
			if *update {
				a.Files = a.Files[:2]
				for _, key := range order {
					a.Files = append(a.Files, txtar.File{Name: key, Data: []byte(strings.TrimSuffix(got[key], "\n") + "\n")})
				}
				if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			for _, key := range order {
				if diff := cmp.Diff(strings.Split(in[key], "\n"), strings.Split(strings.TrimSuffix(got[key], "\n")+"\n", "\n")); diff != "" {
					t.Errorf("%s (-want +got):\n%s", key, diff)
				}
			}
		})
	}
}

// TestDeviations holds what the decoder of 2013 got wrong (doc/trace.md has
// the numbers). Wrong is what it wrote.
func TestDeviations(t *testing.T) {
	const names = `{"endian": "little", "mappings": [
		{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": "c"},
		{"id": 4, "name": "same"}, {"id": 5, "name": "same"}, {"id": 6, "name": "a, b"}], "components": [{"id": 1, "name": "TCP"}]}`
	for _, test := range []struct {
		bug, trace, file string
		want, wrong      string
	}{
		{"B1", "call 4.0 real=0 virtual=0\nreturn 4.0 real=5 virtual=1\ncall 5.0 real=5 virtual=1\nreturn 5.0 real=12 virtual=1",
			"count.json", `"same":4`, `"same":2`},
		{"B1", "call 4.0 real=0 virtual=0\nreturn 4.0 real=5 virtual=1\ncall 5.0 real=5 virtual=1\nreturn 5.0 real=12 virtual=1",
			"script_timing.json", `"papiReal":12.0`, `"count":1}`},
		{"B1", "call 4.0\ncall 1.0\nreturn 1.0\nreturn 4.0\ncall 5.0\ncall 1.0\nreturn 1.0\nreturn 5.0",
			"event_path.json", `"same":{"edges":[{"called":"a","count":2.0}]}`, `"count":1.0`},
		{"B2", "call 4.0\nreturn 4.0\ncall 5.0\nreturn 5.0", "call_chain.json", `"same":{"count":2,`, `"count":1,`},
		{"B2", "call 1.0\ncall 2.0\nreturn 2.0\nreturn 1.0\ncall 6.0\nreturn 6.0", "call_chain.json", `"a, b":{"count":2,"calls":["a","b"]}`, `"count":1,"calls":["a, b"]`},
		{"B3", "call 1.0 time=1\nreturn 1.0", "packet_chain.json", `"a":{"count":1`, `"chains":{}`},
		{"B6", "call 1.2\nreturn 1.2", "count.json", `"a.2":2`, `"F: 1.2"`},
		{"B7", "call 1.0 real=9007199254740993 virtual=0\nreturn 1.0 real=9007199254740996 virtual=0", "script_timing.json", `"papiReal":3.0`, `"papiReal":4.0`},
		{"B7", "call 1.0\nreturn 1.0\ncall 2.0 real=7 virtual=7\nreturn 2.0 real=9 virtual=8", "script_timing.json", `"papiVirtual":1.0,"papiReal":2.0`, `-`},
		{"B8", "call 1.0 real=0 virtual=0\ncall 2.0 real=1 virtual=0\nreturn 1.0 real=9 virtual=0", "script_timing.json", `"a":{"sum":{"papiVirtual":0.0,"papiReal":9.0`, `"stats":{}`},
		{"B8", "call 1.0\ncall 2.0\nreturn 1.0", "call_chain.json", `"chains":{"a":{"count":1,"calls":["a"]}}`, `"a, b"`},
		{"B8", "call 1.0\nreturn 2.0\nreturn 1.0", "call_chain.json", `"chains":{"a":{"count":1,"calls":["a"]}}`, `"count":2`},
		{"B9", "call 1.0\nreturn 1.0 real=5000 virtual=5000\ncall 1.0 real=10 virtual=0\nreturn 1.0 real=12 virtual=0", "script_timing.json", `"papiReal":2.0`, "5000"},
		{"B13", "call 1.0\nreturn 1.0\nnone 1.0 time=2\ncall 2.0\nreturn 2.0", "packet_chain.json", `{"a":{"count":1,"calls":["a"]},"b":{`, `"a, b"`},
	} {
		p := decodeText(t, names, "trace little\nblock stored\n"+test.trace)
		got := written(t, p, names, "")[test.file]
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: %s = %s, want it to have %s", test.bug, test.file, got, test.want)
		}
		if strings.Contains(got, test.wrong) {
			t.Errorf("%s: %s = %s, want it not to have %s", test.bug, test.file, got, test.wrong)
		}
	}

	// B12, and the files without a trial.
	p := decodeText(t, names, "trace little\n")
	if got, want := written(t, p, "{}\n", `a"b`)["map.json"], `{"trial_id":"a\"b", "info":{}}`; got != want {
		t.Errorf("B12: map.json = %s, want %s", got, want)
	}
	if got, want := written(t, p, "{}\n", "")["count.json"], `{"count":0,"scriptCounts":{},"componentCounts":{}}`; got != want {
		t.Errorf("count.json = %s, want %s", got, want)
	}
}

// Chains that one file's keys cannot tell apart are apart in documents.
func TestDocumentsTellChainsApart(t *testing.T) {
	p := decodeText(t, `{"endian":"little","components":[],"mappings":[{"id":1,"name":"a"},{"id":2,"name":"b"},{"id":6,"name":"a, b"}]}`,
		"trace little\nblock stored\ncall 1.0\ncall 2.0\nreturn 2.0\ncall 6.0\nreturn 6.0\n")
	doc := p.CallChains()
	if doc.Set.Distinct != 2 || doc.Set.Total != 2 {
		t.Errorf("set = %+v, want two chains", doc.Set)
	}
	if diff := cmp.Diff([]string{"a", "a, b", "b"}, doc.Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// The digest of a set must not depend on how functions are numbered.
func TestDigestsFollowNames(t *testing.T) {
	const one = `{"endian":"little","components":[],"mappings":[{"id":1,"name":"a"},{"id":2,"name":"b"}]}`
	const two = `{"endian":"little","components":[],"mappings":[{"id":1,"name":"b"},{"id":2,"name":"a"}]}`
	x := decodeText(t, one, "trace little\nblock stored\ncall 1.0 time=1\ncall 2.0\nreturn 2.0\nreturn 1.0\ncall 1.0 time=2\nreturn 1.0\n")
	y := decodeText(t, two, "trace little\nblock stored\ncall 2.0\nreturn 2.0\ncall 2.0 time=2\ncall 1.0\nreturn 1.0\nreturn 2.0\n")
	if x.CallChains().Set != y.CallChains().Set {
		t.Errorf("call chains: %+v and %+v", x.CallChains().Set, y.CallChains().Set)
	}
	if x.PacketChains().Set != y.PacketChains().Set {
		t.Errorf("packet chains: %+v and %+v", x.PacketChains().Set, y.PacketChains().Set)
	}
	if x.EventPaths().Set != y.EventPaths().Set {
		t.Errorf("event paths: %+v and %+v", x.EventPaths().Set, y.EventPaths().Set)
	}
	z := decodeText(t, one, "trace little\nblock stored\ncall 1.0 time=1\ncall 2.0\nreturn 2.0\nreturn 1.0\ncall 2.0 time=2\nreturn 2.0\n")
	if x.PacketChains().Set.SHA256 == z.PacketChains().Set.SHA256 {
		t.Error("different packet chains have one digest")
	}
}

func TestDecodeErrors(t *testing.T) {
	m := &trace.Map{}
	var data bytes.Buffer
	if err := tracetext.Assemble(&data, strings.NewReader("trace little\nblock stored\ncall 1.0\nblock stored\ncall 1.0\n"), new(trace.Map)); err != nil {
		t.Fatal(err)
	}
	_, err := Decode(context.Background(), bytes.NewReader(data.Bytes()[:40]), m, DefaultMemory, nil)
	var where *trace.Error
	if !errors.As(err, &where) || where.Block != 2 || where.Offset != 24 {
		t.Errorf("a trace cut in its second block: %v", err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Decode(ctx, bytes.NewReader(data.Bytes()), m, DefaultMemory, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}

	deep := make([]trace.Entry, maxDepth+1)
	for i := range deep {
		deep[i] = trace.Entry{Options: trace.Call, ID: 1}
	}
	data.Reset()
	if err := trace.WriteBlock(&data, trace.LittleEndian, true, deep); err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(context.Background(), &data, m, DefaultMemory, nil); err == nil || !strings.Contains(err.Error(), "block 1 at byte 0: the call stack is deeper than") {
		t.Errorf("a stack too deep: %v", err)
	}
}

// encode returns entries as a trace in blocks of a hundred thousand.
func encode(t testing.TB, list []trace.Entry) []byte {
	t.Helper()
	var data bytes.Buffer
	for chunk := range slices.Chunk(list, 100_000) {
		if err := trace.WriteBlock(&data, trace.LittleEndian, true, chunk); err != nil {
			t.Fatal(err)
		}
	}
	return data.Bytes()
}

// Packets nearly as large as a block are cut by its end, and yet recognised
// from the third on.
func TestPacketsCutByBlocks(t *testing.T) {
	const packets, calls = 40, 2000
	var list []trace.Entry
	for range packets {
		from := len(list)
		for i := range calls {
			id := trace.MakeID(i%300, 0)
			list = append(list, trace.Entry{Options: trace.Call | trace.Clocks, ID: id}, trace.Entry{Options: trace.Return | trace.Clocks, ID: id})
		}
		list[from].Options |= trace.Timestamp
	}
	for i := range list {
		list[i].Real, list[i].Virtual, list[i].Time = int64(i), int64(i/2), int64(i)
	}
	var data bytes.Buffer
	w := trace.NewWriter(&data)
	for i := range list {
		w.Append(&list[i])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	a := newAnalysis(&trace.Map{}, defaultLimits, trace.Version, new(known), false)
	for _, b := range allBlocks(&data) {
		if err := b.Expand(); err != nil {
			t.Fatal(err)
		}
		if err := a.block(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.finish(); err != nil {
		t.Fatal(err)
	}
	if len(a.repeats.list) != 1 {
		t.Fatalf("%d repeats, want 1", len(a.repeats.list))
	}
	// The last packet has no end.
	if n := a.repeats.list[0].count; n != packets-3 {
		t.Errorf("%d packets were recognised, want %d", n, packets-3)
	}
	if a.entries != int64(len(list)) {
		t.Errorf("%d entries, want %d", a.entries, len(list))
	}
}

// A packet that exceeds memory is counted by its digest, which must be that
// of a chain that is kept.
func TestLongPackets(t *testing.T) {
	n := maxChainBytes/4 + 1000
	var list []trace.Entry
	for packet := range 3 {
		for i := range n {
			e := trace.Entry{Options: trace.ComponentEvent, ID: trace.ID(i % 7)}
			if i == 0 {
				e.Options, e.Time = e.Options|trace.Timestamp, int64(packet+1)
			}
			if packet == 2 && i == n-1 {
				e.ID = 9
			}
			list = append(list, e)
		}
	}
	p, err := Decode(context.Background(), bytes.NewReader(encode(t, list)), &trace.Map{}, DefaultMemory, nil)
	if err != nil {
		t.Fatal(err)
	}
	doc := p.PacketChains()
	if doc.Set.Distinct != 2 || doc.Set.Total != 3 || doc.Set.SHA256 == "" || len(doc.Kept) != 0 {
		t.Errorf("got %+v with %d kept, want 2 distinct chains of 3, none kept", doc.Set, len(doc.Kept))
	}
	if _, left := p.LeftOut(); left != 2 {
		t.Errorf("%d packet chains left out, want 2", left)
	}
}

// More distinct stacks than the tree holds: chains are summarised, all else
// stays exact.
func TestTooManyStacks(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes millions of entries")
	}
	// All stacks of up to 7 calls of 8 functions, depth first: 2.4 million.
	const functions, depth = 8, 7
	var list []trace.Entry
	var walk func(level int)
	walk = func(level int) {
		for f := range functions {
			list = append(list, trace.Entry{Options: trace.Call, ID: trace.ID(f)})
			if level < depth {
				walk(level + 1)
			}
			list = append(list, trace.Entry{Options: trace.Return, ID: trace.ID(f)})
		}
	}
	walk(1)
	p, err := Decode(context.Background(), bytes.NewReader(encode(t, list)), &trace.Map{}, DefaultMemory, nil)
	if err != nil {
		t.Fatal(err)
	}
	calls := int64(len(list) / 2)
	doc := p.CallChains()
	if doc.Set.Total != calls || doc.Summarised != calls-maxPaths || doc.Set.Distinct != maxPaths || doc.Set.SHA256 != "" {
		t.Errorf("set %+v, summarised %d; want total %d, distinct %d, no digest", doc.Set, doc.Summarised, calls, maxPaths)
	}
	edges := p.EventPaths()
	if edges.Set.Distinct != functions*functions || edges.Set.Total != calls-functions {
		t.Errorf("edges %+v, want %d distinct and %d in all", edges.Set, functions*functions, calls-functions)
	}
}

func TestWriteFiles(t *testing.T) {
	p := decodeText(t, `{"endian":"little","components":[]}`, "trace little\nblock stored\ncall 1.0\nreturn 1.0\n")
	base := t.TempDir()
	dir := filepath.Join(base, "new", "dir")
	for range 2 { // into a new folder, then over its files
		if err := p.WriteFiles(t.Context(), dir, []byte("{}"), "T", ""); err != nil {
			t.Fatal(err)
		}
	}
	names := func(dir string) string {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(slices.Collect(func(yield func(string) bool) {
			for _, e := range list {
				if !yield(e.Name()) {
					return
				}
			}
		}))
	}
	if got, want := names(dir), "[call_chain.json count.json event_path.json map.json packet_chain.json script_timing.json]"; got != want {
		t.Errorf("files %s, want %s", got, want)
	}
	if got := names(filepath.Dir(dir)); got != "[dir]" {
		t.Errorf("left beside the folder: %s", got)
	}

	occupied := filepath.Join(base, "file")
	if err := os.WriteFile(occupied, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := p.WriteFiles(t.Context(), occupied, []byte("{}"), "T", ""); err == nil {
		t.Error("WriteFiles over a file: no error")
	}
	if got := names(base); got != "[file new]" {
		t.Errorf("left after an error: %s", got)
	}
}
