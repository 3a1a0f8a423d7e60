package tracetext

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/trace"
)

const sample = `trace big
block stored
call 5.1 real=1000 virtual=-900 time=1378000000000000
component 12.0
return 5.1 real=1042 virtual=930 user=1 system=0 maxrss=4096
block stored
block packed
none -1.-1
type -32768.32767
call+return+component+left+type+0x80000008 0.0 time=-9223372036854775808
call 7.0
call 7.0
call 7.0
call 7.0
`

func TestRoundTrip(t *testing.T) {
	for _, order := range []string{"big", "little", "2"} {
		text := strings.Replace(sample, "big", order, 1)
		if order == "2" { // which has no empty blocks and packs what gets smaller
			text = strings.Replace(text, "block stored\nblock packed\n", "block stored\n", 1)
			text = strings.Replace(text, "trace 2\n", "trace 2\nmap {\"endian\": \"little\",\nmap  \"mappings\": [\n"+
				"map   {\"id\": 1, \"name\": \"f#1\", \"filename\": \"\", \"firstLine\": 0, \"lastLine\": 0, \"firstColumn\": 0, \"lastColumn\": 0, "+
				"\"builtin\": false, \"hook\": false, \"event\": false, \"bodies\": []}],\nmap  \"components\": []}\n", 1)
		}
		var data, again bytes.Buffer
		if err := Assemble(&data, strings.NewReader(text), new(trace.Map)); err != nil {
			t.Fatal(err)
		}
		o := trace.LittleEndian
		if order == "big" {
			o = trace.BigEndian
		}
		if err := Print(&again, &data, o); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(text, again.String()); diff != "" {
			t.Errorf("text (-want +got):\n%s", diff)
		}
	}
}

