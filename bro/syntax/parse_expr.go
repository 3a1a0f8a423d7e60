package syntax

import "path"

// This file parses expressions, weakest operators first:
//
//	= += -= ...        right
//	? :                right
//	||
//	&&
//	== != < <= > >=    none
//	in !in
//	|
//	^
//	&
//	<< >>
//	+ -
//	* / %
//	! - + ~ ++ --      prefix
//	$ ?$ [] () as is   postfix

func (p *parser) expr() Expr {
	p.enter()
	defer func() { p.depth-- }()
	if p.tok == LOCAL {
		return p.localExpr()
	}
	x := p.cond()
	if p.tok < ASSIGN || p.tok > SHREQ {
		return x
	}
	op := p.tok
	if p.noBar && op == BAREQ {
		return x
	}
	p.advanceToken()
	y := p.init()
	return &Assign{Span{x.Pos(), y.Extent().End}, op, x, y}
}

func (p *parser) localExpr() Expr {
	start := p.want(LOCAL)
	x := &LocalExpr{Name: p.ident("name")}
	p.want(ASSIGN)
	x.X = p.expr()
	x.Span = p.from(start)
	return x
}

// init parses an initial value: an expression or { ... }.
func (p *parser) init() Expr {
	if p.tok != LBRACE {
		return p.expr()
	}
	start := p.span.Start
	p.advanceToken()
	elems := p.closed(RBRACE)
	return &Brace{p.from(start), elems}
}

func (p *parser) cond() Expr {
	x := p.binary(1)
	if p.tok != QUESTION {
		return x
	}
	p.enter()
	defer func() { p.depth-- }()
	p.advanceToken()
	a := p.expr()
	p.want(COLON)
	b := p.cond()
	return &Cond{Span{x.Pos(), b.Extent().End}, x, a, b}
}

// comparison is the level whose operators do not associate.
const comparison = 3

func precedence(t Token) int {
	switch t {
	case OROR:
		return 1
	case ANDAND:
		return 2
	case EQ, NE, LT, LE, GT, GE:
		return comparison
	case IN, NOTIN:
		return 4
	case BAR:
		return 5
	case CARET:
		return 6
	case AMP:
		return 7
	case SHL, SHR:
		return 8
	case PLUS, MINUS:
		return 9
	case STAR, SLASH, PERCENT:
		return 10
	}
	return 0
}

func (p *parser) binary(level int) Expr {
	x := p.unary()
	depth := p.depth
	for {
		op := p.tok
		prec := precedence(op)
		if prec < level || p.noBar && (op == BAR || op == OROR) {
			break
		}
		p.enter()
		at := p.span.Start
		p.advanceToken()
		y := p.binary(prec + 1)
		x = &Binary{Span{x.Pos(), y.Extent().End}, op, at, x, y}
		if prec == comparison && precedence(p.tok) == comparison {
			p.unexpected("no further comparison (write parentheses)")
		}
	}
	p.depth = depth
	return x
}

func (p *parser) unary() Expr {
	switch p.tok {
	case BANG, MINUS, PLUS, TILDE, INC, DEC:
		p.enter()
		defer func() { p.depth-- }()
		op, start := p.tok, p.span.Start
		p.advanceToken()
		x := p.unary()
		return &Unary{p.from(start), op, x}
	}
	if p.tok == HOOK {
		return p.hookCall()
	}
	return p.postfix(p.primary())
}

func (p *parser) hookCall() Expr {
	start := p.want(HOOK)
	x := p.postfix(p.primary())
	call, ok := x.(*Call)
	if !ok {
		p.errorIn(start, "not a valid hook call expression")
		return x
	}
	call.Hook = true
	call.Start = start
	return call
}

