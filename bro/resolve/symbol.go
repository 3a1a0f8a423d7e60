package resolve

import (
	"strings"

	"brig/bro/syntax"
)

// This file declares the global names and finds them.

// A symbol is what a global name stands for: *Global, *Func, *Type or *labelSymbol.
type symbol any

// A labelSymbol is an enum label under its qualified name.
type labelSymbol struct {
	enum *Type
}

// An entry is a global name and what is known of its declaration.
type entry struct {
	name     string
	module   string // that it was declared in
	exported bool
	inExport bool // within export { }
	pos      syntax.Pos
	sym      symbol

	deprecated *string // what &deprecated says, nil without it
	decl       syntax.Decl

	typeDecl *syntax.TypeDecl // of a type that is not made yet
	varDecl  *syntax.VarDecl  // of a Global or Func
	busy     bool             // being made, or its type inferred
}

func (e *entry) isType() bool { _, ok := e.sym.(*Type); return ok || e.typeDecl != nil }

// A resolver holds the program under construction.
type resolver struct {
	*loader
	prog              *Program
	entries           map[string]*entry
	later             []func() // expressions of types, to be checked when all types are complete
	lambdas           int
	main              *fn
	coercing, coerced int // fields around the one being converted, and all so far
	expanded          int // elements made by expanding lists
	// handlers keeps the bodies of a function, event or hook as declared; they are put in order at the end.
	handlers   map[*Func][]*syntax.FuncDecl
	turn       map[syntax.Decl]int    // the place of each declaration among all
	prototypes map[*Func][]*prototype // of events and hooks, but for the first
	firstFunc  map[*Global]*Func      // what a variable of function type holds first
}

func newResolver(l *loader) *resolver {
	return &resolver{
		loader:   l,
		prog:     &Program{Files: l.files, symbols: map[string]symbol{}},
		entries:  map[string]*entry{},
		handlers: map[*Func][]*syntax.FuncDecl{}, prototypes: map[*Func][]*prototype{}, firstFunc: map[*Global]*Func{}, turn: map[syntax.Decl]int{},
	}
}

func (r *resolver) run() {
	r.declareAll()
	r.makeTypes()
	r.makeSignatures()
	for len(r.later) > 0 {
		f := r.later[0]
		r.later = r.later[1:]
		f()
	}
	r.checkAll()
	if r.cfg.Usage {
		r.checkUsage()
	}
	for name, e := range r.entries {
		if e.sym != nil {
			r.prog.symbols[name] = e.sym
		}
	}
}

// isBuiltinFile reports whether functions without body in this file are builtins.
func isBuiltinFile(f *syntax.File) bool {
	return strings.HasSuffix(f.Name, ".bif.bro") || strings.HasSuffix(f.Name, ".bif.zeek")
}

// enterName makes the entry for a name declared in context c. It returns nil,
// after an error, if there is one already.
func (r *resolver) enterName(c *syntax.Context, id syntax.Ident) *entry {
	name := qualify(c.Module, id.Name)
	if old := r.entries[name]; old != nil {
		r.errorf(id.Start, "%s is already defined at %s", id.Name, old.pos)
		return nil
	}
	e := &entry{name: name, module: c.Module, pos: id.Start}
	e.inExport = c.Exported
	e.exported = c.Exported || isGlobalName(c.Module, name) || isBuiltinFile(id.Start.File)
	r.entries[name] = e
	return e
}

// isGlobalName reports whether a name declared in a module is one of the global
// module: those are always visible.
func isGlobalName(module, full string) bool {
	return module == globalModule || !strings.Contains(full, "::")
}

// lookup finds what name means in a module: the module's own name first, then the global one.
func (r *resolver) lookup(module, name string) *entry {
	if e := r.entries[qualify(module, name)]; e != nil {
		return e
	}
	return r.entries[qualify(globalModule, name)]
}

// use finds a name and checks that it may be used in this module.
func (r *resolver) use(module string, id syntax.Ident) *entry {
	e := r.lookup(module, id.Name)
	if e == nil {
		return nil
	}
	if !e.exported && e.module != module && id.Start.IsValid() {
		r.errorf(id.Start, "identifier is not exported: %s", e.name)
		e.exported = true // say so once
	}
	return e
}

