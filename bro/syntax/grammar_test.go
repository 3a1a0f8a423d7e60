package syntax

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// This file reads grammar.txt into a context-free grammar.

// A branch is what may be left out or chosen in a rule: one of several
// alternatives, or something optional or repeated.
type branch struct {
	rule, text string
	count      int // of files that use it
}

// An element is a part of a rule.
type element struct {
	kind   byte // 't'erminal, 'n'onterminal, 's'equence, '|', '?', '*', '+'
	name   string
	tilde  bool
	parts  []*element
	branch *branch // of a sequence
}

// A production is lhs -> rhs. Symbols below nonterminals are kinds of tokens.
type production struct {
	lhs    int
	rhs    []int
	branch *branch
}

// Kinds of tokens that have no Token of their own.
const (
	kindDir       = 200 + iota // @DIR
	kindFilename               // @FILENAME
	kindPattern                // a literal; PATTERN is the keyword
	kindTableAttr              // an attribute that a table can have
	kindDirective              // any other
	kindFile                   // the name behind @load
	kindRest

	nonterminals = 256
)

// A grammar is made of the rules of grammar.txt.
type grammar struct {
	branches []*branch // in the order of the file
	rules    map[string]*element
	symbols  map[string]int // nonterminals by name, "~" behind for those without bars
	prods    []production
	byLHS    [][]int // productions by lhs - nonterminals
	nullable []bool
	first    [][nonterminals]bool
}

var ruleStart = regexp.MustCompile(`^  ([a-z]+) += `)

func readGrammar(t testing.TB) *grammar {
	t.Helper()
	data, err := os.ReadFile("grammar.txt")
	if err != nil {
		t.Fatal(err)
	}
	g := &grammar{rules: map[string]*element{}, symbols: map[string]int{}}
	var names []string
	text := map[string]string{}
	current := ""
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, " #")
		if m := ruleStart.FindStringSubmatch(line); m != nil {
			current = m[1]
			names = append(names, current)
			text[current] = line[len(m[0]):]
		} else if strings.HasPrefix(line, "     ") && current != "" {
			text[current] += line
		} else {
			current = ""
		}
	}
	for _, name := range names {
		r := &ruleReader{t: t, g: g, rule: name, text: text[name]}
		whole := &branch{rule: name}
		g.branches = append(g.branches, whole)
		body := r.alternatives()
		if r.blanks(); r.at < len(r.text) {
			t.Fatalf("grammar.txt: rule %s: cannot read %q", name, r.text[r.at:])
		}
		g.rules[name] = &element{kind: 's', parts: []*element{body}, branch: whole}
	}
	for _, start := range []string{"file", "directive"} {
		g.symbol(start, false)
	}
	g.analyze()
	return g
}

// A ruleReader reads one rule.
type ruleReader struct {
	t    testing.TB
	g    *grammar
	rule string
	text string
	at   int
}

func (r *ruleReader) blanks() {
	for r.at < len(r.text) && unicode.IsSpace(rune(r.text[r.at])) {
		r.at++
	}
}

