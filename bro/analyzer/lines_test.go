package analyzer

import (
	"bytes"
	"strings"
	"testing"
)

// readLines reads pieces and marks those that are no whole lines with "+".
func readLines(l *lineReader, pieces ...string) (lines []string) {
	for _, p := range pieces {
		data := []byte(p)
		for {
			line, rest, ok := l.next(data)
			if !ok {
				break
			}
			s := string(line)
			if l.over {
				s += "+"
			}
			lines = append(lines, s)
			data = rest
		}
	}
	return lines
}

func TestLines(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"a\r\nb\nc\rd", "a|b|c"},
		{"\r\n\n\r\r\n", "|||"},
		{"a\rb\r", "a"},
		{"12345678\r\n", "12345678"},
		{"123456789\r\n", "12345678+|9"},
		{"12345678", ""},
	} {
		whole := readLines(&lineReader{max: 8}, test.in)
		if got := strings.Join(whole, "|"); got != test.want {
			t.Errorf("%q: %q, want %q", test.in, got, test.want)
		}
		l := &lineReader{max: 8}
		if got := strings.Join(readLines(l, strings.Split(test.in, "")...), "|"); got != test.want {
			t.Errorf("%q byte by byte: %q, want %q", test.in, got, test.want)
		}
	}
	l := &lineReader{max: 8}
	readLines(l, "ab")
	l.gap()
	if got := readLines(l, "c\n"); len(got) != 1 || got[0] != "c" {
		t.Errorf("after a gap: %q", got)
	}
	readLines(l, "rest")
	if kept := l.kept(); string(kept) != "rest" || len(l.buf) > 0 {
		t.Errorf("kept %q", kept)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("a\r\nbc\r"), []byte("\nd\ne"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		l := &lineReader{max: 16}
		got := readLines(l, string(a), string(b))
		if want := readLines(&lineReader{max: 16}, string(a)+string(b)); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("%q, %q: %q, in one piece %q", a, b, got, want)
		}
		if len(l.buf) > l.max+1 || bytes.ContainsAny(bytes.TrimSuffix(l.buf, []byte{'\r'}), "\r\n") {
			t.Fatalf("%q is kept", l.buf)
		}
	})
}
