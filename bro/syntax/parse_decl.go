package syntax

// This file parses declarations and types.

// file1 parses the whole file.
func (p *parser) file1() {
	p.advanceToken()
	for p.tok != EOF {
		before := p.off
		if p.try(p.declaration) {
			continue
		}
		// A declaration keyword in the first column is where to go on, but not if it is what failed.
		if p.off == before && p.tok != EOF {
			p.advanceToken()
		}
		p.resync()
		if p.tok == RBRACE {
			p.exported = false
			p.advanceToken()
			p.got(SEMI)
		}
	}
	for _, c := range p.conds {
		p.errorIn(c.pos, "@if without @endif")
	}
}

func (p *parser) context() Context { return Context{p.module, p.exported} }

func (p *parser) declaration() {
	start := p.span.Start
	p.torn = false
	switch p.tok {
	case SEMI:
		p.advanceToken()
	case MODULE:
		p.advanceToken()
		p.module = p.ident("module name").Name
		p.want(SEMI)
	case EXPORT:
		p.export()
	case GLOBAL, CONST, OPTION:
		keyword := p.tok
		p.advanceToken()
		d := p.variable(keyword)
		p.finish(d, &d.Span, start)
	case REDEF:
		p.redef()
	case TYPE:
		p.advanceToken()
		d := &TypeDecl{Context: p.context(), Name: p.ident("type name")}
		p.want(COLON)
		d.Type = p.typ()
		d.Attrs = p.attrs()
		p.finish(d, &d.Span, start)
	case FUNCTION:
		if next := p.peekToken(); next == LPAREN || next == LBRACK {
			p.topStatement(start)
			return
		}
		p.funcDecl(start, false)
	case EVENT:
		if p.isHandler() {
			p.funcDecl(start, false)
			return
		}
		p.topStatement(start)
	case HOOK:
		if p.isHandler() {
			p.funcDecl(start, false)
			return
		}
		p.topStatement(start)
	case RBRACE:
		p.errorAt(start, "syntax error, at or near %s: no block is open", p.near())
	default:
		p.topStatement(start)
	}
}

// finish hands over the declaration d that began at start and ends with the current
// semicolon. A condition that follows already knows it.
func (p *parser) finish(d Decl, span *Span, start Pos) {
	if p.tok != SEMI {
		p.unexpected(`";"`)
	}
	*span = Span{start, p.span.End}
	p.host.Decl(d)
	p.advanceToken()
}

func (p *parser) topStatement(start Pos) {
	d := &StmtDecl{Context: p.context()}
	d.Stmt = p.stmt()
	d.Span = p.from(start)
	p.host.Decl(d)
}

// isHandler tells "event e(x: T) {" from the statement "event e(x);".
func (p *parser) isHandler() bool {
	toks := p.peekTokens(4) // e ( x :   or   e ( ) {
	if toks[0] != IDENT || toks[1] != LPAREN {
		return false
	}
	switch toks[2] {
	case RPAREN:
		return toks[3] == LBRACE || toks[3] == COLON || toks[3] == ATTR || toks[3] == DIRECTIVE
	case ELLIPSIS, SEMI:
		return true
	}
	return toks[3] == COLON
}

func (p *parser) export() {
	p.advanceToken()
	p.want(LBRACE)
	was := p.exported
	p.exported = true
	for p.tok != RBRACE && p.tok != EOF {
		before := p.off
		if p.try(p.declaration) {
			continue
		}
		if p.off == before {
			p.advanceToken()
		}
		p.resync()
	}
	p.exported = was
	p.want(RBRACE)
	p.got(SEMI)
}

// variable parses NAME: TYPE = INIT ATTRS.
func (p *parser) variable(keyword Token) *VarDecl {
	d := &VarDecl{Context: p.context(), Keyword: keyword, Name: p.ident("name")}
	if p.got(COLON) {
		d.Type = p.typ()
	}
	switch p.tok {
	case ASSIGN, PLUSEQ, MINUSEQ:
		d.Op = p.tok
		p.advanceToken()
		d.Init = p.init()
	}
	d.Attrs = p.attrs()
	return d
}

func (p *parser) redef() {
	start := p.want(REDEF)
	switch p.tok {
	case EVENT:
		p.funcDecl(start, true)
	case HOOK, FUNCTION:
		p.funcDecl(start, true)
	case ENUM:
		p.advanceToken()
		d := &RedefEnum{Context: p.context(), Name: p.ident("enum name")}
		p.want(PLUSEQ)
		d.Labels = p.enumLabels()
		p.finish(d, &d.Span, start)
	case RECORD:
		p.advanceToken()
		name := p.ident("record name")
		if p.got(DOLLAR) {
			p.redefField(start, name)
			return
		}
		d := &RedefRecord{Context: p.context(), Name: name}
		p.want(PLUSEQ)
		p.want(LBRACE)
		d.Fields = p.fields()
		p.want(RBRACE)
		d.Attrs = p.attrs()
		p.finish(d, &d.Span, start)
	default:
		d := p.variable(REDEF)
		p.finish(d, &d.Span, start)
	}
}

// redefField parses what follows "redef record R$": F += { ATTRS };
func (p *parser) redefField(start Pos, record Ident) {
	d := &RedefField{Context: p.context(), Name: record, Field: p.fieldName(), Op: p.tok}
	if p.tok != PLUSEQ && p.tok != MINUSEQ {
		p.unexpected(`"+=" or "-="`)
	}
	p.advanceToken()
	p.want(LBRACE)
	d.Attrs = p.attrs()
	p.want(RBRACE)
	p.finish(d, &d.Span, start)
}

