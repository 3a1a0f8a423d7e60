package resolve

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"brig/bro/syntax"
)

// This file checks variables with their initial values, and the frames and scopes of bodies.

// A fn is a body under check. The one that top gives has no frame:
// expressions in it use global names only.
type fn struct {
	body   *Body // nil: no locals
	module string
	sig    *Signature
	outer  *fn // of an anonymous function
	turn   int // of the declaration it stands in

	explicit bool            // it has a capture list: other locals of outer are out of reach
	used     map[*Local]bool // of a body with a capture list: what it names
	scope    *scope
	stale    map[string]*Local // locals whose block has ended
	loops    int
	switches int
	whens    int

	// The result type of an anonymous function that does not say it.
	infer   bool
	result  *Type
	returns bool // a return with a value was met
}

// A scope is a block's names.
type scope struct {
	outer *scope
	names map[string]*Local
}

func (r *resolver) top(module string) *fn { return &fn{module: module} }

func (f *fn) push() { f.scope = &scope{f.scope, nil} }

func (f *fn) pop() {
	if f.stale == nil {
		f.stale = map[string]*Local{}
	}
	maps.Copy(f.stale, f.scope.names)
	f.scope = f.scope.outer
}

// declare makes a local in the innermost scope.
func (f *fn) declare(name string, t *Type, pos syntax.Pos) *Local {
	l := &Local{Name: name, Type: t, Slot: len(f.body.Locals), Pos: pos}
	f.body.Locals = append(f.body.Locals, l)
	if isBlank(name) {
		return l
	}
	if f.scope.names == nil {
		f.scope.names = map[string]*Local{}
	}
	f.scope.names[name] = l
	return l
}

func (f *fn) visible(name string) *Local {
	for s := f.scope; s != nil; s = s.outer {
		if l := s.names[name]; l != nil {
			return l
		}
	}
	return nil
}

// local finds a local by name, in this body or captured from one around it.
func (r *resolver) local(f *fn, name string, pos syntax.Pos) *Local {
	if f == nil || f.body == nil || strings.Contains(name, "::") {
		return nil
	}
	if l := f.visible(name); l != nil {
		l.used = true
		if f.used != nil {
			f.used[l] = true
		}
		return l
	}
	if l := f.stale[name]; l != nil {
		// Bro had one scope for a whole function, and scripts rely on it.
		if r.lookup(f.module, name) == nil {
			l.used = true
			r.warnf(pos, "use of out-of-scope local %s; move its declaration to an outer scope", name)
			return l
		}
	}
	if f.outer == nil {
		return nil
	}
	outer := r.local(f.outer, name, pos)
	if outer == nil {
		return nil
	}
	if f.explicit {
		r.errorf(pos, "%s is used inside lambda but not captured", name)
	}
	return f.capture(outer, ByReference)
}

// checkHides reports a local whose name is that of a global declared before fn. A
// built-in function may have come after the script was written: a warning.
func (r *resolver) checkHides(fn *fn, id syntax.Ident, what string) {
	e := r.lookup(fn.module, id.Name)
	if e == nil || e.decl == nil || r.turn[e.decl] >= fn.turn || isBlank(id.Name) {
		return
	}
	if isBuiltinFile(e.pos.File) {
		r.warnf(id.Start, "%s: %s", what, id.Name)
		return
	}
	r.errorf(id.Start, "%s: %s", what, id.Name)
}

// capture makes a local of f that stands for one of the body around it.
func (f *fn) capture(outer *Local, mode CaptureMode) *Local {
	outer.used = true
	inner := &Local{used: true, Name: outer.Name, Type: outer.Type, Slot: len(f.body.Locals), Pos: outer.Pos, Const: outer.Const, Attrs: outer.Attrs}
	f.body.Locals = append(f.body.Locals, inner)
	f.body.Captures = append(f.body.Captures, &Capture{outer, inner, mode})
	if mode == ByReference {
		outer.Shared, inner.Shared = true, true
	}
	outermost := f.scope
	for outermost.outer != nil {
		outermost = outermost.outer
	}
	if outermost.names == nil {
		outermost.names = map[string]*Local{}
	}
	outermost.names[outer.Name] = inner
	return inner
}

