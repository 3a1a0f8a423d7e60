package tracetext

import (
	"bytes"
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
		{head + strings.Repeat("x", maxLine), "line 3: bufio.Scanner: token too long"},
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