func (p *parser) funcDecl(start Pos, redef bool) {
	d := &FuncDecl{Context: p.context(), Redef: redef}
	f := &FuncLit{Keyword: p.tok}
	p.advanceToken()
	d.Name = p.ident("name")
	p.funcRest(f)
	f.Span = Span{start, p.span.End}
	d.Span, d.Func = f.Span, f
	p.host.Decl(d)
	p.advanceToken()
	p.got(SEMI)
}

// funcRest parses what follows the name of a function: its parameters, result, attributes
// and body, up to the brace that ends it.
func (p *parser) funcRest(f *FuncLit) {
	p.want(LPAREN)
	f.Params, f.VarArgs = p.params()
	p.want(RPAREN)
	if p.got(COLON) {
		f.Result = p.typ()
	}
	f.Attrs = p.attrs()
	p.funcBody(f)
}

// funcBody parses the block of a function, of which the last brace stays the current token.
func (p *parser) funcBody(f *FuncLit) {
	if p.tok != LBRACE {
		p.unexpected(`"{"`)
	}
	begin := p.begin
	noBar := p.noBar
	p.noBar = false
	f.Body = p.openBlock()
	p.noBar = noBar
	f.Source = p.src[begin:p.lexEnd]
}

// params parses a parameter list without its parentheses. Commas and
// semicolons both separate; a semicolon may follow the last one.
func (p *parser) params() (params []*ParamDecl, varArgs bool) {
	for separator := SEMI; p.tok != RPAREN || separator == COMMA; {
		if p.got(ELLIPSIS) {
			varArgs = true
			break
		}
		d := &ParamDecl{Name: p.fieldName()}
		p.want(COLON)
		d.Type = p.typ()
		d.Attrs = p.attrs()
		d.Span = p.from(d.Name.Start)
		params = append(params, d)
		if p.tok != COMMA && p.tok != SEMI {
			break
		}
		separator = p.tok
		p.advanceToken()
	}
	return params, varArgs
}

// attrs parses attributes.
func (p *parser) attrs() []*Attr {
	var list []*Attr
	for {
		if p.tok == AMP && p.peekToken() == IDENT {
			p.advanceToken()
			p.errorAt(p.span.Start, "unknown attribute &%s", p.text)
		}
		if p.tok != ATTR {
			return list
		}
		a := &Attr{Name: p.text}
		start := p.span.Start
		p.advanceToken()
		if p.got(ASSIGN) {
			a.Value = p.init()
		}
		a.Span = p.from(start)
		list = append(list, a)
	}
}

// typ parses a type.
func (p *parser) typ() TypeExpr {
	p.enter()
	defer func() { p.depth-- }()
	start := p.span.Start
	switch p.tok {
	case IDENT:
		id := p.ident("type")
		return &NamedType{id}
	case BOOL, INTT, COUNT, DOUBLET, TIME, INTERVALT, STRINGT, PATTERN, PORTT, ADDRT, SUBNETT, ANY:
		keyword := p.tok
		p.advanceToken()
		return &BasicType{p.from(start), keyword}
	case TABLE:
		p.advanceToken()
		index := p.typeIndex()
		p.want(OF)
		yield := p.typ()
		return &TableType{p.from(start), index, yield}
	case SET:
		p.advanceToken()
		index := p.typeIndex()
		return &SetType{p.from(start), index}
	case VECTOR:
		p.advanceToken()
		p.want(OF)
		elem := p.typ()
		return &VectorType{p.from(start), elem}
	case RECORD:
		p.advanceToken()
		p.want(LBRACE)
		fields := p.fields()
		p.want(RBRACE)
		return &RecordType{p.from(start), fields}
	case ENUM:
		p.advanceToken()
		labels := p.enumLabels()
		return &EnumType{p.from(start), labels}
	case FUNCTION, EVENT, HOOK:
		t := &FuncType{Keyword: p.tok}
		p.advanceToken()
		p.want(LPAREN)
		t.Params, t.VarArgs = p.params()
		p.want(RPAREN)
		if t.Keyword == FUNCTION && p.got(COLON) {
			t.Result = p.typ()
		}
		t.Span = p.from(start)
		return t
	case FILE:
		p.advanceToken()
		t := &FileType{}
		if p.got(OF) {
			t.Elem = p.typ()
		}
		t.Span = p.from(start)
		return t
	case OPAQUE:
		p.advanceToken()
		p.want(OF)
		name := p.fieldName().Name
		return &OpaqueType{p.from(start), name}
	}
	p.unexpected("type")
	return nil
}

func (p *parser) typeIndex() []TypeExpr {
	p.want(LBRACK)
	index := []TypeExpr{p.typ()}
	for p.got(COMMA) {
		index = append(index, p.typ())
	}
	p.want(RBRACK)
	return index
}

// fields parses the fields of a record type, without the braces.
func (p *parser) fields() []*FieldDecl {
	var list []*FieldDecl
	for p.tok != RBRACE && p.tok != EOF {
		f := &FieldDecl{Name: p.fieldName()}
		p.want(COLON)
		f.Type = p.typ()
		f.Attrs = p.attrs()
		p.want(SEMI)
		f.Span = p.from(f.Name.Start)
		list = append(list, f)
	}
	return list
}

func (p *parser) enumLabels() []*EnumLabel {
	var list []*EnumLabel
	p.want(LBRACE)
	for p.tok != RBRACE || len(list) == 0 {
		l := &EnumLabel{Name: p.ident("enum label")}
		if p.got(ASSIGN) {
			l.Value = p.unary()
		}
		l.Attrs = p.attrs()
		l.Span = p.from(l.Name.Start)
		list = append(list, l)
		if !p.got(COMMA) {
			break
		}
	}
	p.want(RBRACE)
	return list
}