func (p *parser) postfix(x Expr) Expr {
	depth := p.depth
	defer func() { p.depth = depth }()
	for {
		start := x.Pos()
		switch p.tok {
		case DOLLAR:
			p.advanceToken()
			x = &FieldGet{X: x, Name: p.fieldName()}
			x.(*FieldGet).Span = p.from(start)
		case HASFIELD:
			p.advanceToken()
			x = &FieldSet{X: x, Name: p.fieldName()}
			x.(*FieldSet).Span = p.from(start)
		case LBRACK:
			x = p.index(x)
		case LPAREN:
			p.advanceToken()
			args := p.closed(RPAREN)
			x = &Call{p.from(start), x, args, false}
		case AS:
			p.advanceToken()
			t := p.typ()
			x = &Cast{p.from(start), x, t}
		case IS:
			p.advanceToken()
			t := p.typ()
			x = &Is{p.from(start), x, t}
		default:
			return x
		}
		p.enter()
	}
}

// index parses [KEYS] or [LO:HI] behind x.
func (p *parser) index(x Expr) Expr {
	noBar := p.noBar
	p.noBar = false
	defer func() { p.noBar = noBar }()
	p.want(LBRACK)
	var lo Expr
	if p.tok != COLON {
		lo = p.expr()
	}
	if p.got(COLON) {
		var hi Expr
		if p.tok != RBRACK {
			hi = p.expr()
		}
		p.noBar = noBar
		p.want(RBRACK)
		return &Slice{p.from(x.Pos()), x, lo, hi}
	}
	keys := []Expr{lo}
	for p.got(COMMA) {
		keys = append(keys, p.expr())
	}
	p.want(RBRACK)
	return &Index{p.from(x.Pos()), x, keys}
}

// exprList parses expressions separated by commas, at least one.
func (p *parser) exprList() []Expr {
	list := []Expr{p.expr()}
	for p.got(COMMA) {
		list = append(list, p.expr())
	}
	return list
}

// closed parses a list, which may be empty, and the token that closes it; a
// bar within is an operator. In braces a comma may follow the last expression.
func (p *parser) closed(end Token) []Expr {
	noBar := p.noBar
	p.noBar = false
	var list []Expr
	for p.tok != end {
		list = append(list, p.expr())
		if !p.got(COMMA) {
			break
		}
		if p.tok == end && end != RBRACE {
			p.unexpected("expression")
		}
	}
	p.noBar = noBar
	p.want(end)
	return list
}

func (p *parser) primary() Expr {
	start := p.span.Start
	switch p.tok {
	case IDENT:
		return &Name{p.ident("")}
	case INT, DOUBLE, INTERVAL, STRING, PORT, ADDR, SUBNET:
		lit := &Literal{p.span, p.tok, p.value}
		p.advanceToken()
		return lit
	case TRUE, FALSE:
		lit := &Literal{p.span, p.tok, p.tok == TRUE}
		p.advanceToken()
		return lit
	case SLASH, SLASHEQ:
		p.scanner.pattern(&p.lexeme)
		p.lexEnd = p.scanner.off
		lit := &Literal{p.span, PATTERN, p.value}
		p.advanceToken()
		return lit
	case DIRECTIVE: // DIR or FILENAME
		value := path.Base(p.file.Name)
		if p.text == "DIR" {
			value = path.Dir(p.file.Name)
		}
		lit := &Literal{p.span, STRING, value}
		p.advanceToken()
		return lit
	case LPAREN:
		p.advanceToken()
		noBar := p.noBar
		p.noBar = false
		x := p.expr()
		p.noBar = noBar
		p.want(RPAREN)
		return &Paren{p.from(start), x}
	case BAR:
		return p.size()
	case LBRACK:
		p.advanceToken()
		elems := p.closed(RBRACK)
		return &List{p.from(start), elems}
	case DOLLAR:
		return p.fieldInit()
	case TABLE, SET, VECTOR, RECORD:
		return p.ctor()
	case FUNCTION:
		return p.lambda()
	case COPY:
		p.advanceToken()
		p.want(LPAREN)
		args := p.closed(RPAREN)
		if len(args) != 1 {
			p.errorAt(start, "copy takes one argument, not %d", len(args))
		}
		return &Copy{p.from(start), args[0]}
	case SCHEDULE:
		p.advanceToken()
		delay := p.expr()
		p.want(LBRACE)
		p.got(EVENT)
		e := p.eventCall()
		p.got(SEMI)
		p.want(RBRACE)
		return &Schedule{p.from(start), delay, e}
	case BOOL, INTT, COUNT, DOUBLET, TIME, INTERVALT, STRINGT, PATTERN, PORTT, ADDRT, SUBNETT, ANY:
		t := p.typ()
		return &TypeValue{p.from(start), t}
	}
	p.unexpected("expression")
	return nil
}

