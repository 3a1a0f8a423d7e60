package syntax

import (
	"fmt"
	"strings"
)

// This file is the parser's frame: entry, tokens, directives, recovery from errors.

// maxDepth bounds the nesting of constructs and the length of operator chains.
const maxDepth = 1000

// A Host is what the parser works for. All functions must be set.
type Host struct {
	// Decl takes the next declaration, as soon as it is parsed.
	Decl func(Decl)
	// Error takes a syntax error and tells whether to go on.
	Error func(*Error) bool
	// Directive takes a directive that is none of the conditionals.
	Directive func(*Directive)
	// Defined tells whether a global name is known so far (@ifdef).
	Defined func(module, name string) bool
	// Cond gives the value of an @if condition.
	Cond func(module string, x Expr) bool
}

// A Directive is @NAME ARGUMENT, such as @load.
type Directive struct {
	Span
	Name   string // without @: load, load-sigs, load-plugin, unload, prefixes, deprecated, pragma
	Arg    string // the rest of the line without comment; @load: its first word
	Module string
}

// Parse parses one file.
func Parse(file *File, src string, host *Host) {
	file.src = src
	p := &parser{
		scanner: scanner{file: file, src: src, line: 1, col: 1},
		host:    host, module: "GLOBAL",
	}
	if strings.HasPrefix(src, "\ufeff") {
		p.off = len("\ufeff")
	}
	defer func() {
		if r := recover(); r != nil && r != (stop{}) {
			panic(r)
		}
	}()
	if len(src) > MaxFileSize {
		p.report(&Error{Pos: p.pos(), Msg: fmt.Sprintf("file is larger than %d bytes", MaxFileSize)})
		return
	}
	p.file1()
}

// stop is the panic that ends parsing for good.
type stop struct{}

// A parser is a recursive descent parser with one token of lookahead.
type parser struct {
	scanner
	host   *Host
	lexeme     // the current token
	end    Pos // of the token before
	endOff int // its offset
	lexEnd int // offset of the end of the current token

	module   string
	exported bool
	conds    []conditional
	depth    int
	noBar    bool // within |...|: a bar ends the expression
	errLine  int32
	torn     bool // a string without end was met: what goes wrong behind it is its echo
}

// A conditional is an @if that is open.
type conditional struct {
	pos      Pos
	seenElse bool
	taken    bool // a branch has been read, further ones are skipped
}

func (p *parser) report(err *Error) {
	if !p.host.Error(err) {
		panic(stop{})
	}
}

// errorAt reports a syntax error and gives up the construct being parsed.
func (p *parser) errorAt(pos Pos, format string, args ...any) {
	panic(bailout{&Error{Pos: pos, Msg: fmt.Sprintf(format, args...)}})
}

// unexpected reports that the current token does not fit.
func (p *parser) unexpected(want string) {
	p.errorAt(p.span.Start, "syntax error, at or near %s: expected %s", p.near(), want)
}

// near describes the current token.
func (p *parser) near() string {
	const longest = 40
	switch {
	case p.tok == EOF:
		return "end of file"
	case p.tok == ATTR:
		return "\"&" + p.text + "\""
	case p.tok == DIRECTIVE:
		return "\"@" + p.text + "\""
	case p.tok == STRING:
		return clip(p.text, longest)
	}
	return `"` + clip(p.text, longest) + `"`
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n] + "..."
	}
	return s
}

// advanceToken moves to the next token, following directives on the way. Text that is no
// token is reported and passed over.
func (p *parser) advanceToken() {
	p.end, p.endOff = p.span.End, p.lexEnd
	for {
		p.scanToken()
		if p.tok != DIRECTIVE || p.text == "DIR" || p.text == "FILENAME" {
			return
		}
		p.directive()
	}
}

// scanToken reads one token. A bad literal or name becomes a literal without value, so that
// what is around it can be parsed; other text that is no token is passed over.
func (p *parser) scanToken() {
	for {
		before := p.scanner
		if p.try(func() { p.lexeme = p.scanner.next() }) {
			break
		}
		before.blanks()
		if c := before.peek(0); isLetter(c) || isDigit(c) || c == '"' {
			p.operand = false
			p.torn = c == '"'
			p.lexeme = lexeme{tok: STRING, span: Span{before.pos(), p.pos()}, begin: before.off, text: before.src[before.off:p.off]}
			break
		}
	}
	p.lexEnd = p.scanner.off
}

// try runs f and reports the error that ends it, if any.
func (p *parser) try(f func()) (ok bool) {
	depth, noBar := p.depth, p.noBar
	defer func() {
		switch r := recover().(type) {
		case nil:
		case bailout:
			p.depth, p.noBar = depth, noBar
			// One error a line: what follows it is mostly its echo.
			if p.torn && r.err.Pos.Line > p.errLine {
				p.torn = false
			} else if r.err.Pos.Line != p.errLine {
				p.errLine = r.err.Pos.Line
				p.report(r.err)
			}
			ok = false
		default:
			panic(r)
		}
	}()
	f()
	return true
}

// peekToken returns the kind of the token after the current one.
func (p *parser) peekToken() Token {
	toks := p.peekTokens(1)
	return toks[0]
}

// peekTokens returns the kinds of the n tokens after the current one, EOF for what is none.
func (p *parser) peekTokens(n int) (toks []Token) {
	s := p.scanner
	toks = make([]Token, n)
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(bailout); !ok {
				panic(r)
			}
		}
	}()
	for i := range toks {
		toks[i] = s.next().tok
	}
	return toks
}

func (p *parser) got(t Token) bool {
	if p.tok != t {
		return false
	}
	p.advanceToken()
	return true
}

