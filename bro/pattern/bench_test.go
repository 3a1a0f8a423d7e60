package pattern

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

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

// A table is a finished automaton as one would write it by hand: a row for
// each state, the first the start. The number behind the last is the match.
type table struct {
	rows    [][256]uint16
	final   []bool // a match ends here if the text does
	matched uint16
}

func tableOf(b *testing.B, p *Pattern) *table {
	d := newDFA(compile([]*node{p.tree}, shape{floating: true}), 1<<30, nil)
	t := &table{}
	number := map[uint32]uint16{d.starts[1] & placeMask: 0}
	todo := []uint32{d.starts[1] & placeMask}
	const accepted = 1<<16 - 1
	for len(todo) > 0 {
		st := todo[0]
		todo = todo[1:]
		var row [256]uint16
		for c := range 256 {
			next := d.trans[st+uint32(d.class[c])]
			if next == tagUnknown {
				next = d.step(&st, byte(c))
			}
			if next&tagAccepts != 0 {
				row[c] = accepted
				continue
			}
			next &= placeMask
			if _, ok := number[next]; !ok {
				number[next] = uint16(len(number))
				todo = append(todo, next)
			}
			row[c] = number[next]
		}
		t.rows, t.final = append(t.rows, row), append(t.final, d.at(st).atEnd)
	}
	if len(t.rows) > 60000 {
		b.Fatalf("%s has %d states", p, len(t.rows))
	}
	t.matched = uint16(len(t.rows))
	for i := range t.rows {
		for c := range 256 {
			if t.rows[i][c] == accepted {
				t.rows[i][c] = t.matched
			}
		}
	}
	return t
}

func (t *table) contains(s string) bool {
	st, rows, matched := uint16(0), t.rows, t.matched
	for i := range len(s) {
		if st = rows[st][s[i]]; st == matched {
			return true
		}
	}
	return t.final[st]
}

// words makes n different words of small letters.
func words(n int) []string {
	var list []string
	x := uint32(1)
	for range n {
		var w []byte
		for range 5 + x>>28%4 {
			x = x*1664525 + 1013904223
			w = append(w, 'a'+byte(x>>16%26))
		}
		list = append(list, string(w))
	}
	return list
}

// BenchmarkMatch looks for patterns of several kinds in n bytes, most of them
// not there, with our automata, the same automaton as a finished table, and
// package regexp.
func BenchmarkMatch(b *testing.B) {
	http := strings.Repeat("GET /index.html?union=x&id=17; HTTP/1.1 Host: www.example.org ", 160)
	prose := strings.Join(words(1500), " ")
	for _, bm := range []struct{ work, bro, golang, text string }{
		{"literal", `select`, `select`, http},
		{"prefix", `Host: [a-z.]*net`, `Host: [a-z.]*net`, http},
		{"words", strings.Join(words(1700)[1500:], "|"), strings.Join(words(1700)[1500:], "|"), prose},
		{"class", `[a-z]+[0-9]+[a-z]`, `[a-z]+[0-9]+[a-z]`, prose},
		{"fold", `(?i:union|select)[^;]*(?i:from)`, `(?i:union|select)[^;]*(?i:from)`, http},
		{"injection", `[\?&][^[:blank:]\x00-\x1f]+=[\-0-9%]+([[:blank:]\x00-\x1f]|\/\*.*\*\/)*['"\x22]([[:blank:]]|;)+(x?or|n?and|having|union|select)`,
			`[\?&][^\t \x00-\x1f]+=[\-0-9%]+([\t \x00-\x1f]|/\*.*\*/)*['"]([\t ]|;)+(x?or|n?and|having|union|select)`, http},
		{"suffix", `\.(exe|com|dll)$`, `\.(exe|com|dll)$`, http},
		{"anchored", `^GET [^ ]*\.exe`, `^GET [^ ]*\.exe`, http},
		{"loop", `^[a-z ]*$`, `^[a-z ]*$`, prose},
	} {
		p, err := Compile(bm.bro, 0)
		if err != nil {
			b.Fatal(err)
		}
		re, table := regexp.MustCompile(bm.golang), tableOf(b, p)
		if want := re.MatchString(bm.text); p.Contains(bm.text) != want || table.contains(bm.text) != want {
			b.Fatalf("%s: the three do not agree", p)
		}
		for _, bb := range []struct {
			in     string
			search func() bool
		}{
			{"go", func() bool { return table.contains(bm.text) }},
			{"regexp", func() bool { return re.MatchString(bm.text) }},
			{"pattern", func() bool { return p.Contains(bm.text) }},
		} {
			b.Run(fmt.Sprintf("work=%s/n=%d/in=%s", bm.work, len(bm.text), bb.in), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(bm.text)))
				for b.Loop() {
					bb.search()
				}
			})
		}
	}
}

// BenchmarkAll finds and counts all matches in n bytes; where the longest
// matches overlap, twice the text must take twice as long.
func BenchmarkAll(b *testing.B) {
	for _, bm := range []struct{ work, re, unit string }{
		{"separators", `[ \t]*,[ \t]*`, "alpha , beta,gamma"},
		{"words", `[a-z]+`, "alpha , beta,gamma"},
		{"overlap", `a|a*b`, "aaaaaaaaaaaaaaaa"},
	} {
		for _, n := range []int{10_000, 20_000} {
			text := strings.Repeat(bm.unit, n/len(bm.unit))
			p, err := Compile(bm.re, 0)
			if err != nil {
				b.Fatal(err)
			}
			re := regexp.MustCompile(bm.re)
			re.Longest()
			b.Run(fmt.Sprintf("work=%s/n=%d/in=regexp", bm.work, n), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					re.FindAllStringIndex(text, -1)
				}
			})
			b.Run(fmt.Sprintf("work=%s/n=%d/in=pattern", bm.work, n), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					for range p.All(text, 0) {
					}
				}
			})
		}
	}
}

// BenchmarkSet matches n patterns against a string in one pass, and one after
// the other.
func BenchmarkSet(b *testing.B) {
	const n = 200
	var members []*Pattern
	for _, w := range words(n) {
		p, err := Compile(".*"+w+"[0-9]+\\.example\\.org", 0)
		if err != nil {
			b.Fatal(err)
		}
		members = append(members, p)
	}
	set, err := NewSet(members...)
	if err != nil {
		b.Fatal(err)
	}
	text := "www." + words(n)[n/2] + "17.example.org"
	b.Run(fmt.Sprintf("n=%d/in=each", n), func(b *testing.B) {
		for b.Loop() {
			for _, p := range members {
				p.MatchAll(text)
			}
		}
	})
	b.Run(fmt.Sprintf("n=%d/in=set", n), func(b *testing.B) {
		b.ReportAllocs()
		var hits []int32
		for b.Loop() {
			if hits = set.MatchAll(hits[:0], text); len(hits) != 1 {
				b.Fatalf("%v match", hits)
			}
		}
	})
}