// checkAll checks initial values, bodies and statements in the order written.
func (r *resolver) checkAll() {
	main := &Body{Module: globalModule}
	r.prog.Main = main
	r.main = &fn{body: main, module: globalModule, sig: &Signature{Result: VoidType}}
	r.main.push()
	var file *syntax.File
	for _, d := range r.decls {
		switch d := d.(type) {
		case *syntax.VarDecl:
			if d.Keyword == syntax.REDEF {
				r.redefVar(d)
			} else {
				r.checkVar(d)
			}
		case *syntax.StmtDecl:
			if d.Start.File != file { // locals are those of the file
				file = d.Start.File
				r.main.scope = nil
				r.main.stale = nil
				r.main.push()
			}
			r.main.module, r.main.turn = d.Module, r.turn[d]
			main.Span = d.Span
			main.Stmts = append(main.Stmts, r.stmt(r.main, d.Stmt))
		}
		r.drain()
	}
	for _, f := range r.prog.Funcs {
		r.checkHandlers(f)
	}
	r.drain()
}

func (r *resolver) drain() {
	for len(r.later) > 0 {
		f := r.later[0]
		r.later = r.later[1:]
		f()
	}
}

// globalType returns the type of a variable, inferring it from the initial value if need be.
func (r *resolver) globalType(e *entry, g *Global, pos syntax.Pos) *Type {
	if g.Type == nil {
		if e.busy {
			r.errorf(pos, "%s is used in its own initial value; give it a type", g.Name)
			return invalidType
		}
		r.checkVar(e.varDecl)
	}
	return g.Type
}

// checkVar checks a variable's declaration, once.
func (r *resolver) checkVar(d *syntax.VarDecl) {
	e := r.entries[qualify(d.Module, d.Name.Name)]
	if e == nil || e.varDecl != d {
		return
	}
	g, ok := e.sym.(*Global)
	if !ok || g.Type != nil {
		return
	}
	e.busy = true
	defer func() { e.busy = false }()
	fn := r.top(d.Module)
	var declared *Type
	if d.Type != nil {
		declared = r.makeType(&d.Context, d.Type)
		g.Type = declared
	}
	var init Expr
	switch {
	case d.Init != nil && d.Op != syntax.ASSIGN && declared == nil:
		r.errorf(d.Start, "%s needs a type", d.Name.Name)
		g.Type = invalidType
		return
	case d.Init != nil:
		init = r.initial(fn, d.Init, declared)
	}
	if declared == nil {
		if init == nil {
			r.errorf(d.Name.Start, "%s needs a type or an initial value", d.Name.Name)
			g.Type = invalidType
			return
		}
		g.Type = r.inferred(init, d.Init)
	}
	g.Attrs = r.attrsIn(fn, d.Attrs, g.Type, onVariable)
	if g.Attrs == nil {
		g.Attrs = g.Type.Attrs
	}
	if d.Keyword == syntax.CONST && init == nil && (g.Attrs == nil || !g.Attrs.Redef) && !g.Type.IsContainer() {
		r.errorf(d.Name.Start, "const variable must be initialized: %s", d.Name.Name)
	}
	if d.Keyword == syntax.OPTION {
		switch {
		case g.Type.Kind == Any:
			r.errorf(d.Name.Start, "option %s cannot have type any", d.Name.Name)
		case init == nil && (!g.Type.IsContainer() || g.Type.Kind == Record) && g.Type.Kind != Invalid:
			r.errorf(d.Name.Start, "option variable must be initialized: %s", d.Name.Name)
		}
	}
	if init == nil && g.Type.Kind == Callable && g.Type.Sig.Flavour != Function {
		// The type's name stands for one of an event or hook, which needs no body.
		r.initialFunc(e, g)
	}
	if init != nil {
		init = r.convert(init, g.Type, "initialization of "+d.Name.Name)
		r.giveAttrs(init, g.Attrs)
		r.prog.Inits = append(r.prog.Inits, &Init{Op: initOps[d.Op], Target: g, Value: init, Pos: d.Name.Start})
	}
}

