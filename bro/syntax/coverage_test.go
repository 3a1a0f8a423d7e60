package syntax

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"brig/bro/syntax/syntaxtest"
)

// This file counts what the language tests use: the rules and alternatives of grammar.txt,
// attributes, and built-in functions.

var update = flag.Bool("update", false, "rewrite ../testdata/coverage.txt")

const coverageFile = "../testdata/coverage.txt"

// untested says why something has no language test.
var untested = map[string]string{}

// A tally is how many tests use each of some names.
type tally struct {
	names []string // in the order of the report
	files map[string]int
}

func (c *tally) name(name string) {
	if _, ok := c.files[name]; !ok {
		c.names = append(c.names, name)
		c.files[name] = 0
	}
}

func newTally() *tally { return &tally{files: map[string]int{}} }

// add counts one file, with the names that it uses.
func (c *tally) add(used map[string]bool) {
	for name := range used {
		if _, ok := c.files[name]; ok {
			c.files[name]++
		}
	}
}

// builtinNames lists the built-in functions that scripts declare. Those that begin with two
// underscores are for the library's scripts, and tested with them.
func builtinNames(t *testing.T) *tally {
	c := newTally()
	files := syntaxtest.Scripts(t, "../scripts/base/bif")
	if len(files) < 5 {
		t.Fatalf("only %d files declare built-in functions", len(files))
	}
	var names []string
	for name, src := range files {
		Parse(&File{Name: name}, src, &Host{
			Decl: func(d Decl) {
				v, ok := d.(*VarDecl)
				if !ok {
					return
				}
				if f, ok := v.Type.(*FuncType); !ok || f.Keyword != FUNCTION {
					return
				}
				full := v.Name.Name
				if v.Module != "GLOBAL" && !strings.Contains(full, "::") {
					full = v.Module + "::" + full
				}
				if !strings.Contains(full, "::__") {
					names = append(names, full)
				}
			},
			Error: func(e *Error) bool { t.Error(e); return true }, Directive: func(*Directive) {},
			Defined: func(module, name string) bool { return false }, Cond: func(string, Expr) bool { return false },
		})
	}
	slices.Sort(names)
	for _, name := range names {
		c.name(name)
	}
	return c
}

// words gives the names and attributes that stand in a script.
func words(src string) (names, attrs map[string]bool) {
	names, attrs = map[string]bool{}, map[string]bool{}
	s := scanner{file: &File{}, src: src, line: 1, col: 1}
	for {
		lex, ok := nextToken(&s)
		switch {
		case ok && lex.tok == EOF:
			return names, attrs
		case ok && lex.tok == IDENT:
			names[strings.TrimPrefix(lex.text, "GLOBAL::")] = true
		case ok && lex.tok == ATTR:
			attrs[lex.text] = true
		}
	}
}

// nextToken passes over text that is no token.
func nextToken(s *scanner) (lex lexeme, ok bool) {
	defer func() { _ = recover() }()
	return s.next(), true
}

// TestCoverage fails if a rule or alternative of the grammar, an attribute or a built-in
// function has no language test. The report, bro/testdata/coverage.txt, is written with
// -update ("make coverage"); its numbers may be behind.
func TestCoverage(t *testing.T) {
	g := readGrammar(t)
	rules, attrs, builtins := newTally(), newTally(), builtinNames(t)
	keys := map[*branch]string{}
	for _, b := range g.branches {
		keys[b] = strings.TrimSpace(b.rule + "  " + b.text)
		for n := 2; slices.Contains(rules.names, keys[b]); n++ {
			keys[b] = fmt.Sprintf("%s  %s (number %d)", b.rule, b.text, n)
		}
		rules.name(keys[b])
	}
	var names []string
	for name := range attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		attrs.name(name)
	}
	scripts := syntaxtest.Scripts(t, "../testdata/language", "../testdata/builtin")
	for _, src := range scripts {
		used := map[*branch]bool{}
		_ = g.recognize(src, used) // tests of syntax errors have some
		branches := map[string]bool{}
		for b := range used {
			branches[keys[b]] = true
		}
		rules.add(branches)
		names, attrNames := words(src)
		builtins.add(names)
		attrs.add(attrNames)
	}

	var b strings.Builder
	fmt.Fprintf(&b, "What the language tests use: the number of files for each. %d files in all.\n", len(scripts))
	var none, stale []string
	section := func(title string, c *tally) {
		fmt.Fprintf(&b, "\n%s\n", title)
		for _, name := range c.names {
			n := c.files[name]
			fmt.Fprintf(&b, "%5d  %s\n", n, name)
			_, excused := untested[name]
			if n == 0 && !excused {
				none = append(none, name)
			} else if n > 0 && excused {
				stale = append(stale, name)
			}
		}
	}
	section("RULES of syntax/grammar.txt, and their alternatives", rules)
	section("ATTRIBUTES", attrs)
	section("BUILT-IN FUNCTIONS", builtins)
	fmt.Fprintf(&b, "\nWITHOUT A TEST\n")
	for _, name := range none {
		fmt.Fprintf(&b, "       %s\n", name)
	}
	for _, name := range sortedKeys(untested) {
		fmt.Fprintf(&b, "       %s: %s\n", name, untested[name])
	}

	if *update {
		if err := os.WriteFile(coverageFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range none {
		t.Errorf("no language test uses %s", name)
	}
	for _, name := range stale {
		t.Errorf("%s has a test: it is no exception any more", name)
	}
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
