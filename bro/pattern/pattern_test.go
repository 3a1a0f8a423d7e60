package pattern

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMatch(t *testing.T) {
	tests := []struct {
		re, s      string
		flags      Flags
		all, found bool
	}{
		{re: `foo`, s: "foo", all: true, found: true},
		{re: `foo`, s: "a foo b", found: true},
		{re: `foo|bar`, s: "bar", all: true, found: true},
		{re: `.`, s: "\n"},
		{re: `.`, s: "\n", flags: SingleLine, all: true, found: true},
		{re: `fOo`, s: "FoO", flags: FoldCase, all: true, found: true},
		{re: `(?i:f)oo`, s: "Foo", all: true, found: true},
		{re: `(?i:f)oo`, s: "FoO"},
		{re: `^foo`, s: "foobar", found: true},
		{re: `^foo`, s: "a foo"},
		{re: `bar$`, s: "foobar", found: true},
		{re: `bar$`, s: "bar\n"},
		{re: `^$`, s: "", all: true, found: true},
		{re: `"a.b"`, s: "a.b", all: true, found: true},
		{re: `"a.b"`, s: "axb"},
		{re: `"A"b`, s: "AB", flags: FoldCase, all: true, found: true},
		{re: `"A"b`, s: "aB", flags: FoldCase},
		{re: `a{2,3}`, s: "aaa", all: true, found: true},
		{re: `a{2,3}`, s: "aaaa", found: true},
		{re: `a{2}`, s: "a"},
		{re: `a{0}b`, s: "b", all: true, found: true},
		{re: `a{1,}`, s: "aaaaa", all: true, found: true},
		{re: `[[:digit:]]+`, s: "0123", all: true, found: true},
		{re: `[^a-z]`, s: "a"},
		{re: `[]a]+`, s: "]a", all: true, found: true},
		{re: `[a\-z]+`, s: "-a", all: true, found: true},
		{re: `\x41\102`, s: "AB", all: true, found: true},
		{re: `\xff`, s: "\xff", all: true, found: true},
		{re: `a\/b`, s: "a/b", all: true, found: true},
		{re: ``, s: "x", found: true},
		{re: ``, s: "", all: true, found: true},
		{re: `.*\.(exe|com)$`, s: "evil.exe", all: true, found: true},
	}
	for _, tt := range tests {
		p, err := Compile(tt.re, tt.flags)
		if err != nil {
			t.Errorf("Compile(%q): %v", tt.re, err)
			continue
		}
		if got := p.MatchAll(tt.s); got != tt.all {
			t.Errorf("/%s/ == %q is %v, want %v", tt.re, tt.s, got, tt.all)
		}
		if got := p.Contains(tt.s); got != tt.found {
			t.Errorf("/%s/ in %q is %v, want %v", tt.re, tt.s, got, tt.found)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	tests := []struct{ re, want string }{
		{`(a`, "missing )"},
		{`a)`, "unmatched )"},
		{`[a`, "missing ]"},
		{`*a`, "nothing to repeat"},
		{`a{2,1}`, "bad repeat"},
		{`a{999999999999}`, "repeat count over"},
		{`((a{1000}){1000}){1000}`, "too large"},
		{`a\`, `\ at the end`},
		{`"a`, "missing closing"},
		{`[[:nope:]]`, "unknown class"},
		{`(?x:a)`, "unknown group flag"},
		{strings.Repeat("(", 5000), "nested too deep"},
	}
	for _, tt := range tests {
		if _, err := Compile(tt.re, 0); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Compile(%.30q) = %v, want an error with %q", tt.re, err, tt.want)
		}
	}
}

func TestAll(t *testing.T) {
	tests := []struct{ re, s, want string }{
		{`a+`, "aabaaa", "[0 2] [3 6]"},
		{`ab`, "abab", "[0 2] [2 4]"},
		{`a|ab`, "ab", "[0 2]"},
		{`^a`, "aaa", "[0 1]"},
		{`a$`, "aaa", "[2 3]"},
		{`x*`, "axb", "[0 0] [1 2] [3 3]"},
		{`.`, "abc", "[0 1] [1 2] [2 3]"},
		{`no`, "yes", ""},
	}
	for _, tt := range tests {
		p, err := Compile(tt.re, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for m := range p.All(tt.s, 0) {
			got = append(got, fmt.Sprint(m[:]))
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("/%s/ in %q: %s, want %s", tt.re, tt.s, got, tt.want)
		}
	}
}

func TestCombinationsPrintTheirParts(t *testing.T) {
	p, _ := Compile("foo", 0)
	q, _ := Compile("bar", 0)
	or, err := Or(p, q)
	if err != nil {
		t.Fatal(err)
	}
	cat, err := Concat(p, q)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := or.String(), "/(^?(foo)$?)|(^?(bar)$?)/"; got != want {
		t.Errorf("or prints %s, want %s", got, want)
	}
	if !or.MatchAll("bar") || !cat.MatchAll("foobar") || cat.MatchAll("foo") {
		t.Error("combined patterns match wrongly")
	}
}

// A pattern whose automaton is exponential, and one whose longest-match runs
// overlap fully: both must stay linear in the text.
func TestTimeIsLinear(t *testing.T) {
	text := strings.Repeat("ab", 1<<18)
	for _, re := range []string{`(a|b)*a(a|b){18}c`, `a|(a|b)*c`} {
		p, err := Compile(re, 0)
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		p.Contains(text)
		n := 0
		for range p.All(text, 0) {
			n++
		}
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("/%s/ took %v", re, took)
		}
		if p.search != nil && p.search.size() > p.search.limit {
			t.Errorf("/%s/ keeps %d states, limit %d", re, p.search.size(), p.search.limit)
		}
	}
}

// exprFrom turns any bytes into an expression that Bro and Go read alike.
func exprFrom(data []byte) string {
	atoms := []string{"a", "b", "c", ".", "[ab]", "[^b]", "(", ")", "|", "*", "+", "?", "{2}", "{1,3}", "^", "$", "\\n", "x"}
	var b strings.Builder
	for _, c := range data[:min(len(data), 24)] {
		b.WriteString(atoms[int(c)%len(atoms)])
	}
	return b.String()
}

func FuzzAgainstRegexp(f *testing.F) {
	f.Add([]byte{0, 1, 2}, "abc")
	f.Add([]byte{6, 0, 8, 1, 7, 9, 15}, "abab\nc")
	f.Add([]byte{14, 0, 12, 3, 15}, "aax\n")
	f.Fuzz(func(t *testing.T, expr []byte, text string) {
		src := exprFrom(expr)
		// Go rejects a** and reads a*? as lazy; Bro does neither.
		if regexp.MustCompile(`[*+?}][*+?{]|[(^$|][{*+?]|^[{*+?]`).MatchString(src) {
			return
		}
		want, err := regexp.Compile(src)
		if err != nil {
			return
		}
		want.Longest()
		for i := range len(text) {
			if text[i] >= 0x80 {
				return
			}
		}
		whole := regexp.MustCompile(`\A(?:` + src + `)\z`)
		p, err := Compile(src, 0)
		if err != nil {
			t.Fatalf("Compile(%q): %v", src, err)
		}
		if got, want := p.Contains(text), want.MatchString(text); got != want {
			t.Errorf("/%s/ in %q is %v, want %v", src, text, got, want)
		}
		if got, want := p.MatchAll(text), whole.MatchString(text); got != want {
			t.Errorf("/%s/ == %q is %v, want %v", src, text, got, want)
		}
		var got [][2]int
		for m := range p.All(text, 0) {
			got = append(got, m)
		}
		var all [][2]int
		for _, m := range want.FindAllStringIndex(text, -1) {
			all = append(all, [2]int{m[0], m[1]})
		}
		if !slices.Equal(got, all) {
			t.Errorf("/%s/ all in %q: %v, want %v", src, text, got, all)
		}
	})
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{`a{2,3}[^x]"q"(?i:b)$`, `[[:alpha:]-z]\x41\777`, `((((`} {
		f.Add(s, "some text")
	}
	f.Fuzz(func(t *testing.T, src, text string) {
		if p, err := Compile(src, 0); err == nil {
			p.Contains(text)
			for range p.All(text, 0) {
			}
		}
	})
}

// wordDFA is what one would write in Go for a search of
// (select|union)[^;]*from: a table with a row of transitions for each state.
// The last state is the match.
func wordDFA() [][256]uint8 {
	words := []string{"select", "union"}
	type node struct {
		text  string
		final bool
	}
	// The states are the prefixes of the words, then those of "from".
	var states []node
	number := map[string]uint8{}
	add := func(key, text string, final bool) {
		if _, ok := number[key]; !ok {
			number[key] = uint8(len(states))
			states = append(states, node{text, final})
		}
	}
	for _, w := range words {
		for i := range len(w) {
			add("1"+w[:i], w[:i], false)
		}
	}
	for i := range len("from") {
		add("2"+"from"[:i], "from"[:i], true)
	}
	table := make([][256]uint8, len(states)+1)
	for st, n := range states {
		for b := range 256 {
			text := n.text + string([]byte{byte(b)})
			phase := "1"
			switch {
			case n.final && b == ';':
				text = ""
			case n.final:
				phase = "2"
			}
			for ; ; text = text[1:] {
				if phase == "1" && slices.Contains(words, text) {
					phase, text = "2", ""
				} else if phase == "2" && text == "from" {
					table[st][b] = uint8(len(states))
					break
				}
				if next, ok := number[phase+text]; ok {
					table[st][b] = next
					break
				}
			}
		}
	}
	return table
}

func searchWords(table [][256]uint8, s string) bool {
	match := uint8(len(table) - 1)
	st := uint8(0)
	for i := range len(s) {
		if st = table[st][s[i]]; st == match {
			return true
		}
	}
	return false
}

// BenchmarkSearch looks for a pattern that is not there in n bytes, with our
// automaton, one made by hand, and package regexp.
func BenchmarkSearch(b *testing.B) {
	const src = `(select|union)[^;]*from`
	text := strings.Repeat("GET /index.html?union=x; HTTP/1.1 Host: example.org ", 200)
	p, err := Compile(src, 0)
	if err != nil {
		b.Fatal(err)
	}
	re, table := regexp.MustCompile(src), wordDFA()
	for _, s := range []string{text, text + "select a from b", "selunion fro;m from"} {
		if want := re.MatchString(s); p.Contains(s) != want || searchWords(table, s) != want {
			b.Fatalf("%q: the three do not agree", s)
		}
	}
	for _, bb := range []struct {
		in     string
		search func()
	}{
		{"go", func() { searchWords(table, text) }},
		{"regexp", func() { re.MatchString(text) }},
		{"pattern", func() { p.Contains(text) }},
	} {
		b.Run(fmt.Sprintf("n=%d/in=%s", len(text), bb.in), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				bb.search()
			}
		})
	}
}
