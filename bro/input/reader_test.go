package input

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// linesOf reads all lines of r as lineReader gives them, the unterminated rest last.
func linesOf(r io.Reader, sep string, most int) (lines []string, long int) {
	l := newLineReader(r, sep)
	l.max = most
	for {
		b, err := l.next()
		switch err {
		case nil:
			lines = append(lines, string(b))
		case errTooLong:
			long++
		default:
			if rest := l.rest(); len(rest) > 0 {
				lines = append(lines, string(rest))
			}
			return lines, long
		}
	}
}

// plainLines does the same in the plainest way.
func plainLines(text, sep string, most int) (lines []string, long int) {
	parts := strings.Split(text, sep)
	for i, p := range parts {
		switch {
		case len(p) > most && (i < len(parts)-1 || len(p) > most+len(sep)):
			long++
		case i == len(parts)-1 && p == "":
		default:
			lines = append(lines, p)
		}
	}
	return lines, long
}

func TestLineReader(t *testing.T) {
	for _, tt := range []struct {
		text, sep string
		max       int
		want      []string
		long      int
	}{
		{"", "\n", 10, nil, 0},
		{"a\nb\n", "\n", 10, []string{"a", "b"}, 0},
		{"a\nb", "\n", 10, []string{"a", "b"}, 0},
		{"\n\n", "\n", 10, []string{"", ""}, 0},
		{"a--b---c", "--", 10, []string{"a", "b", "-c"}, 0},
		{"a\nbcdef\ng\n", "\n", 4, []string{"a", "g"}, 1},
		{"abcdefghijkl", "\n", 4, nil, 1},
		{"abcdefghi--jk-l--", "--", 4, []string{"jk-l"}, 1},
	} {
		for name, r := range map[string]io.Reader{
			"whole":    strings.NewReader(tt.text),
			"one byte": iotest.OneByteReader(strings.NewReader(tt.text)),
		} {
			got, long := linesOf(r, tt.sep, tt.max)
			if fmt.Sprint(got) != fmt.Sprint(tt.want) || len(got) != len(tt.want) || long != tt.long {
				t.Errorf("%s: lines of %q by %q are %q and %d too long, want %q and %d", name, tt.text, tt.sep, got, long, tt.want, tt.long)
			}
		}
	}
}

// TestLineReaderGrowing goes on after the end of a file that has grown.
func TestLineReaderGrowing(t *testing.T) {
	var b bytes.Buffer
	l := newLineReader(&b, "\n")
	for _, step := range []struct{ write, want string }{{"ab", ""}, {"c\nd", "abc"}, {"\n", "d"}, {"", ""}} {
		b.WriteString(step.write)
		line, err := l.next()
		if string(line) != step.want || (err != nil) != (step.want == "") {
			t.Errorf("after %q: %q, %v, want %q", step.write, line, err, step.want)
		}
	}
}

func TestTracker(t *testing.T) {
	var tr tracker
	rnd := rand.New(rand.NewPCG(1, 2))
	last := map[uint64]uint64{}
	for round := range 20 {
		current := map[uint64]uint64{}
		for range 500 {
			key, sum := 1+rnd.Uint64N(700), rnd.Uint64N(3)<<1
			at := tr.find(key)
			_, seen := current[key]
			old, inLast := last[key]
			if got, want := at >= 0 && !tr.seenAt(at), inLast && !seen; got != want {
				t.Fatalf("round %d: key %d is of the last reading: %v, want %v", round, key, got, want)
			}
			if inLast && !seen && tr.same(at, sum) != (old == sum) {
				t.Fatalf("round %d: key %d has the same sum: %v", round, key, tr.same(at, sum))
			}
			tr.put(at, key, sum, round*50)
			current[key] = sum
		}
		missing := 0
		for key := range last {
			if _, ok := current[key]; !ok {
				missing++
			}
		}
		if tr.unseen() != missing {
			t.Fatalf("round %d: %d unseen, want %d", round, tr.unseen(), missing)
		}
		if round%5 == 4 { // this reading failed
			tr.undo()
			for k, s := range current {
				last[k] = s
			}
			continue
		}
		tr.next()
		last = current
	}
}

// harness runs a reader without an interpreter, and takes what it sends.
type harness struct {
	s       *stream
	reader  reader
	rows    [][]interp.Value
	ends    int
	reports []string
}

func newHarness(mode mode, columns []column, module map[string]string, make func(*stream, []column, *options) (reader, error)) (*harness, error) {
	config := interp.NewTable(resolve.NewTable(resolve.StringType, resolve.StringType))
	for k, v := range module {
		config.Put([]interp.Value{interp.String(k)}, interp.String(v))
	}
	fw := New()
	s := &stream{fw: fw, name: "test", source: "in", mode: mode}
	h := &harness{s: s}
	r, err := make(s, columns, &options{in: &interp.Interp{}, config: config.Value()})
	h.reader = r
	return h, err
}

var testColumns = []column{
	{name: "a", typ: resolve.AddrType, needed: true},
	{name: "c", typ: resolve.CountType},
	{name: "d", typ: resolve.DoubleType, optional: true},
	{name: "p", typ: resolve.PortType, optional: true, protocol: "proto"},
	{name: "s", typ: resolve.StringType},
	{name: "ss", typ: resolve.NewSet(resolve.StringType), optional: true},
	{name: "v", typ: resolve.NewVector(resolve.SubnetType), optional: true},
	{name: "re", typ: resolve.PatternType, optional: true},
	{name: "b", typ: resolve.BoolType, optional: true},
}

