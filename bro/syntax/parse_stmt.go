package syntax

import "strings"

// This file parses statements.

func (p *parser) block() *BlockStmt {
	b := p.openBlock()
	p.advanceToken()
	return b
}

// openBlock parses a block up to its last brace.
func (p *parser) openBlock() *BlockStmt {
	b := &BlockStmt{}
	start := p.want(LBRACE)
	b.Stmts = p.stmts()
	if p.tok != RBRACE {
		p.unexpected(`"}"`)
	}
	b.Span = Span{start, p.span.End}
	return b
}

// stmts parses statements up to the end of a block or case. An error in one
// does not end the others.
func (p *parser) stmts() []Stmt {
	var list []Stmt
	for p.tok != RBRACE && p.tok != EOF && p.tok != CASE && p.tok != DEFAULT {
		before := p.off
		if p.try(func() { list = append(list, p.stmt()) }) {
			continue
		}
		if p.off == before && !p.atDecl() {
			p.advanceToken()
		}
		p.resync()
		if p.atDecl() {
			break
		}
	}
	return list
}

func (p *parser) stmt() Stmt {
	p.enter()
	defer func() { p.depth-- }()
	start := p.span.Start
	p.torn = false
	switch p.tok {
	case LBRACE:
		return p.block()
	case SEMI:
		p.advanceToken()
		return &BlockStmt{Span: p.from(start)}
	case LOCAL, CONST:
		return p.local()
	case PRINT:
		p.advanceToken()
		s := &PrintStmt{Args: p.exprList()}
		p.want(SEMI)
		s.Span = p.from(start)
		return s
	case EVENT:
		p.advanceToken()
		s := p.eventCall()
		p.want(SEMI)
		s.Span = p.from(start)
		return s
	case IF:
		return p.ifStmt()
	case SWITCH:
		return p.switchStmt()
	case FOR:
		return p.forStmt()
	case WHILE:
		p.advanceToken()
		s := &WhileStmt{Cond: p.parenExpr()}
		s.Body = p.stmt()
		s.Span = p.from(start)
		return s
	case NEXT, BREAK, FALLTHROUGH:
		tok := p.tok
		p.advanceToken()
		p.want(SEMI)
		return &BranchStmt{p.from(start), tok}
	case RETURN:
		p.advanceToken()
		if p.tok == WHEN {
			return p.when(start, true)
		}
		s := &ReturnStmt{}
		if p.tok != SEMI {
			s.X = p.expr()
		}
		p.want(SEMI)
		s.Span = p.from(start)
		return s
	case ADD, DELETE:
		tok := p.tok
		p.advanceToken()
		x := p.expr()
		p.want(SEMI)
		if tok == ADD {
			return &AddStmt{p.from(start), x}
		}
		return &DeleteStmt{p.from(start), x}
	case WHEN:
		return p.when(start, false)
	case ASSERT:
		return p.assert()
	}
	x := p.expr()
	p.want(SEMI)
	return &ExprStmt{p.from(start), x}
}

func (p *parser) parenExpr() Expr {
	p.want(LPAREN)
	x := p.expr()
	p.want(RPAREN)
	return x
}

func (p *parser) local() Stmt {
	s := &LocalStmt{Const: p.tok == CONST}
	start := p.span.Start
	p.advanceToken()
	s.Name = p.ident("name")
	if p.got(COLON) {
		s.Type = p.typ()
	}
	if p.got(ASSIGN) {
		s.Init = p.init()
	}
	s.Attrs = p.attrs()
	p.want(SEMI)
	s.Span = p.from(start)
	return s
}

// eventCall parses NAME(ARGS).
func (p *parser) eventCall() *EventCall {
	e := &EventCall{Name: p.ident("event name")}
	p.want(LPAREN)
	e.Args = p.closed(RPAREN)
	e.Span = p.from(e.Name.Start)
	return e
}

func (p *parser) ifStmt() Stmt {
	s := &IfStmt{}
	start := p.want(IF)
	s.Cond = p.parenExpr()
	s.Then = p.stmt()
	if p.got(ELSE) {
		s.Else = p.stmt()
	}
	s.Span = p.from(start)
	return s
}

func (p *parser) switchStmt() Stmt {
	s := &SwitchStmt{}
	start := p.want(SWITCH)
	s.X = p.expr()
	p.want(LBRACE)
	for p.tok == CASE || p.tok == DEFAULT {
		c := &CaseClause{}
		caseStart := p.span.Start
		// Labels without statements between them belong together.
		for p.tok == CASE || p.tok == DEFAULT {
			p.caseLabel(c)
		}
		c.Body = p.stmts()
		c.Span = p.from(caseStart)
		s.Cases = append(s.Cases, c)
	}
	p.want(RBRACE)
	s.Span = p.from(start)
	return s
}

func (p *parser) caseLabel(c *CaseClause) {
	if p.got(DEFAULT) {
		c.Default = true
		p.want(COLON)
		return
	}
	p.want(CASE)
	if p.tok != TYPE {
		c.Values = append(c.Values, p.exprList()...)
		p.want(COLON)
		return
	}
	for {
		t := &TypeCase{}
		start := p.want(TYPE)
		t.Type = p.typ()
		if p.got(AS) {
			id := p.ident("name")
			t.Name = &id
		}
		t.Span = p.from(start)
		c.Types = append(c.Types, t)
		if !p.got(COMMA) {
			break
		}
	}
	p.want(COLON)
}

func (p *parser) forStmt() Stmt {
	s := &ForStmt{}
	start := p.want(FOR)
	p.want(LPAREN)
	if p.got(LBRACK) {
		s.Keys = append(s.Keys, p.ident("loop variable"))
		for p.got(COMMA) {
			s.Keys = append(s.Keys, p.ident("loop variable"))
		}
		p.want(RBRACK)
	} else {
		s.Keys = append(s.Keys, p.ident("loop variable"))
	}
	if p.got(COMMA) {
		id := p.ident("loop variable")
		s.Value = &id
	}
	p.want(IN)
	s.X = p.expr()
	p.want(RPAREN)
	s.Body = p.stmt()
	s.Span = p.from(start)
	return s
}

func (p *parser) when(start Pos, returns bool) Stmt {
	s := &WhenStmt{Return: returns}
	p.want(WHEN)
	if p.tok == LBRACK {
		s.HasCapture = true
		s.Captures = p.captures()
	}
	p.want(LPAREN)
	s.Cond = p.expr()
	p.want(RPAREN)
	s.Body = p.stmt()
	if p.got(TIMEOUT) {
		s.Timeout = p.expr()
		s.TimeoutBody = p.block()
	}
	s.Span = p.from(start)
	return s
}

func (p *parser) captures() []*CaptureDecl {
	var list []*CaptureDecl
	p.want(LBRACK)
	for p.tok != RBRACK || len(list) > 0 {
		c := &CaptureDecl{Copy: p.got(COPY)}
		c.Name = p.ident("name of a variable")
		list = append(list, c)
		if !p.got(COMMA) {
			break
		}
	}
	p.want(RBRACK)
	return list
}

func (p *parser) assert() Stmt {
	s := &AssertStmt{}
	start := p.want(ASSERT)
	begin := p.begin
	s.Cond = p.expr()
	s.Text = strings.TrimSpace(p.src[begin:p.begin])
	if p.got(COMMA) {
		s.Msg = p.expr()
	}
	p.want(SEMI)
	s.Span = p.from(start)
	return s
}
