package decoder

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"brig/trace"
	"brig/trace/tracetext"
)

// TestCompat decodes the traces in testdata/compat as the decoder of 2013
// did; each archive is about one of its mistakes and holds the files that
// show it, written by hand. "cut" takes bytes off the trace's end, "poke"
// overwrites one byte.
func TestCompat(t *testing.T) {
	files, err := filepath.Glob("testdata/compat/*.txtar")
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
				in[f.Name] = strings.TrimSuffix(string(f.Data), "\n")
			}
			var buf bytes.Buffer
			if err := tracetext.Assemble(&buf, strings.NewReader(in["trace"]), new(trace.Map)); err != nil {
				t.Fatal(err)
			}
			data := buf.Bytes()
			if in["cut"] != "" {
				var n int
				fmt.Sscan(in["cut"], &n)
				data = data[:len(data)-n]
			}
			if in["poke"] != "" {
				var at, v int
				fmt.Sscan(in["poke"], &at, &v)
				data[at] = byte(v)
			}
			p, err := decode2013(t, in["map"], data)
			if got := fmt.Sprint(err); in["error"] == "" && err != nil || !strings.Contains(got, in["error"]) {
				t.Errorf("error %v, want %q", err, in["error"])
			}
			got := written(t, p, in["map"], "T")
			for _, f := range a.Files {
				if !strings.HasSuffix(f.Name, ".json") {
					continue
				}
				if diff := cmp.Diff(in[f.Name], got[f.Name]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", f.Name, diff)
				}
			}
		})
	}
}

func decode2013(t testing.TB, mapText string, data []byte) (*Profile, error) {
	t.Helper()
	m, err := trace.ParseMap([]byte(mapText))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Decode2013(context.Background(), bytes.NewReader(data), m, DefaultMemory, nil)
	if p == nil {
		t.Fatal(err)
	}
	return p, err
}

// A balanced trace whose last entry begins a packet shows no mistake: both
// decoders write the same.
func TestCompatAgrees(t *testing.T) {
	list := generate(20_000, 3)
	list = append(list, trace.Entry{Options: trace.Return | trace.Timestamp | trace.Clocks, ID: 1 << 15})
	const mapText = `{"endian":"little","mappings":[],"components":[]}`
	data := encode(t, list)
	old, err := decode2013(t, mapText, data)
	if err != nil {
		t.Fatal(err)
	}
	m, err := trace.ParseMap([]byte(mapText))
	if err != nil {
		t.Fatal(err)
	}
	p, err := DecodeForFiles(context.Background(), bytes.NewReader(data), m, DefaultMemory, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(written(t, old, mapText, "T"), written(t, p, mapText, "T")); diff != "" {
		t.Errorf("(-2013 +today):\n%s", diff)
	}
}

// B12: the trial's id was pasted into map.json, escaped elsewhere.
func TestCompatTrial(t *testing.T) {
	p, err := decode2013(t, `{"endian":"little","components":[]}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	files := p.files([]byte("{}\n"), `a"b`)
	for i, want := range []string{`{"trial_id":"a"b", "info":{}}`, `{"trial_id":"a\"b","count":0,"scriptCounts":{},"componentCounts":{}}`} {
		var buf bytes.Buffer
		if err := files[i].to(&buf, ""); err != nil {
			t.Fatal(err)
		}
		if got := buf.String(); got != want {
			t.Errorf("%s = %s, want %s", files[i].name, got, want)
		}
	}
}

// L1: the trace ends with call 200001 of a stack or packet. The analyses
// before the one that failed have seen that entry, those after it have not.
func TestCompatLimits(t *testing.T) {
	call := trace.Entry{Options: trace.Call, ID: 1}
	back := trace.Entry{Options: trace.Return, ID: 1}
	tail := []trace.Entry{back, {Options: trace.Call | trace.Timestamp, ID: 1}}
	const most = 200_000
	flat := slices.Repeat([]trace.Entry{call, back}, most)
	for _, test := range []struct {
		name               string
		list               []trace.Entry
		err                string
		entries, forPacket int64
		packets            int
	}{
		{"deep as may be", slices.Concat(slices.Repeat([]trace.Entry{call}, most), tail), "", most + 2, most + 2, 1},
		{"deeper", slices.Concat(slices.Repeat([]trace.Entry{call}, most+1), tail), "deeper than 200000", most + 1, most, 0},
		{"long as may be", slices.Concat(flat, tail), "", 2*most + 2, 2*most + 2, 1},
		{"longer", slices.Concat(flat, []trace.Entry{call}, tail), "more than 200000 calls", 2*most + 1, 2*most + 1, 0},
	} {
		p, err := decode2013(t, `{"endian":"little","components":[]}`, encode(t, test.list))
		if got := fmt.Sprint(err); test.err == "" && err != nil || !strings.Contains(got, test.err) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.err)
		}
		if p.Entries != test.entries || p.sequences.entries != test.forPacket || len(p.sequences.list) != test.packets {
			t.Errorf("%s: %d entries, %d for packets, %d packet chains; want %d, %d, %d", test.name,
				p.Entries, p.sequences.entries, len(p.sequences.list), test.entries, test.forPacket, test.packets)
		}
	}
}

// A block that is more than there is memory for is not damage: it takes more
// memory, and there is no profile without.
func TestCompatBlockLimit(t *testing.T) {
	const entries = trace.MaxBlockSize/8 + 1
	header := make([]byte, 16)
	for i, v := range []uint32{8 * entries, 8 * entries, entries, 1} {
		binary.LittleEndian.PutUint32(header[4*i:], v)
	}
	data := append(header, make([]byte, 8*entries)...)
	m, err := trace.ParseMap([]byte(`{"endian":"little","components":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Decode2013(context.Background(), bytes.NewReader(data), m, DefaultMemory, nil)
	var limit *trace.LimitError
	if p != nil || !errors.As(err, &limit) {
		t.Errorf("profile %v, error %v", p, err)
	}
	if p, err = Decode2013(context.Background(), bytes.NewReader(data), m, 2*DefaultMemory, nil); err != nil {
		t.Error(err)
	} else if p.Entries != entries {
		t.Errorf("%d entries, want %d", p.Entries, entries)
	}
}

// Whatever the bytes, the decoder of 2013 has a profile of what came before.
func FuzzDecode2013(f *testing.F) {
	list := generate(200, 5)
	data := encode(f, list)
	f.Add(data)
	f.Add(data[:len(data)-5])
	f.Add(append(slices.Clone(data), data[:9]...))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Decode2013(context.Background(), bytes.NewReader(data), &trace.Map{}, DefaultMemory, nil)
		var damage *trace.Error
		if p == nil || err != nil && !errors.As(err, &damage) {
			t.Fatalf("profile %v, error %v", p, err)
		}
		for _, file := range p.files([]byte("{}"), "T") {
			var buf bytes.Buffer
			if err := file.to(&buf, ""); err != nil {
				t.Fatal(err)
			}
		}
	})
}