// declareAll makes entries for all declarations. Handlers come after everything else, since
// what they mean depends on what is declared.
func (r *resolver) declareAll() {
	bodies := map[string]bool{}
	redefs := map[string]bool{}
	for i, d := range r.decls {
		r.turn[d] = i
		switch d := d.(type) {
		case *syntax.FuncDecl:
			bodies[qualify(d.Module, d.Name.Name)] = true
		case *syntax.VarDecl:
			if d.Keyword == syntax.REDEF && d.Op != syntax.EOF {
				redefs[qualify(d.Module, d.Name.Name)] = true
			}
		}
	}
	for _, d := range r.decls {
		switch d := d.(type) {
		case *syntax.VarDecl:
			if d.Keyword != syntax.REDEF {
				r.declareVar(d, bodies, redefs)
			}
		case *syntax.TypeDecl:
			r.declareType(d)
		}
	}
	for _, d := range r.decls {
		if d, ok := d.(*syntax.FuncDecl); ok {
			r.declareHandler(d)
		}
	}
}

func (r *resolver) declareVar(d *syntax.VarDecl, bodies, redefs map[string]bool) {
	name := qualify(d.Module, d.Name.Name)
	t, isFunc := d.Type.(*syntax.FuncType)
	if old := r.entries[name]; old != nil {
		// A function, event or hook may be declared again, which must agree; see makeSignatures.
		f, ok := old.sym.(*Func)
		if ok && d.Op == syntax.EOF && (isFunc || f.Type == nil) {
			old.exported = old.exported || d.Exported
			f.Exported = old.exported
			return
		}
	}
	e := r.enterName(&d.Context, d.Name)
	if e == nil {
		return
	}
	e.varDecl, e.decl = d, d
	e.deprecated = deprecation(d.Attrs)
	builtin := isFunc && t.Keyword == syntax.FUNCTION && d.Op == syntax.EOF && isBuiltinFile(d.Start.File) && !bodies[name]
	if d.Op == syntax.EOF && !r.variables[name] && (isFunc && t.Keyword != syntax.FUNCTION || builtin || bodies[name] && !redefs[name]) {
		f := &Func{Name: name, Builtin: builtin, Exported: e.exported, Declared: true, Index: len(r.prog.Funcs), Pos: d.Name.Start}
		r.prog.Funcs = append(r.prog.Funcs, f)
		e.sym = f
		return
	}
	g := r.newGlobal(e, d)
	e.sym = g
	if r.variables[name] && isFunc && t.Keyword != syntax.FUNCTION {
		r.initialFunc(e, g)
	}
}

// initialFunc makes the function, event or hook that a variable holds first.
func (r *resolver) initialFunc(e *entry, g *Global) *Func {
	if f := r.firstFunc[g]; f != nil {
		return f
	}
	f := &Func{Name: g.Name, Exported: g.Exported, Declared: true, Used: true, Index: len(r.prog.Funcs), Pos: g.Pos}
	r.firstFunc[g] = f
	r.prog.Funcs = append(r.prog.Funcs, f)
	in := &Init{Target: g, Pos: g.Pos}
	r.prog.Inits = append(r.prog.Inits, in)
	r.later = append(r.later, func() {
		if f.Type = r.makeType(&e.varDecl.Context, e.varDecl.Type); f.Type.Kind != Callable { // reported elsewhere
			f.Type = &Type{Kind: Callable, Sig: &Signature{Result: invalidType}}
		}
		in.Value = &FuncRef{typed{syntax.Span{Start: g.Pos, End: g.Pos}, f.Type}, f}
	})
	return f
}

func (r *resolver) newGlobal(e *entry, d *syntax.VarDecl) *Global {
	g := &Global{Name: e.name, Const: d.Keyword == syntax.CONST || d.Keyword == syntax.OPTION, Option: d.Keyword == syntax.OPTION,
		Exported: e.exported, Index: len(r.prog.Globals), Pos: d.Name.Start}
	r.prog.Globals = append(r.prog.Globals, g)
	return g
}

func (r *resolver) declareType(d *syntax.TypeDecl) {
	e := r.enterName(&d.Context, d.Name)
	if e == nil {
		return
	}
	e.typeDecl, e.decl = d, d
	e.deprecated = deprecation(d.Attrs)
	switch t := d.Type.(type) {
	case *syntax.RecordType:
		e.sym = &Type{Kind: Record, Name: e.name, decl: d.Start}
	case *syntax.EnumType:
		enum := &Type{Kind: Enum, Name: e.name, decl: d.Start}
		e.sym = enum
		r.addLabels(&d.Context, enum, t.Labels)
	}
}

