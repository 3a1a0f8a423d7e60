package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// This file recognizes scripts by the grammar alone, with Earley's method. It shares the
// scanner with the parser, and nothing else: where a slash begins a pattern is for the
// grammar to say.

// An item is a production of which a part has been found.
type item struct {
	prod   int
	dot    int
	origin int   // the set in which it began
	prev   *item // with the dot before
	child  *item // what was found for the symbol before the dot; nil for a token or nothing
}

// An itemSet holds the items at a place between two tokens.
type itemSet struct {
	items  []*item
	seen   map[[3]int]bool
	wants  map[int][]*item // by the symbol behind the dot
	kernel int             // how many items the token before left
}

// A recognizer reads tokens.
type recognizer struct {
	g     *grammar
	start int
	sets  []*itemSet
}

func (g *grammar) recognizer(start string) *recognizer {
	r := &recognizer{g: g, start: g.symbols[start]}
	r.newSet()
	for _, p := range g.byLHS[r.start-nonterminals] {
		r.add(0, &item{prod: p})
	}
	r.sets[0].kernel = len(r.sets[0].items)
	return r
}

func (r *recognizer) newSet() *itemSet {
	s := &itemSet{seen: map[[3]int]bool{}, wants: map[int][]*item{}}
	r.sets = append(r.sets, s)
	return s
}

func (r *recognizer) add(at int, it *item) {
	s := r.sets[at]
	key := [3]int{it.prod, it.dot, it.origin}
	if s.seen[key] {
		return
	}
	s.seen[key] = true
	s.items = append(s.items, it)
	if rhs := r.g.prods[it.prod].rhs; it.dot < len(rhs) {
		s.wants[rhs[it.dot]] = append(s.wants[rhs[it.dot]], it)
	}
}

// end stands for the end of the tokens in close.
const end = 0 // EOF

// close completes the last set, before a token of this kind.
func (r *recognizer) close(kind int) {
	at := len(r.sets) - 1
	s := r.sets[at]
	for i := 0; i < len(s.items); i++ {
		it := s.items[i]
		p := &r.g.prods[it.prod]
		if it.dot == len(p.rhs) {
			for _, parent := range r.sets[it.origin].wants[p.lhs] {
				r.add(at, &item{parent.prod, parent.dot + 1, parent.origin, parent, it})
			}
			continue
		}
		sym := p.rhs[it.dot]
		if sym < nonterminals {
			continue
		}
		if r.g.nullable[sym-nonterminals] {
			r.add(at, &item{it.prod, it.dot + 1, it.origin, it, nil})
		}
		if kind != end && r.g.first[sym-nonterminals][kind] {
			for _, q := range r.g.byLHS[sym-nonterminals] {
				r.add(at, &item{prod: q, origin: at})
			}
		}
	}
}

// push reads a token. It returns false, and changes nothing, if none of this kind can follow.
func (r *recognizer) push(kind int) bool {
	s := r.sets[len(r.sets)-1]
	r.close(kind)
	if list := s.wants[kind]; len(list) > 0 {
		next := r.newSet()
		for _, it := range list {
			r.add(len(r.sets)-1, &item{it.prod, it.dot + 1, it.origin, it, nil})
		}
		next.kernel = len(next.items)
		return true
	}
	kernel := s.items[:s.kernel]
	s.items, s.seen, s.wants = nil, map[[3]int]bool{}, map[int][]*item{}
	for _, it := range kernel {
		r.add(len(r.sets)-1, it)
	}
	return false
}

// accept returns the item for everything that was read, or nil if more has to follow.
func (r *recognizer) accept() *item {
	r.close(end)
	for _, it := range r.sets[len(r.sets)-1].items {
		if p := r.g.prods[it.prod]; p.lhs == r.start && it.origin == 0 && it.dot == len(p.rhs) {
			return it
		}
	}
	return nil
}

// use collects the branches of a derivation.
func (g *grammar) use(it *item, used map[*branch]bool, seen map[*item]bool) {
	if it == nil || seen[it] {
		return
	}
	seen[it] = true
	if b := g.prods[it.prod].branch; b != nil {
		used[b] = true
	}
	for ; it != nil; it = it.prev {
		g.use(it.child, used, seen)
	}
}

// recognize tells what is wrong with a script by the grammar: nil is nothing. The branches
// that it uses are added to used, which may be nil. The conditions T, and @ifndef, hold.
func (g *grammar) recognize(src string, used map[*branch]bool) (err error) {
	c := &reading{g: g, used: used}
	c.scanner = scanner{file: &File{Name: "x.bro"}, src: src, line: 1, col: 1}
	defer func() {
		if p := recover(); p != nil {
			b, ok := p.(bailout)
			if !ok {
				panic(p)
			}
			err = b.err
		}
	}()
	r := g.recognizer("file")
	for {
		lex := c.token(r)
		if lex.tok == EOF {
			break
		}
	}
	if len(c.open) > 0 {
		return fmt.Errorf("@if without @endif")
	}
	it := r.accept()
	if it == nil {
		return fmt.Errorf("incomplete at the end of the file")
	}
	if used != nil {
		g.use(it, used, map[*item]bool{})
	}
	return nil
}

// A reading is the state of recognize.
type reading struct {
	scanner
	g    *grammar
	used map[*branch]bool
	open []condition
}

// A condition is an @if under way.
type condition struct{ taken, seenElse bool }