// want moves past a token that must be there and returns its place.
func (p *parser) want(t Token) Pos {
	pos := p.span.Start
	if !p.got(t) {
		p.unexpected(`"` + t.String() + `"`)
	}
	return pos
}

func (p *parser) ident(what string) Ident {
	if p.tok != IDENT {
		p.unexpected(what)
	}
	id := Ident{p.span, p.text}
	p.advanceToken()
	return id
}

// fieldName reads a name that cannot be mistaken for a keyword.
func (p *parser) fieldName() Ident {
	if p.tok.isKeyword() {
		p.tok = IDENT
	}
	return p.ident("field name")
}

// from gives the span from start to the end of the token before the current one.
func (p *parser) from(start Pos) Span { return Span{start, p.end} }

// enter counts one level of nesting; leave with p.depth--.
func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.report(&Error{Pos: p.span.Start, Msg: "nested too deeply"})
		panic(stop{})
	}
}

// directive follows the directive that is the current token.
func (p *parser) directive() {
	start, name := p.span.Start, p.text
	switch name {
	case "if", "activate-if", "ifdef", "ifndef":
		p.conds = append(p.conds, conditional{pos: start})
		p.condition(name)
	case "else":
		if len(p.conds) == 0 || p.conds[len(p.conds)-1].seenElse {
			p.errorIn(start, "@else without @if")
			return
		}
		c := &p.conds[len(p.conds)-1]
		p.elseBranch(c)
	case "endif":
		if len(p.conds) == 0 {
			p.errorIn(start, "@endif without @if")
			return
		}
		p.conds = p.conds[:len(p.conds)-1]
	case "load", "load-sigs", "load-plugin", "unload", "pragma", "prefixes", "deprecated":
		arg, _ := p.argument()
		if name == "prefixes" || name == "deprecated" || name == "pragma" {
			rest, _, _ := strings.Cut(p.restOfLine(), "#")
			arg = strings.TrimSpace(arg + rest)
		} else if arg == "" {
			p.errorIn(start, "@%s needs the name of a file", name)
			return
		}
		if len(arg) > 1 && arg[0] == '"' && arg[len(arg)-1] == '"' {
			arg = arg[1 : len(arg)-1]
		}
		p.host.Directive(&Directive{Span{start, p.pos()}, name, arg, p.module})
	default:
		p.errorIn(start, "unknown directive @%s", name)
		p.restOfLine()
	}
}

// errorIn reports an error that parsing goes on after.
func (p *parser) errorIn(pos Pos, format string, args ...any) {
	p.try(func() { p.errorAt(pos, format, args...) })
}

// condition reads and decides what follows @if, @ifdef or @ifndef.
func (p *parser) condition(name string) {
	value := false
	module := p.module
	end, noBar := p.end, p.noBar
	p.noBar = false
	p.enter()
	ok := p.try(func() {
		p.scanToken()
		if p.tok != LPAREN {
			p.unexpected(`"("`)
		}
		if name == "if" || name == "activate-if" {
			p.advanceToken()
			x := p.expr()
			if p.tok != RPAREN {
				p.unexpected(`")"`)
			}
			value = p.host.Cond(module, x)
			return
		}
		p.scanToken()
		if p.tok != IDENT {
			p.unexpected("identifier")
		}
		value = p.host.Defined(module, p.text) == (name == "ifdef")
		if p.scanToken(); p.tok != RPAREN {
			p.unexpected(`")"`)
		}
	})
	p.depth--
	p.end, p.noBar = end, noBar
	if !ok {
		p.restOfLine()
	}
	if len(p.conds) == 0 {
		return
	}
	c := &p.conds[len(p.conds)-1]
	if value {
		c.taken = true
		return
	}
	p.skipBranch(c)
}

// elseBranch handles an @else that has been read.
func (p *parser) elseBranch(c *conditional) {
	// "@else if ( x )" chains conditions without a further @endif.
	s := p.scanner
	for s.peek(0) == ' ' || s.peek(0) == '\t' {
		s.advance(1)
	}
	if strings.HasPrefix(s.src[s.off:], "if") && !isLetter(s.peek(2)) && !isDigit(s.peek(2)) {
		s.advance(2)
		p.scanner = s
		if c.taken {
			p.restOfLine()
			p.skipBranch(c)
			return
		}
		p.condition("if")
		return
	}
	c.seenElse = true
	if c.taken {
		p.skipBranch(c)
	}
}

// skipBranch passes over a part that is left out.
func (p *parser) skipBranch(c *conditional) {
	switch p.skip() {
	case "endif":
		p.conds = p.conds[:len(p.conds)-1]
	case "else":
		p.elseBranch(c)
	}
}

// declStarts are the tokens that begin a declaration. When one stands in the first column,
// recovery from an error ends there.
func (p *parser) atDecl() bool {
	switch p.tok {
	case EOF:
		return true
	case MODULE, EXPORT, GLOBAL, CONST, OPTION, REDEF, TYPE, FUNCTION, EVENT, HOOK:
		return p.span.Start.Col == 1
	}
	return false
}

// resync moves past the construct in which an error was found: behind the next
// semicolon or block of this level, or in front of the brace that closes it.
func (p *parser) resync() {
	for depth := 0; !p.atDecl(); p.advanceToken() {
		switch p.tok {
		case LBRACE:
			depth++
		case RBRACE:
			if depth == 0 {
				return
			}
			if depth--; depth == 0 {
				p.advanceToken()
				p.got(SEMI)
				return
			}
		case SEMI:
			if depth == 0 {
				p.advanceToken()
				return
			}
		}
	}
}