var initOps = map[syntax.Token]InitOp{syntax.ASSIGN: InitSet, syntax.PLUSEQ: InitAdd, syntax.MINUSEQ: InitRemove}

// inferred gives the type of a variable without type from its initial value.
func (r *resolver) inferred(x Expr, at syntax.Expr) *Type {
	t := x.Type()
	switch {
	case t.Kind == Void:
		r.errorf(at.Pos(), "the initial value has no value")
		return invalidType
	case t.Untyped:
		r.errorf(at.Pos(), "cannot tell the type of %s: declare it", t)
		return invalidType
	}
	return t
}

// giveAttrs gives a constructor the attributes of the variable that it initialises.
func (r *resolver) giveAttrs(x Expr, attrs *Attrs) {
	switch x := x.(type) {
	case *TableCtor:
		if x.Attrs == nil {
			x.Attrs = attrs
		}
	case *SetCtor:
		if x.Attrs == nil {
			x.Attrs = attrs
		}
	}
}

// redefVar checks a redef of a variable.
func (r *resolver) redefVar(d *syntax.VarDecl) {
	e := r.use(d.Module, d.Name)
	if e == nil {
		r.errorf(d.Name.Start, "redef of unknown identifier %s", d.Name.Name)
		return
	}
	g, ok := e.sym.(*Global)
	if !ok {
		if f, isFunc := e.sym.(*Func); isFunc && d.Op == syntax.EOF {
			r.attrsIn(r.top(d.Module), d.Attrs, f.Type, onVariable)
			return
		}
		r.errorf(d.Name.Start, "redef of %s, which is no variable", d.Name.Name)
		return
	}
	t := r.globalType(e, g, d.Name.Start)
	fn := r.top(d.Module)
	if d.Type != nil {
		if nt := r.makeType(&d.Context, d.Type); !Same(nt, t) {
			r.errorf(d.Type.Pos(), "redef of %s as %s: it is %s", d.Name.Name, nt, t)
		}
	}
	extra := r.attrsIn(fn, d.Attrs, t, onVariable)
	if g.Attrs == nil || !(g.Attrs.Redef || g.Option) {
		if !g.Option && (extra == nil || !extra.Redef) {
			r.errorf(d.Name.Start, "\"redef\" used with a variable without &redef: %s", d.Name.Name)
			return
		}
	}
	mergeAttrs(g, extra)
	if d.Init == nil {
		return
	}
	in := &Init{Op: initOps[d.Op], Target: g, Pos: d.Name.Start}
	lit, _ := d.Init.(*syntax.Literal)
	if text, raw := r.raw[d]; raw && t.Kind == String && (lit == nil || lit.Token != syntax.STRING || lit.Value == nil) {
		in.Value = &Const{typed{d.Span, StringType}, text}
	} else if raw && lit != nil && lit.Token == syntax.STRING && lit.Value == nil {
		r.errorf(d.Start, "bad value for %s: %s", d.Name.Name, text)
		return
	} else {
		in.Value = r.redefValue(fn, in, t, d)
	}
	r.giveAttrs(in.Value, g.Attrs)
	r.prog.Inits = append(r.prog.Inits, in)
}

