package syntax

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"brig/bro/syntax/syntaxtest"
)

// This file holds the parser to grammar.txt: what one accepts the other does.

// parseError gives the first error of the parser, or nil. Conditions are decided as
// recognize decides them.
func parseError(src string) (first error) {
	Parse(&File{Name: "x.bro"}, src, &Host{
		Decl: func(Decl) {},
		Error: func(e *Error) bool {
			first = e
			return false
		},
		Directive: func(*Directive) {},
		Defined:   func(module, name string) bool { return false },
		Cond:      func(module string, x Expr) bool { l, ok := x.(*Literal); return ok && l.Value == true },
	})
	return first
}

// differ tells how parser and grammar disagree about a script, or "".
func differ(g *grammar, src string) string {
	byParser, byGrammar := parseError(src), g.recognize(src, nil)
	switch {
	case byParser == nil && byGrammar != nil:
		return "the parser accepts it, by grammar.txt: " + byGrammar.Error()
	case byParser != nil && byGrammar == nil:
		return "it is in grammar.txt, the parser says: " + byParser.Error()
	}
	return ""
}

func TestParserFollowsGrammar(t *testing.T) {
	g := readGrammar(t)
	for name, src := range syntaxtest.Scripts(t, "../testdata", "../scripts", "../resolve/testdata", "../input/testdata") {
		if d := differ(g, src); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// Scripts with an error: a token is left out, doubled, moved or replaced by another.
func TestParserFollowsGrammarInErrors(t *testing.T) {
	g := readGrammar(t)
	random := rand.New(rand.NewPCG(1, 2))
	var decls []string
	for _, src := range syntaxtest.Scripts(t, "../testdata/language") {
		decls = append(decls, declarations(src)...)
	}
	slices.Sort(decls)
	n := 4000
	if testing.Short() {
		n = 1000
	}
	wrong := 0
	for range n {
		src := mutate(random, decls[random.IntN(len(decls))], decls[random.IntN(len(decls))])
		if parseError(src) != nil {
			wrong++
		}
		if d := differ(g, src); d != "" {
			t.Errorf("%s\n%s", d, src)
		}
	}
	if wrong < n/3 || wrong == n {
		t.Errorf("%d of %d scripts have an error", wrong, n)
	}
}

// declarations cuts a script into its declarations.
func declarations(src string) (list []string) {
	Parse(&File{Name: "x.bro"}, src, &Host{
		Decl: func(d Decl) {
			lines := strings.SplitAfter(src, "\n")
			s := d.Extent()
			if s.End.Line-s.Start.Line < 40 {
				list = append(list, strings.Join(lines[s.Start.Line-1:s.End.Line], ""))
			}
		},
		Error:     func(*Error) bool { return false },
		Directive: func(*Directive) {},
		Defined:   func(module, name string) bool { return false },
		Cond:      func(module string, x Expr) bool { return true },
	})
	return list
}

// tokens cuts a script into tokens as the scanner sees them without knowing the grammar, so a
// pattern is in pieces.
func tokens(src string) (list []string) {
	s := scanner{file: &File{}, src: src, line: 1, col: 1}
	defer func() { _ = recover() }()
	for {
		lex := s.next()
		if lex.tok == EOF {
			return list
		}
		list = append(list, lex.text)
		if lex.tok == ATTR {
			list[len(list)-1] = "&" + lex.text
		} else if lex.tok == DIRECTIVE {
			list[len(list)-1] = "@" + lex.text
		}
	}
}

func mutate(random *rand.Rand, src, other string) string {
	list, donor := tokens(src), tokens(other)
	for range 1 + random.IntN(2) {
		if len(list) == 0 || len(donor) == 0 {
			break
		}
		i := random.IntN(len(list))
		switch random.IntN(5) {
		case 0:
			list = append(list[:i], list[i+1:]...)
		case 1:
			list = append(list[:i+1], list[i:]...)
		case 2:
			j := random.IntN(len(list))
			list[i], list[j] = list[j], list[i]
		case 3:
			list[i] = donor[random.IntN(len(donor))]
		case 4:
			list = append(list[:i+1], list[i:]...)
			list[i] = donor[random.IntN(len(donor))]
		}
	}
	var b bytes.Buffer
	for _, text := range list {
		b.WriteString(text + " ")
		if text == ";" || text == "{" || strings.HasPrefix(text, "@") {
			b.WriteString("\n")
		}
	}
	return b.String()
}