func (p *parser) size() Expr {
	start := p.want(BAR)
	noBar := p.noBar
	p.noBar = true
	x := p.expr()
	p.noBar = noBar
	p.want(BAR)
	return &Size{p.from(start), x}
}

// fieldInit parses $F = VALUE, and the short form $F(PARAMS): RESULT = BODY for a function.
func (p *parser) fieldInit() Expr {
	start := p.want(DOLLAR)
	f := &FieldInit{Name: p.fieldName()}
	if p.tok == LPAREN || p.tok == LBRACK {
		fn := &FuncLit{Keyword: FUNCTION}
		fnStart := p.span.Start
		if p.tok == LBRACK {
			fn.HasCapture = true
			fn.Captures = p.captures()
		}
		p.want(LPAREN)
		fn.Params, fn.VarArgs = p.params()
		p.want(RPAREN)
		if p.got(COLON) {
			fn.Result = p.typ()
		}
		p.got(ASSIGN)
		p.funcBody(fn)
		p.advanceToken()
		fn.Span = p.from(fnStart)
		f.Value = &Lambda{fn.Span, fn}
		f.Span = p.from(start)
		return f
	}
	p.want(ASSIGN)
	f.Value = p.init()
	f.Span = p.from(start)
	return f
}

// ctor parses table(...), set(...), vector(...) and record(...) with attributes. A type, as in "$val=set[addr]", is one as well.
func (p *parser) ctor() Expr {
	start := p.span.Start
	if next := p.peekToken(); next != LPAREN {
		t := p.typ()
		return &TypeValue{p.from(start), t}
	}
	c := &Ctor{Keyword: p.tok}
	p.advanceToken()
	p.want(LPAREN)
	c.Elems = p.closed(RPAREN)
	if c.Keyword == TABLE || c.Keyword == SET {
		c.Attrs = p.ctorAttrs()
	}
	c.Span = p.from(start)
	return c
}

// ctorAttrs parses the attributes of a constructor. As the expression of a
// declaration it takes those of the declaration with it, which means the same.
func (p *parser) ctorAttrs() []*Attr {
	if p.tok != ATTR || !tableAttr(p.text) {
		return nil
	}
	s, lex, end := p.scanner, p.lexeme, p.end
	list := p.attrs()
	for _, a := range list {
		if !tableAttr(a.Name) {
			// They belong to what surrounds; give all back.
			p.scanner, p.lexeme, p.end = s, lex, end
			return nil
		}
	}
	return list
}

// tableAttr tells whether a table can have an attribute.
func tableAttr(name string) bool {
	switch name {
	case "redef", "optional", "log", "deprecated", "is_used", "is_assigned", "priority":
		return false
	}
	return true
}

// lambda parses an anonymous function.
func (p *parser) lambda() Expr {
	f := &FuncLit{Keyword: p.tok}
	start := p.span.Start
	p.advanceToken()
	if p.tok == LBRACK {
		f.HasCapture = true
		f.Captures = p.captures()
	}
	p.funcRest(f)
	p.advanceToken()
	f.Span = p.from(start)
	return &Lambda{f.Span, f}
}