// redefValue checks the value of a redef against what += and -= take.
func (r *resolver) redefValue(fn *fn, in *Init, t *Type, d *syntax.VarDecl) Expr {
	what := "redef of " + d.Name.Name
	op, attrs := in.Op, in.Target.Attrs
	switch {
	case op == InitSet, t.Kind == Invalid:
		return r.convert(r.initial(fn, d.Init, t), t, what)
	case op == InitRemove && t.Kind == Table:
		keys := &Type{Kind: Set, Index: t.Index}
		return r.convert(r.initial(fn, d.Init, keys), keys, what)
	case t.Kind == Set || t.Kind == Table || t.Kind == Vector && op == InitAdd:
		if _, brace := d.Init.(*syntax.Brace); !brace {
			// A single element stands for a list of it.
			if x := r.expr(fn, d.Init, nil); t.Kind == Set && len(t.Index) == 1 && fits(x.Type(), t.Index[0]) && !fits(x.Type(), t) {
				return &SetCtor{typed{d.Init.Extent(), t}, [][]Expr{{r.convert(x, t.Index[0], what)}}, nil}
			} else if t.Kind == Vector && fits(x.Type(), t.Elem) && !fits(x.Type(), t) {
				return &VectorCtor{typed{d.Init.Extent(), t}, []Expr{r.convert(x, t.Elem, what)}}
			}
		}
		return r.convert(r.initial(fn, d.Init, t), t, what)
	case t.IsNumeric() || t.Kind == Interval || t.Kind == String || t.Kind == Pattern && op == InitAdd:
		if t.Kind == String && op == InitRemove && (attrs == nil || attrs.DeleteFunc == nil) {
			break
		}
		return r.convert(r.initial(fn, d.Init, t), t, what)
	case t.Kind == Callable || t.Kind == Record:
	}
	sign := "+="
	if op == InitRemove {
		sign = "-="
	}
	r.errorf(d.Name.Start, "%s not applicable to %s of type %s", sign, d.Name.Name, t)
	return invalid(d.Init)
}

func mergeAttrs(g *Global, extra *Attrs) {
	if extra == nil {
		return
	}
	if g.Attrs == nil {
		g.Attrs = extra
		return
	}
	a := g.Attrs
	if extra.Default != nil {
		a.Default, a.DefaultFunc = extra.Default, extra.DefaultFunc
	}
	a.CreateExpire = cmpExpr(extra.CreateExpire, a.CreateExpire)
	a.ReadExpire = cmpExpr(extra.ReadExpire, a.ReadExpire)
	a.WriteExpire = cmpExpr(extra.WriteExpire, a.WriteExpire)
	a.ExpireFunc = cmpExpr(extra.ExpireFunc, a.ExpireFunc)
	a.AddFunc = cmpExpr(extra.AddFunc, a.AddFunc)
	a.DeleteFunc = cmpExpr(extra.DeleteFunc, a.DeleteFunc)
	a.OnChange = cmpExpr(extra.OnChange, a.OnChange)
	a.Redef = a.Redef || extra.Redef
}

func cmpExpr(a, b Expr) Expr {
	if a != nil {
		return a
	}
	return b
}

// checkHandlers checks the bodies of a function, event or hook and puts them in order.
func (r *resolver) checkHandlers(f *Func) {
	if f.Type.Sig.Flavour == Function && len(r.handlers[f]) == 0 && !f.Builtin && f.Declared {
		r.errorf(f.Pos, "function %s is declared but has no body", f.Name)
	}
	for _, d := range r.handlers[f] {
		f.Bodies = append(f.Bodies, r.handler(f, d))
		r.drain()
	}
	slices.SortStableFunc(f.Bodies, func(a, b *Body) int { return cmp.Compare(b.Priority, a.Priority) })
}

func (r *resolver) handler(f *Func, d *syntax.FuncDecl) *Body {
	lit := d.Func
	body := &Body{Func: f, Span: d.Span, Block: lit.Body.Span, Module: d.Module, Source: lit.Source}
	sig := r.signature(&d.Context, flavours[lit.Keyword], lit.Params, lit.VarArgs, lit.Result)
	want := f.Type.Sig
	switch {
	case want.Result == invalidType:
	case sig.Flavour != want.Flavour:
		r.errorf(d.Name.Start, "%s is declared as %s, not as %s", d.Name.Name, want.Flavour, sig.Flavour)
	case r.prototyped(f, body, sig, d):
	case sameParams(sig, want):
		r.warnParams(d, want.Params[:len(sig.Params)])
		if !Same(sig.Result, want.Result) {
			r.errorf(d.Name.Start, "%s gives %s, but is declared to give %s", d.Name.Name, sig.Result, want.Result)
		}
	default:
		if want.Flavour != Function {
			body.Args = r.alternate(want, sig)
		}
		if body.Args == nil {
			r.errorf(d.Name.Start, "%s is declared as %s, not as %s", d.Name.Name, f.Type, (&Type{Kind: Callable, Sig: sig}))
		}
	}
	fn := &fn{body: body, module: d.Module, sig: sig, turn: r.turn[d]}
	for _, a := range lit.Attrs {
		r.bodyAttr(fn, f, a)
	}
	r.body(fn, lit)
	r.checkEnd(f, body)
	r.checkLocals(body)
	return body
}