// token reads the next token that is in effect into r.
func (c *reading) token(r *recognizer) lexeme {
	for {
		lex := c.scanner.next()
		kind := int(lex.tok)
		switch lex.tok {
		case EOF:
			return lex
		case DIRECTIVE:
			switch lex.text {
			case "DIR":
				kind = kindDir
			case "FILENAME":
				kind = kindFilename
			default:
				c.directive(lex)
				continue
			}
		case ATTR:
			if tableAttr(lex.text) {
				kind = kindTableAttr
			}
		case SLASH, SLASHEQ:
			if r.push(kindPattern) {
				c.scanner.pattern(&lex)
				return lex
			}
		}
		if !r.push(kind) {
			c.fail(lex.span.Start, "%s cannot follow", lex.text)
		}
		return lex
	}
}

func (c *reading) directive(lex lexeme) {
	switch lex.text {
	case "if", "activate-if", "ifdef", "ifndef":
		c.open = append(c.open, condition{})
		c.branch(c.holds(lex.text))
	case "else":
		if len(c.open) == 0 || c.open[len(c.open)-1].seenElse {
			c.fail(lex.span.Start, "@else without @if")
		}
		c.otherwise()
	case "endif":
		if len(c.open) == 0 {
			c.fail(lex.span.Start, "@endif without @if")
		}
		c.mark("@endif")
		c.open = c.open[:len(c.open)-1]
	case "load", "unload", "load-sigs", "load-plugin":
		if arg, _ := c.argument(); arg == "" {
			c.fail(lex.span.Start, "@%s without a file", lex.text)
		}
		c.mark("@" + lex.text + " FILE")
	case "prefixes", "deprecated", "pragma":
		c.restOfLine()
		c.mark("@" + lex.text + " REST")
	default:
		c.fail(lex.span.Start, "unknown directive @%s", lex.text)
	}
}

// mark notes a directive; text is its branch without quotes.
func (c *reading) mark(text string) {
	for _, b := range c.g.branches {
		if b.rule == "directive" && (b.text == "" || strings.ReplaceAll(b.text, "'", "") == text) && c.used != nil {
			c.used[b] = true
		}
	}
}

// holds reads the condition behind a directive and decides it.
func (c *reading) holds(name string) bool {
	if name == "ifdef" || name == "ifndef" {
		for i, want := range []Token{LPAREN, IDENT, RPAREN} {
			if lex := c.scanner.next(); lex.tok != want {
				c.fail(lex.span.Start, "token %d of @%s", i, name)
			}
		}
		c.mark("@" + name + " ( NAME )")
		return name == "ifndef"
	}
	if lex := c.scanner.next(); lex.tok != LPAREN {
		c.fail(lex.span.Start, "@if without parenthesis")
	}
	c.mark("@" + name + " ( expr )")
	r := c.g.recognizer("expr")
	var tokens []Token
	for depth := 0; ; {
		before := c.scanner
		lex := c.scanner.next()
		if lex.tok == RPAREN && depth == 0 {
			break
		}
		c.scanner = before
		lex = c.token(r)
		switch tokens = append(tokens, lex.tok); lex.tok {
		case LPAREN:
			depth++
		case RPAREN:
			depth--
		case EOF:
			c.fail(lex.span.Start, "@if without end")
		}
	}
	if r.accept() == nil {
		c.fail(c.pos(), "incomplete condition")
	}
	return len(tokens) == 1 && tokens[0] == TRUE
}

// branch goes on with what a condition decides.
func (c *reading) branch(holds bool) {
	if holds {
		c.open[len(c.open)-1].taken = true
		return
	}
	switch c.skip() {
	case "endif":
		c.mark("@endif")
		c.open = c.open[:len(c.open)-1]
	case "else":
		c.otherwise()
	default:
		c.fail(c.pos(), "@if without @endif")
	}
}

// otherwise goes on behind an @else.
func (c *reading) otherwise() {
	top := &c.open[len(c.open)-1]
	if top.seenElse {
		c.fail(c.pos(), "@else without @if")
	}
	before := c.scanner
	line := c.line
	if lex := c.scanner.next(); lex.tok == IF && lex.span.Start.Line == line {
		c.mark("@else if ( expr )")
		taken := top.taken
		holds := !taken && c.holds("if")
		c.branch(holds)
		return
	}
	c.scanner = before
	c.mark("@else")
	top.seenElse = true
	c.branch(!top.taken)
}

// TestRecognizer checks the recognizer itself on a few sentences.
func TestRecognizer(t *testing.T) {
	g := readGrammar(t)
	for src, ok := range map[string]bool{
		"":                               true,
		"print 1 + 2;":                   true,
		"print |x| / 2, |/a/|;":          true,
		"print |a | b|;":                 false,
		"print |(a | b)| | |f(a | b)|;":  true,
		"print a == b == c;":             false,
		"print /a\\/b/ in s, a / b / c;": true,
		"@if ( T )\nprint 1;\n@else\n)(\n@endif\n":          true,
		"@if ( F )\n)(\n@else if ( T )\nprint 1;\n@endif\n": true,
		"@if ( T )\nprint 1;\n":                             false,
		"event e(x: count) { }":                             true,
		"event e(x);":                                       true,
		"local t = table([1] = 2) &default=3;":              true,
	} {
		if err := g.recognize(src, nil); (err == nil) != ok {
			t.Errorf("%q: %v", src, err)
		}
	}
}