// run makes one request and collects the messages.
func (h *harness) run(req request) {
	h.s.out = make(chan message)
	f := newFeed(h.s, h.cols(), 1)
	h.s.feed = f
	done := make(chan struct{})
	go func() {
		h.reader.read(req, f)
		f.flush()
		close(done)
	}()
	for {
		select {
		case m := <-h.s.out:
			switch m.kind {
			case entries:
				for i := range m.batch.rows() {
					h.rows = append(h.rows, append([]interp.Value(nil), m.batch.row(i)...))
				}
			case endOfData:
				h.ends++
			case report:
				h.reports = append(h.reports, m.text)
			}
		case <-done:
			return
		}
	}
}

func (h *harness) cols() int {
	switch r := h.reader.(type) {
	case *asciiReader:
		return len(r.columns)
	}
	return 1
}

func asASCII(s *stream, c []column, o *options) (reader, error) { return newASCII(s, c, o) }
func asRaw(s *stream, c []column, o *options) (reader, error)   { return newRaw(s, c, o) }

// formats of fuzzed files; the module's options have no defaults without scripts.
var asciiConfig = map[string]string{"separator": "\t", "set_separator": ",", "empty_field": "(empty)", "unset_field": "-",
	"fail_on_invalid_lines": "F", "fail_on_file_problem": "F", "path_prefix": ""}

// FuzzASCII reads any file without crashing; a file read in one go and followed in
// pieces to its end gives the same lines.
func FuzzASCII(f *testing.F) {
	const header = "#fields\ta\tc\td\tp\tproto\ts\tss\tv\tre\tb\n"
	for _, seed := range []string{
		"", "#", "a\tc\ts\n1.2.3.4\t5\tx", header,
		header + "10.0.0.1\t1\t2.5e3\t53\tudp\thurz\\x41\ta,b\t10.0.0.0/8\t/x+/i\tT\n",
		header + "::1\t-\tinf\t53/tcp\t-\t\t(empty)\t\t-\t0\r\n\n",
		header + "x\t1x\t.\t70000\tsctp\t\x00\t,\t1.2.3.4/99\t/(/\tx\n#fields\ta\tc\ts\n1\t2\t3\n",
		header + "1.2.3.4\t18446744073709551616\t1e999\n",
		"\uFEFF" + header + "10.0.0.1\t1\t2\t3\ttcp\tunended",
		"#fields\ta\tc\ts\ta\n1.1.1.1\t1\tx\t2.2.2.2\r\r\n\x00\t\x00\t\x00\t\x00\n",
		"#fields\ta\tc\ts\n[::1]\t+1\t\\x\n#fields\tc\ts\n#fields\ts\tc\ta\n\\x4\t-0\t::ffff:1.2.3.4\n",
		header + "fe80::1%eth0\t-\t-.5e-3x\t53/tcp/x\tTCP\t-\t-,-\t::/0,1.2.3.4/0\t//is\t1\n\n#close\n",
	} {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, text string, cut int) {
		name := filepath.Join(t.TempDir(), "in")
		run := func(mode mode, parts ...string) *harness {
			h, err := newHarness(mode, testColumns, asciiConfig, asASCII)
			if err != nil {
				t.Fatal(err)
			}
			h.reader.(*asciiReader).path = name
			os.Remove(name)
			req := first
			for i, p := range parts {
				if mode == streaming && i == len(parts)-1 {
					req = last
				}
				w, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
				if err != nil {
					t.Fatal(err)
				}
				w.WriteString(p)
				w.Close()
				h.run(req)
				req = regular
			}
			h.reader.close()
			return h
		}
		whole := run(manual, text)
		if bytes.Count([]byte(text), []byte("\n")) > 0 && len(whole.reports) == 0 && whole.ends != 1 {
			t.Errorf("%d ends of data", whole.ends)
		}
		if cut < 0 || cut > len(text) {
			return
		}
		want := whole.rows
		if got := run(streaming, text[:cut], text[cut:], "").rows; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("followed in pieces: %v\nin one go: %v", got, want)
		}
	})
}

// FuzzRaw cuts any file the way strings.Split does.
func FuzzRaw(f *testing.F) {
	f.Add("a\nb\n", "\n", 100)
	f.Add("a--b---c", "--", 1)
	f.Add("aaaa", "aa", 2)
	f.Add("\x00\x00", "\x00", 0)
	f.Fuzz(func(t *testing.T, text, sep string, most int) {
		if sep == "" || most < 0 {
			return
		}
		got, long := linesOf(iotest.HalfReader(strings.NewReader(text)), sep, most)
		want, wantLong := plainLines(text, sep, most)
		if most > len(text)+len(sep) && (fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) || long != wantLong) {
			t.Errorf("lines of %q by %q: %q and %d too long, want %q and %d", text, sep, got, long, want, wantLong)
		}
		for _, l := range got {
			if strings.Contains(l, sep) {
				t.Errorf("line %q has the separator %q", l, sep)
			}
		}
		h, err := newHarness(manual, []column{{name: "s", typ: resolve.StringType}}, map[string]string{"record_separator": sep}, asRaw)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "in")
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		h.reader.(*rawReader).path = name
		h.run(first)
		all, _ := plainLines(text, sep, MaxLine)
		var rows []string
		for _, r := range h.rows {
			rows = append(rows, r[0].Str())
		}
		if fmt.Sprintf("%q", rows) != fmt.Sprintf("%q", all) || h.ends != 1 {
			t.Errorf("records of %q by %q: %q and %d ends, want %q", text, sep, rows, h.ends, all)
		}
	})
}