func (r *ruleReader) peek() byte {
	if r.blanks(); r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

// newBranch counts the sequence that begins at start as one that may be used or not.
func (r *ruleReader) newBranch(seq *element, text string) {
	seq.branch = &branch{rule: r.rule, text: strings.Join(strings.Fields(text), " ")}
	r.g.branches = append(r.g.branches, seq.branch)
}

func (r *ruleReader) alternatives() *element {
	alt := &element{kind: '|'}
	for {
		begin, known := r.at, len(r.g.branches)
		seq := r.sequence()
		alt.parts = append(alt.parts, seq)
		if len(alt.parts) > 1 || r.peek() == '|' {
			r.newBranch(seq, r.text[begin:r.at])
			// Before the branches within it.
			list := r.g.branches
			last := list[len(list)-1]
			copy(list[known+1:], list[known:])
			list[known] = last
		}
		if r.peek() != '|' {
			return alt
		}
		r.at++
	}
}

func (r *ruleReader) sequence() *element {
	seq := &element{kind: 's'}
	for {
		begin := r.at
		e := r.operand()
		if e == nil {
			return seq
		}
		if c := r.peek(); c == '*' || c == '+' {
			r.at++
			e = r.optional(e, c, r.text[begin:r.at])
		}
		seq.parts = append(seq.parts, e)
	}
}

// optional is something repeated or optional; it is a branch unless its own alternatives are.
func (r *ruleReader) optional(e *element, kind byte, text string) *element {
	seq := &element{kind: 's', parts: []*element{e}}
	if kind != '+' && !(e.kind == '|' && len(e.parts) > 1) {
		r.newBranch(seq, text)
	}
	return &element{kind: kind, parts: []*element{seq}}
}

var wordAt = regexp.MustCompile(`^[A-Za-z]+`)

func (r *ruleReader) operand() *element {
	begin := r.at
	switch c := r.peek(); {
	case c == '\'':
		end := strings.IndexByte(r.text[r.at+1:], '\'') + r.at + 1
		name := r.text[r.at+1 : end]
		r.at = end + 1
		return &element{kind: 't', name: name}
	case c == '(':
		r.at++
		e := r.alternatives()
		r.want(')')
		return e
	case c == '[':
		r.at++
		e := r.alternatives()
		r.want(']')
		return r.optional(e, '?', r.text[begin:r.at])
	case unicode.IsLetter(rune(c)):
		name := wordAt.FindString(r.text[r.at:])
		r.at += len(name)
		if name == "LIST" {
			return r.list(begin)
		}
		e := &element{kind: 'n', name: name}
		if r.at < len(r.text) && r.text[r.at] == '~' {
			r.at++
			e.tilde = true
		}
		return e
	}
	return nil
}

// list reads the (x) of LIST(x).
func (r *ruleReader) list(begin int) *element {
	r.want('(')
	x := r.alternatives()
	r.want(')')
	text := r.text[begin:r.at]
	more := &element{kind: 's', parts: []*element{{kind: 't', name: ","}, x}}
	r.newBranch(more, text+" of several")
	seq := &element{kind: 's', parts: []*element{x, {kind: '*', parts: []*element{more}}}}
	r.newBranch(seq, text)
	return &element{kind: '?', parts: []*element{seq}}
}

func (r *ruleReader) want(c byte) {
	if r.peek() != c {
		r.t.Fatalf("grammar.txt: rule %s: want %c at %q", r.rule, c, r.text[r.at:])
	}
	r.at++
}

// classes are the tokens that grammar.txt names in capitals.
var classes = map[string]int{
	"NAME": int(IDENT), "INT": int(INT), "DOUBLE": int(DOUBLE), "INTERVAL": int(INTERVAL), "PORT": int(PORT),
	"ADDR": int(ADDR), "SUBNET": int(SUBNET), "STRING": int(STRING), "PATTERN": kindPattern, "TATTR": kindTableAttr,
	"FILE": kindFile, "REST": kindRest,
}

// terminal is the kind of the token that is written name. Directives have none of their own,
// as they are not among the tokens of a file.
func terminal(name string) int {
	switch name {
	case "@DIR":
		return kindDir
	case "@FILENAME":
		return kindFilename
	}
	for t, s := range tokenNames {
		if s == name && Token(t) >= LBRACE {
			return t
		}
	}
	return kindDirective
}

// symbol gives the symbol of a rule and makes its productions.
func (g *grammar) symbol(name string, tilde bool) int {
	if kind, ok := classes[name]; ok {
		return kind
	}
	key := name
	if tilde {
		key += "~"
	}
	if sym, ok := g.symbols[key]; ok {
		return sym
	}
	sym := g.newSymbol()
	g.symbols[key] = sym
	switch name {
	case "WORD":
		g.add(sym, []int{int(IDENT)}, nil)
		for _, t := range keywords {
			g.add(sym, []int{int(t)}, nil)
		}
		return sym
	case "ATTR":
		g.add(sym, []int{int(ATTR)}, nil)
		g.add(sym, []int{kindTableAttr}, nil)
		return sym
	}
	rule := g.rules[name]
	if rule == nil {
		panic(fmt.Sprintf("grammar.txt has no rule %s", name))
	}
	g.add(sym, g.sequence(rule, tilde), rule.branch)
	return sym
}

func (g *grammar) newSymbol() int {
	g.byLHS = append(g.byLHS, nil)
	return nonterminals + len(g.byLHS) - 1
}

func (g *grammar) add(lhs int, rhs []int, b *branch) {
	g.byLHS[lhs-nonterminals] = append(g.byLHS[lhs-nonterminals], len(g.prods))
	g.prods = append(g.prods, production{lhs, rhs, b})
}

// sequence gives the symbols of a sequence.
func (g *grammar) sequence(seq *element, tilde bool) []int {
	var rhs []int
	depth := 0
	for _, e := range seq.parts {
		if e.kind == 't' {
			switch e.name {
			case "(", "[", "{":
				depth++
			case ")", "]", "}":
				depth--
			}
		}
		rhs = append(rhs, g.element(e, tilde && depth == 0))
	}
	return rhs
}

// element gives a symbol for a part of a rule.
func (g *grammar) element(e *element, tilde bool) int {
	switch e.kind {
	case 't':
		return terminal(e.name)
	case 'n':
		return g.symbol(e.name, tilde || e.tilde)
	}
	sym := g.newSymbol()
	switch e.kind {
	case '|':
		for _, seq := range e.parts {
			if !tilde || !seq.barred() {
				g.add(sym, g.sequence(seq, tilde), seq.branch)
			}
		}
		return sym
	case '?', '*':
		g.add(sym, nil, nil)
	case '+':
		g.add(sym, g.sequence(e.parts[0], tilde), nil)
	}
	if seq := e.parts[0]; !tilde || !seq.barred() {
		rhs := g.sequence(seq, tilde)
		if e.kind != '?' {
			rhs = append([]int{sym}, rhs...)
		}
		g.add(sym, rhs, seq.branch)
	}
	return sym
}

// barred tells whether a sequence begins with a bar that is an operator.
func (e *element) barred() bool {
	for e.kind == 's' || e.kind == '|' && len(e.parts) == 1 {
		last := e.parts[len(e.parts)-1]
		if first := e.parts[0]; first.kind == 't' {
			return first.name == "||" || first.name == "|=" || first.name == "|" && last.name != "|"
		}
		e = e.parts[0]
	}
	return false
}

// analyze finds out which symbols can be empty and how each can begin.
func (g *grammar) analyze() {
	g.nullable = make([]bool, len(g.byLHS))
	g.first = make([][nonterminals]bool, len(g.byLHS))
	for changed := true; changed; {
		changed = false
		for _, p := range g.prods {
			lhs := p.lhs - nonterminals
			empty := true
			for _, sym := range p.rhs {
				if sym < nonterminals {
					empty = false
					if !g.first[lhs][sym] {
						g.first[lhs][sym], changed = true, true
					}
					break
				}
				for t, ok := range g.first[sym-nonterminals] {
					if ok && !g.first[lhs][t] {
						g.first[lhs][t], changed = true, true
					}
				}
				if !g.nullable[sym-nonterminals] {
					empty = false
					break
				}
			}
			if empty && !g.nullable[lhs] {
				g.nullable[lhs], changed = true, true
			}
		}
	}
}
