package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parts records the parts of a body, as text.
type parts struct {
	lines []string
	data  strings.Builder
}

func (p *parts) flush() {
	if p.data.Len() > 0 {
		p.lines = append(p.lines, fmt.Sprintf("%q", p.data.String()))
		p.data.Reset()
	}
}

func (p *parts) say(s string) { p.flush(); p.lines = append(p.lines, s) }

func (p *parts) beginPart()                           { p.say("begin") }
func (p *parts) partHeader(h HTTPHeader)              { p.say(h.Name + "=" + h.Value) }
func (p *parts) partHeaders(l []HTTPHeader, t string) { p.say(fmt.Sprintf("headers %d %s", len(l), t)) }
func (p *parts) partData(b []byte)                    { p.data.Write(b) }
func (p *parts) endPart()                             { p.say("end") }
func (p *parts) partWeird(name, addl string)          { p.say("weird " + name) }

func takeApart(typ, body string, piece int) []string {
	p := &parts{}
	m := newMultipart(typ, p, 0)
	if m == nil {
		return []string{"no parts"}
	}
	for len(body) > 0 {
		n := min(piece, len(body))
		m.write([]byte(body[:n]))
		body = body[n:]
	}
	m.end()
	p.flush()
	return p.lines
}

func TestMultipart(t *testing.T) {
	lines := func(s ...string) string { return strings.Join(s, "\r\n") }
	for _, test := range []struct {
		name, typ, body string
		want            []string
	}{
		{"two parts", "multipart/form-data; boundary=xyz",
			lines("preamble", "--xyz", "Content-Disposition: form-data; name=a", "", "one", "--xyz", "", "two", "", "--xyz--", "epilogue"),
			[]string{"begin", "CONTENT-DISPOSITION=form-data; name=a", "headers 1 ", `"one"`, "end", "begin", "headers 0 ", `"two\r\n"`, "end"}},
		{"at the very start", `Multipart/Mixed; Boundary="a b"`, "--a b\n\nx\n--a b--", []string{"begin", "headers 0 ", `"x"`, "end"}},
		{"empty part", "multipart/mixed; boundary=b", lines("--b", "", "--b--", ""), []string{"begin", "headers 0 ", "end"}},
		{"like a delimiter", "multipart/mixed; boundary=b", lines("--b", "", "--bc", "--", "-- b", "\r\r", "--b--"),
			[]string{"begin", "headers 0 ", `"--bc\r\n--\r\n-- b\r\n\r\r"`, "end"}},
		{"blanks after it", "multipart/mixed; boundary=b", lines("--b \t", "", "x", "--b-- ", "y"), []string{"begin", "headers 0 ", `"x"`, "end"}},
		{"folded header", "multipart/mixed; boundary=b", lines("--b", "X: a", "\tb", "bad", "", "x", "--b--"),
			[]string{"begin", "weird illegal_mime_header", "X=a\tb", "headers 1 ", `"x"`, "end"}},
		{"parts in parts", "multipart/mixed; boundary=b",
			lines("--b", "Content-Type: multipart/mixed; boundary=c", "", "--c", "", "in", "--c--", "--b", "", "out", "--b--"),
			[]string{"begin", "CONTENT-TYPE=multipart/mixed; boundary=c", "headers 1 multipart/mixed; boundary=c", "begin", "headers 0 ", `"in"`, "end",
				"end", "begin", "headers 0 ", `"out"`, "end"}},
		{"cut off", "multipart/mixed; boundary=b", lines("--b", "", "one", "--"), []string{"begin", "headers 0 ", `"one\r\n--"`, "end"}},
		{"cut off in headers", "multipart/mixed; boundary=b", lines("--b", "X: a", ""), []string{"begin", "X=a", "headers 1 ", "end"}},
		{"no boundary", "multipart/mixed", "--b", []string{"no parts"}},
		{"not multipart", "text/plain; boundary=b", "--b", []string{"no parts"}},
	} {
		for _, piece := range []int{1, 2, 3, 5, 1000} {
			if diff := cmp.Diff(test.want, takeApart(test.typ, test.body, piece)); diff != "" {
				t.Errorf("%s, pieces of %d (-want +got):\n%s", test.name, piece, diff)
			}
		}
	}
}

// TestMultipartDepth nests parts without end.
func TestMultipartDepth(t *testing.T) {
	body := ""
	for i := range 1000 {
		body += fmt.Sprintf("--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i, i+1)
	}
	got := takeApart("multipart/mixed; boundary=b0", body, 1000)
	begins, weird := 0, 0
	for _, l := range got {
		switch l {
		case "begin":
			begins++
		case "weird exceeded_mime_max_depth":
			weird++
		}
	}
	if begins != MaxMIMEDepth || weird != 1 {
		t.Errorf("%d parts, %d weirds, want %d and 1", begins, weird, MaxMIMEDepth)
	}
}

func TestMultipartLongHeader(t *testing.T) {
	p := &parts{}
	m := newMultipart("multipart/mixed; boundary=b", p, 0)
	m.write([]byte("--b\r\nX: "))
	for range 1000 {
		m.write([]byte(strings.Repeat("x", 1000)))
		if n := len(m.buf); n > 1000 {
			t.Fatalf("%d bytes are kept", n)
		}
		if m.part != nil && len(m.part.line) > MaxMIMEHeader {
			t.Fatalf("%d bytes of a header are kept", len(m.part.line))
		}
	}
}

func FuzzMultipart(f *testing.F) {
	f.Add("--b\r\nA: b\r\n\r\nx\r\n--b\r\nContent-Type: multipart/x; boundary=c\r\n\r\n--c\r\n\r\ny\r\n--c--\r\n--b--\r\n", 7)
	f.Fuzz(func(t *testing.T, body string, piece int) {
		if piece < 1 || len(body) > 1<<16 {
			return
		}
		whole := takeApart("multipart/mixed; boundary=b", body, len(body)+1)
		if diff := cmp.Diff(whole, takeApart("multipart/mixed; boundary=b", body, piece)); diff != "" && len(body) < MaxMIMEHeader {
			t.Errorf("pieces of %d differ (-whole +pieces):\n%s", piece, diff)
		}
	})
}