// Any trace has a text that makes a trace of the same blocks, entries and map.
func TestAnyTrace(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		version, order := 1+n%2, trace.Order(n/2%2)
		m := &trace.Map{Functions: []trace.Function{{ID: trace.ID(r.Uint32()), Name: "a \"name\" # \u00e9\n"}}, Components: []trace.Component{{Nameless: true}}}
		var data bytes.Buffer
		var second *trace.Writer2
		if version == 2 {
			var err error
			if second, err = trace.NewWriter2(&data, m); err != nil {
				t.Fatal(err)
			}
		}
		for range r.IntN(4) {
			entries := make([]trace.Entry, r.IntN(30))
			for i := range entries {
				entries[i] = randomEntry(r)
				if second != nil {
					second.Append(&entries[i])
				}
			}
			var err error
			if second != nil {
				err = second.Flush()
			} else {
				err = trace.WriteBlock(&data, order, r.IntN(2) == 0, entries)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if second != nil {
			if err := second.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var text, again bytes.Buffer
		if err := Print(&text, bytes.NewReader(data.Bytes()), order); err != nil {
			t.Fatal(err)
		}
		if err := Assemble(&again, bytes.NewReader(text.Bytes()), nil); err != nil {
			t.Fatalf("%v\n%s", err, text.Bytes())
		}
		if diff := cmp.Diff(contents(t, data.Bytes(), order), contents(t, again.Bytes(), order)); diff != "" {
			t.Fatalf("version %d, %v endian (-want +got):\n%s\n%s", version, order, diff, text.Bytes())
		}
	}
}

// randomEntry makes an entry of any options, often of usual ones.
func randomEntry(r *rand.Rand) trace.Entry {
	options := []trace.Options{trace.Call | trace.Clocks, trace.Return | trace.Clocks, trace.ComponentEvent, 0, trace.Options(r.Uint32())}
	e := trace.Entry{Options: options[r.IntN(len(options))], ID: trace.ID(r.Uint32())}
	value := func() int64 { return int64(r.Uint64()) >> r.IntN(64) }
	if e.Options&trace.Clocks != 0 {
		e.Real, e.Virtual = value(), value()
	}
	if e.Options&trace.Timestamp != 0 {
		e.Time = value()
	}
	if e.Options&trace.Usage != 0 {
		e.User, e.System, e.MaxRSS = value(), value(), value()
	}
	return e
}

// contents are the blocks of a trace and its map.
func contents(t *testing.T, data []byte, order trace.Order) any {
	t.Helper()
	in := trace.NewReader(bytes.NewReader(data), order)
	m, err := in.Map()
	if err != nil {
		t.Fatal(err)
	}
	var blocks [][]trace.Entry
	var b trace.Block
	for {
		if err := in.Next(&b); err == io.EOF {
			return []any{m, blocks}
		} else if err != nil {
			t.Fatal(err)
		}
		if err := b.Expand(); err != nil {
			t.Fatal(err)
		}
		var entries []trace.Entry
		c := b.Cursor()
		for e := (trace.Entry{}); c.Next(&e); {
			entries = append(entries, e)
		}
		if err := c.Err(); err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, entries)
	}
}

func TestAssembleIgnoresCommentsAndSpace(t *testing.T) {
	var a, b bytes.Buffer
	if err := Assemble(&a, strings.NewReader("# x\ntrace little # y\n\n  block   stored\n\tcall  1.0 # z\n"), new(trace.Map)); err != nil {
		t.Fatal(err)
	}
	if err := Assemble(&b, strings.NewReader("trace little\nblock stored\ncall 1.0"), new(trace.Map)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) || a.Len() != 24 {
		t.Errorf("got %x and %x", a.Bytes(), b.Bytes())
	}
}

func TestBadText(t *testing.T) {
	const head = "trace little\nblock stored\n"
	for _, test := range []struct{ text, want string }{
		{"", `want "trace little", "trace big" or "trace 2" on the first line`},
		{"trace middle", "line 1: want"},
		{"trace 3", "line 1: want"},
		{"trace little\ncall 1.0", `line 2: want "block packed"`},
		{"trace little\nblock", `line 2: want "block packed"`},
		{head + "call", "line 3: \"call\": want options and an identifier"},
		{head + "jump 1.0", `line 3: option "jump"`},
		{head + "call+0x2 1.0", `line 3: option "0x2"`},
		{head + "call+ 1.0", `line 3: option ""`},
		{head + "call 1", `line 3: identifier "1"`},
		{head + "call 32768.0", `line 3: identifier "32768.0"`},
		{head + "call 1.0 real=1", "line 3: field virtual is missing"},
		{head + "call 1.0 virtual=1 real=2", `line 3: field "real=2": want real, virtual`},
		{head + "call 1.0 time=1 time=2", `line 3: field "time=2"`},
		{head + "call 1.0 time=x", `line 3: field "time=x": want a number`},
		{"trace little\nmap {}", `line 2: want the map right behind "trace 2"`},
		{"trace 2\nblock stored\nmap {}", `line 3: want the map right behind "trace 2"`},
		{"trace 2\nmap {\nmap x\n\nblock stored", "line 5: the map before this line: line 2, column 1: not JSON"},
		{"trace 2\nmap {}", `line 2: the map before this line: the map: the key "endian" is missing`},
		{head + strings.Repeat("x", maxLine), "line 3: it is longer than 1048576 bytes"},
	} {
		err := Assemble(new(bytes.Buffer), strings.NewReader(test.text), new(trace.Map))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Assemble(%.60q): error %v, want %q", test.text, err, test.want)
		}
	}
}

func FuzzAssemble(f *testing.F) {
	f.Add(sample)
	f.Add("trace little\nblock packed\nnone 0.0\n")
	f.Add(strings.Replace(sample, "big", "2", 1))
	f.Add("trace 2\nmap {\"endian\": \"little\", \"components\": [{\"id\": 3, \"name\": \"TCP\"}]}\nblock stored\ncomponent+outside 3.0 real=1 virtual=1\n")
	f.Fuzz(func(t *testing.T, text string) {
		var data, printed, again bytes.Buffer
		if Assemble(&data, strings.NewReader(text), new(trace.Map)) != nil {
			return
		}
		// The first word of the text proper is its order.
		order := trace.LittleEndian
		for line := range strings.Lines(text) {
			line, _, _ = strings.Cut(line, "#")
			if words := strings.Fields(line); len(words) > 0 {
				if words[1] == "big" {
					order = trace.BigEndian
				}
				break
			}
		}
		if err := Print(&printed, bytes.NewReader(data.Bytes()), order); err != nil {
			t.Fatal(err)
		}
		if err := Assemble(&again, &printed, new(trace.Map)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.Bytes(), data.Bytes()) {
			t.Fatalf("assembled again: %x, want %x", again.Bytes(), data.Bytes())
		}
	})
}