// declareHandler finds or makes the function, event or hook that d is a body of.
func (r *resolver) declareHandler(d *syntax.FuncDecl) {
	name := qualify(d.Module, d.Name.Name)
	e := r.entries[name]
	if e == nil && d.Func.Keyword != syntax.FUNCTION {
		// A handler for what another module or nobody declared.
		if e = r.entries[qualify(globalModule, d.Name.Name)]; e == nil && d.Func.Keyword == syntax.EVENT {
			name = qualify(globalModule, d.Name.Name)
		}
	}
	if e == nil {
		e = &entry{name: name, module: d.Module, pos: d.Name.Start, decl: d}
		e.exported = d.Exported || isGlobalName(d.Module, name) || d.Func.Keyword == syntax.EVENT || isBuiltinFile(d.Start.File)
		f := &Func{Name: name, Exported: e.exported, Declared: d.Func.Keyword != syntax.EVENT, Index: len(r.prog.Funcs), Pos: d.Name.Start}
		r.prog.Funcs = append(r.prog.Funcs, f)
		e.sym = f
		r.entries[name] = e
	}
	switch s := e.sym.(type) {
	case *Func:
		if s.Builtin {
			r.errorf(d.Name.Start, "%s is a builtin function", d.Name.Name)
			return
		}
		if len(r.handlers[s]) > 0 && d.Func.Keyword == syntax.FUNCTION && !d.Redef {
			r.errorf(d.Name.Start, "function %s is already defined at %s", d.Name.Name, r.handlers[s][0].Name.Start)
			return
		}
		if d.Redef {
			r.handlers[s] = nil
		}
		r.handlers[s] = append(r.handlers[s], d)
		if text := deprecation(d.Func.Attrs); text != nil {
			e.deprecated = text
		} else if d.Func.Keyword != syntax.FUNCTION {
			r.warnDeprecated(d.Name.Start, e.name, e.deprecated)
		}
	case *Global:
		// The variable is redefined somewhere; its first value is this function.
		if e.varDecl.Op != syntax.EOF {
			r.errorf(d.Name.Start, "%s is already defined at %s", d.Name.Name, e.pos)
			return
		}
		f := r.initialFunc(e, s)
		r.handlers[f] = append(r.handlers[f], d)
	default:
		r.errorf(d.Name.Start, "%s is no function: it is defined at %s", d.Name.Name, e.pos)
	}
}

// addLabels gives an enum type labels, and declares them in the module of context c.
func (r *resolver) addLabels(c *syntax.Context, enum *Type, labels []*syntax.EnumLabel) {
	next := int64(0)
	for _, l := range enum.Labels {
		next = max(next, l.Value+1)
	}
	for _, l := range labels {
		name := qualify(c.Module, l.Name.Name)
		if l.Value != nil {
			lit, ok := l.Value.(*syntax.Literal)
			n, isInt := literalInt(lit)
			if !ok || !isInt {
				r.errorf(l.Value.Pos(), "enumerator is not a count constant")
			} else {
				next = n
			}
		}
		if old := r.entries[name]; old != nil {
			r.errorf(l.Name.Start, "identifier or enumerator value %s already exists: defined at %s", l.Name.Name, old.pos)
			continue
		}
		if same := enum.LabelOf(next); same != nil {
			r.errorf(l.Name.Start, "identifier or enumerator value %s already exists: %s is %d too", l.Name.Name, same.Name, next)
			continue
		}
		enum.addLabel(name, next)
		next++
		r.entries[name] = &entry{name: name, module: c.Module, pos: l.Name.Start, sym: &labelSymbol{enum},
			deprecated: deprecation(l.Attrs), exported: c.Exported || c.Module == globalModule || isBuiltinFile(l.Start.File)}
	}
}

// deprecation gives the text of &deprecated, nil without that attribute.
func deprecation(attrs []*syntax.Attr) *string {
	for _, a := range attrs {
		if a.Name == "deprecated" {
			text := ""
			if lit, ok := a.Value.(*syntax.Literal); ok {
				text, _ = lit.Value.(string)
			}
			return &text
		}
	}
	return nil
}

// warnDeprecated warns of the use of what is deprecated.
func (r *resolver) warnDeprecated(pos syntax.Pos, name string, text *string) {
	switch {
	case text == nil:
	case *text == "":
		r.warnf(pos, "deprecated (%s)", name)
	default:
		r.warnf(pos, "deprecated (%s): %s", name, *text)
	}
}

func literalInt(lit *syntax.Literal) (int64, bool) {
	if lit == nil {
		return 0, false
	}
	n, ok := lit.Value.(uint64)
	return int64(n), ok && n < 1<<62
}
