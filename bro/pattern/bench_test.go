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
