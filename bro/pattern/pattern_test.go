package pattern

import (
	"fmt"
	"slices"
	"strings"
	"testing"
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
		{re: `(?i:a(?-i:b)c)`, s: "AbC", all: true, found: true},
		{re: `(?i:a(?-i:b)c)`, s: "ABC"},
		{re: `(?is:a.b)`, s: "A\nB", all: true, found: true},
		{re: `(a+)+(b?)+(c*)*(d+)?(e?)*`, s: "aabbccddee", all: true, found: true},
		{re: `(a?){3}b{0,2}c{1,1}d{0}`, s: "aaabbc", all: true, found: true},
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

func TestNamedClasses(t *testing.T) {
	const (
		lower  = "abcdefghijklmnopqrstuvwxyz"
		upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		digits = "0123456789"
		punct  = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	)
	var control strings.Builder
	for c := range byte(32) {
		control.WriteByte(c)
	}
	for name, want := range map[string]string{
		"alpha": lower + upper, "lower": lower, "upper": upper, "digit": digits, "alnum": lower + upper + digits,
		"xdigit": digits + "abcdefABCDEF", "punct": punct, "space": " \t\n\v\f\r", "blank": " \t",
		"cntrl": control.String() + "\x7f", "graph": lower + upper + digits + punct, "print": lower + upper + digits + punct + " ",
	} {
		p := must(t, "[[:"+name+":]]")
		for c := range 256 {
			s := string([]byte{byte(c)})
			if got := p.MatchAll(s); got != strings.Contains(want, s) {
				t.Errorf("[:%s:] matches %q: %v", name, s, got)
			}
		}
	}
}

func TestQuote(t *testing.T) {
	var all []byte
	for c := range 256 {
		all = append(all, byte(c))
	}
	for _, s := range []string{string(all), "", "a+b"} {
		if p := must(t, Quote(s)); !p.MatchAll(s) || p.MatchAll(s+"x") {
			t.Errorf("Quote(%q) = %q does not match just that", s, Quote(s))
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
		{`x*`, "axb", "[1 2]"},
		{`.`, "abc", "[0 1] [1 2] [2 3]"},
		{`no`, "yes", ""},
		{`(^|,)b?`, "b,b,a", "[0 1] [1 3] [3 4]"},
		{`\xff+|\x00`, "\xff\xff\x00a", "[0 2] [2 3]"},
	}
	for _, tt := range tests {
		p := must(t, tt.re)
		var got []string
		for m := range p.All(tt.s, 0) {
			if start, end, ok := p.Find(tt.s, 0); !ok || got == nil && m != [2]int{start, end} {
				t.Errorf("/%s/ is found first in %q at %d to %d: %v", tt.re, tt.s, start, end, ok)
			}
			got = append(got, fmt.Sprint(m[:]))
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("/%s/ in %q: %s, want %s", tt.re, tt.s, got, tt.want)
		}
	}
}

func must(tb testing.TB, src string) *Pattern {
	tb.Helper()
	p, err := Compile(src, 0)
	if err != nil {
		tb.Fatal(err)
	}
	return p
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
	if got, want := or.String(), "/^?((^?(foo)$?)|(^?(bar)$?))$?/"; got != want {
		t.Errorf("or prints %s, want %s", got, want)
	}
	if !or.MatchAll("bar") || !cat.MatchAll("foobar") || cat.MatchAll("foo") {
		t.Error("combined patterns match wrongly")
	}
}

// Patterns whose automata are exponential, or whose longest matches are found
// only by reading far beyond them: the bytes read to find all matches grow
// with the text, and memory does not.
func TestTimeIsLinear(t *testing.T) {
	const n = 1 << 18
	tests := []struct {
		re, text string
		matches  int
	}{
		{`a*b`, strings.Repeat("a", n), 0},
		{`a*b|a*c$`, strings.Repeat("a", n), 0},
		{`a|a*b`, strings.Repeat("a", n), n},
		{`a|(a|b)*c`, strings.Repeat("ab", n/2), n / 2},
		{`a|(a{500})*b`, strings.Repeat("a", n/8), n / 8},
		{`(a|b)*a(a|b){12}c|b`, strings.Repeat("ab", n/2), n / 2},
		{`(.|\n)*x|y$`, strings.Repeat("y\n", n/2) + "y", 1},
	}
	for _, tt := range tests {
		p := must(t, tt.re)
		found := 0
		for range p.All(tt.text, 0) {
			found++
		}
		if found != tt.matches {
			t.Errorf("/%s/ has %d matches, want %d", tt.re, found, tt.matches)
		}
		if p.read > 4*len(tt.text)+1000 {
			t.Errorf("/%s/ reads %d bytes in a text of %d", tt.re, p.read, len(tt.text))
		}
		for _, d := range []*dfa{p.exact, p.search, p.reverse} {
			if d != nil && d.bytes > d.limit+1<<16 {
				t.Errorf("/%s/ keeps %d bytes, limit %d", tt.re, d.bytes, d.limit)
			}
		}
		p.read = 0
		p.Last(tt.text)
		if p.read > 2*len(tt.text) {
			t.Errorf("/%s/ reads %d bytes in a text of %d to find the last match", tt.re, p.read, len(tt.text))
		}
	}
}

func TestSet(t *testing.T) {
	set, err := NewSet(must(t, `foo`), must(t, `foo|bar`), must(t, `^o`), must(t, `o$`), must(t, ``), must(t, `.*`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text       string
		all, found []int32
	}{
		{"foo", []int32{0, 1, 5}, []int32{0, 1, 3, 4, 5}},
		{"bar", []int32{1, 5}, []int32{1, 4, 5}},
		{"o", []int32{2, 3, 5}, []int32{2, 3, 4, 5}},
		{"", []int32{4, 5}, []int32{4, 5}},
		{"x\n", nil, []int32{4, 5}},
		{"xfoobar", []int32{5}, []int32{0, 1, 4, 5}},
	} {
		if got := set.MatchAll(nil, tt.text); !slices.Equal(got, tt.all) {
			t.Errorf("%q as a whole matches %v, want %v", tt.text, got, tt.all)
		}
		if got := set.MatchesAny(tt.text); got != (len(tt.all) > 0) {
			t.Errorf("%q matches any is %v", tt.text, got)
		}
		if got := set.Search(nil, tt.text); !slices.Equal(got, tt.found) {
			t.Errorf("in %q match %v, want %v", tt.text, got, tt.found)
		}
	}
	if insts, states, bytes := set.Stats(); insts == 0 || states < 5 || bytes == 0 {
		t.Errorf("%d instructions, %d states, %d bytes were built", insts, states, bytes)
	}
	none, _ := NewSet()
	if none.MatchesAny("") || len(none.Search(nil, "a")) > 0 {
		t.Error("the set of no patterns matches")
	}
}