// prototyped tells whether a handler is written for one of the further declarations of its
// event or hook, and then says in body which parameters that has.
func (r *resolver) prototyped(f *Func, body *Body, sig *Signature, d *syntax.FuncDecl) bool {
	for _, p := range r.prototypes[f] {
		if !sameNames(p.sig, sig) || !sameParams(sig, p.sig) {
			continue
		}
		if p.deprecated != nil {
			msg := fmt.Sprintf("use of deprecated '%s' prototype", d.Name.Name)
			if *p.deprecated != "" {
				msg += ": " + *p.deprecated
			}
			r.warnf(d.Name.Start, "%s (%s)", msg, &Type{Kind: Callable, Sig: p.sig})
		}
		body.Args = r.alternate(f.Type.Sig, sig)
		var params []*Param
		for _, i := range body.Args {
			params = append(params, f.Type.Sig.Params[i])
		}
		r.warnParams(d, params)
		return true
	}
	return false
}

// warnParams warns of deprecated parameters that a handler takes.
func (r *resolver) warnParams(d *syntax.FuncDecl, params []*Param) {
	for i, p := range params {
		if p.deprecated == nil {
			continue
		}
		msg := fmt.Sprintf("use of deprecated parameter '%s'", p.Name)
		if *p.deprecated != "" {
			msg += ": " + *p.deprecated
		}
		r.warnf(d.Func.Params[i].Start, "%s", msg)
	}
}

func (r *resolver) bodyAttr(fn *fn, f *Func, a *syntax.Attr) {
	switch a.Name {
	case "priority":
		x := r.convert(r.exprOrNil(r.top(fn.module), a.Value, IntType), IntType, "&priority")
		v, _ := constOf(x)
		n, known := v.(int64)
		if name, isName := a.Value.(*syntax.Name); !known && isName {
			n, known = r.constInt(fn.module, name)
		}
		if !known && (a.Value == nil || x.Type().Kind != Invalid) {
			r.errorf(a.Start, "&priority needs a constant integer")
		}
		fn.body.Priority = int(n)
	case "group":
		attrs := r.attrs(fn.module, []*syntax.Attr{a}, f.Type, onVariable)
		fn.body.Groups = append(fn.body.Groups, attrs.Groups...)
	case "deprecated", "is_used", "redef", "error_handler", "is_assigned":
		f.Attrs = cmp.Or(f.Attrs, &Attrs{})
		r.attr(fn, f.Attrs, a, f.Type, onVariable)
	default:
		r.errorf(a.Start, "&%s not applicable to a body", a.Name)
	}
}

// constInt gives the value of a constant that a name stands for.
func (r *resolver) constInt(module string, x *syntax.Name) (int64, bool) {
	e := r.lookup(module, x.Name)
	if e == nil {
		return 0, false
	}
	for _, in := range slices.Backward(r.prog.Inits) {
		if in.Target == e.sym && in.Op == InitSet {
			switch v, _ := constOf(in.Value); v := v.(type) {
			case uint64:
				return int64(v), true
			case int64:
				return v, true
			}
			return 0, false
		}
	}
	return 0, false
}

func sameParams(a, b *Signature) bool {
	if len(a.Params) != len(b.Params) || a.VarArgs != b.VarArgs {
		return false
	}
	for i, p := range a.Params {
		if !Same(p.Type, b.Params[i].Type) && b.Params[i].Type.Kind != Any {
			return false
		}
	}
	return true
}

// body checks parameters and statements of a body.
func (r *resolver) body(fn *fn, lit *syntax.FuncLit) {
	fn.push()
	for i, p := range fn.sig.Params {
		pos := lit.Params[i].Start
		fn.body.Params = append(fn.body.Params, fn.declare(p.Name, p.Type, pos))
	}
	fn.push()
	for _, s := range lit.Body.Stmts {
		fn.body.Stmts = append(fn.body.Stmts, r.stmt(fn, s))
	}
	fn.pop()
	fn.pop()
}
