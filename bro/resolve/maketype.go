package resolve

import (
	"slices"

	"brig/bro/syntax"
)

// This file makes types of type expressions.

// makeTypes completes all named types: declarations first, then redefs in order.
func (r *resolver) makeTypes() {
	for _, d := range r.decls {
		if d, ok := d.(*syntax.TypeDecl); ok {
			if e := r.entries[qualify(d.Module, d.Name.Name)]; e != nil && e.typeDecl == d {
				r.namedType(e)
				if t, ok := e.sym.(*Type); ok {
					r.prog.Types = append(r.prog.Types, t)
				}
			}
		}
	}
	for _, d := range r.decls {
		switch d := d.(type) {
		case *syntax.RedefEnum:
			if t := r.redefTarget(d.Module, d.Name, Enum); t != nil {
				r.addLabels(&d.Context, t, d.Labels)
			}
		case *syntax.RedefRecord:
			if t := r.redefTarget(d.Module, d.Name, Record); t != nil {
				r.addFields(&d.Context, t, d.Fields, d.Attrs, true)
			}
		case *syntax.RedefField:
			r.redefField(d)
		}
	}
	for _, t := range r.prog.Types {
		if t.Kind == Record {
			r.checkFinite(t, t, map[*Type]bool{})
		}
	}
}

// checkFinite reports a record type of which no value can be made, since each contains another.
func (r *resolver) checkFinite(t, root *Type, seen map[*Type]bool) {
	for _, f := range t.Fields {
		switch {
		case f.Optional || f.defaulted || f.Type.Kind != Record:
		case f.Type == root:
			r.errorf(f.Pos, "record type %s contains itself: field %s must be &optional", root, f.Name)
			f.Optional = true
		case !seen[f.Type]:
			seen[f.Type] = true
			r.checkFinite(f.Type, root, seen)
		}
	}
}

func (r *resolver) redefTarget(module string, id syntax.Ident, kind Kind) *Type {
	e := r.use(module, id)
	if e == nil {
		r.errorf(id.Start, "unknown identifier %s", id.Name)
		return nil
	}
	t, _ := e.sym.(*Type)
	if t == nil || t.Kind != kind {
		r.errorf(id.Start, "%s is no %s type", id.Name, kind)
		return nil
	}
	return t
}

func (r *resolver) redefField(d *syntax.RedefField) {
	t := r.redefTarget(d.Module, d.Name, Record)
	if t == nil {
		return
	}
	f := t.Field(d.Field.Name)
	if f == nil {
		r.errorf(d.Field.Start, "no such field in record: %s$%s", d.Name.Name, d.Field.Name)
		return
	}
	for _, a := range d.Attrs {
		if a.Name != "log" {
			r.errorf(a.Start, "only &log can be added to or removed from a field")
			continue
		}
		f.Log = d.Op == syntax.PLUSEQ
	}
}

// namedType returns the type of a type declaration, making it first if need be.
func (r *resolver) namedType(e *entry) *Type {
	d := e.typeDecl
	if d == nil {
		t, _ := e.sym.(*Type)
		return t
	}
	if t, ok := e.sym.(*Type); ok {
		e.typeDecl = nil
		if rec, ok := d.Type.(*syntax.RecordType); ok {
			r.addFields(&d.Context, t, rec.Fields, d.Attrs, false)
		}
		return t
	}
	if e.busy {
		r.errorf(d.Name.Start, "type %s is defined in terms of itself", d.Name.Name)
		return invalidType
	}
	e.busy = true
	t := r.makeType(&d.Context, d.Type)
	e.busy = false
	e.typeDecl = nil
	if t.Name == "" && (t.Index != nil || t.Elem != nil || t.Sig != nil) {
		t.Name = e.name
		t.decl = d.Start
	}
	if len(d.Attrs) > 0 && t.Name == e.name {
		r.later = append(r.later, func() { t.Attrs = r.attrs(d.Module, d.Attrs, t, onType) })
	}
	e.sym = t
	return t
}

var basicTypes = map[syntax.Token]*Type{
	syntax.BOOL: BoolType, syntax.INTT: IntType, syntax.COUNT: CountType, syntax.DOUBLET: DoubleType,
	syntax.TIME: TimeType, syntax.INTERVALT: IntervalType, syntax.STRINGT: StringType,
	syntax.PATTERN: PatternType, syntax.PORTT: PortType, syntax.ADDRT: AddrType,
	syntax.SUBNETT: SubnetType, syntax.ANY: AnyType,
}

// makeType makes the type that x, written in context c, stands for.
func (r *resolver) makeType(c *syntax.Context, x syntax.TypeExpr) *Type {
	switch x := x.(type) {
	case *syntax.BasicType:
		return basicTypes[x.Keyword]
	case *syntax.NamedType:
		return r.typeByName(c.Module, x.Ident)
	case *syntax.TableType:
		return &Type{Kind: Table, Index: r.indexTypes(c, x.Index), Elem: r.makeType(c, x.Yield)}
	case *syntax.SetType:
		return &Type{Kind: Set, Index: r.indexTypes(c, x.Index)}
	case *syntax.VectorType:
		return &Type{Kind: Vector, Elem: r.makeType(c, x.Elem)}
	case *syntax.RecordType:
		t := &Type{Kind: Record, decl: x.Start}
		r.addFields(c, t, x.Fields, nil, false)
		return t
	case *syntax.EnumType:
		t := &Type{Kind: Enum, decl: x.Start}
		r.addLabels(c, t, x.Labels)
		return t
	case *syntax.FuncType:
		return &Type{Kind: Callable, Sig: r.signature(c, flavours[x.Keyword], x.Params, x.VarArgs, x.Result)}
	case *syntax.FileType:
		t := &Type{Kind: File}
		if x.Elem != nil {
			t.Elem = r.makeType(c, x.Elem)
		}
		return t
	case *syntax.OpaqueType:
		return NewOpaque(x.Name)
	}
	return invalidType
}

func (r *resolver) typeByName(module string, id syntax.Ident) *Type {
	switch id.Name {
	case "counter":
		return CountType
	case "timer":
		r.errorf(id.Start, "type timer is not supported")
		return invalidType
	}
	e := r.use(module, id)
	if e == nil {
		r.errorf(id.Start, "unknown type %s", id.Name)
		return invalidType
	}
	r.warnDeprecated(id.Start, e.name, e.deprecated)
	if e.typeDecl != nil {
		if t, ok := e.sym.(*Type); ok {
			return t // a record or enum; its parts follow
		}
		return r.namedType(e)
	}
	if t, ok := e.sym.(*Type); ok {
		return t
	}
	r.errorf(id.Start, "%s is not a type", id.Name)
	return invalidType
}

func (r *resolver) indexTypes(c *syntax.Context, list []syntax.TypeExpr) []*Type {
	types := make([]*Type, len(list))
	for i, x := range list {
		types[i] = r.makeType(c, x)
		switch types[i].Kind {
		case Callable, File, Opaque, Void:
			if types[i].Kind != Callable {
				r.errorf(x.Pos(), "%s cannot be an index", types[i])
				types[i] = invalidType
			}
		}
	}
	return types
}

var flavours = map[syntax.Token]Flavour{syntax.FUNCTION: Function, syntax.EVENT: Event, syntax.HOOK: Hook}

func (r *resolver) signature(c *syntax.Context, fl Flavour, params []*syntax.ParamDecl, varArgs bool, result syntax.TypeExpr) *Signature {
	sig := &Signature{Flavour: fl, VarArgs: varArgs, Result: VoidType}
	if fl == Hook {
		sig.Result = BoolType
	}
	seen := map[string]bool{}
	for _, d := range params {
		p := &Param{Name: d.Name.Name, Type: r.makeType(c, d.Type), deprecated: deprecation(d.Attrs)}
		if seen[p.Name] {
			r.errorf(d.Start, "duplicate parameter %s", p.Name)
		}
		seen[p.Name] = true
		for _, a := range d.Attrs {
			switch a.Name {
			case "default":
				if a.Value == nil {
					r.errorf(a.Start, "&default needs a value")
					continue
				}
				p.Default = &Const{typed{a.Span, invalidType}, nil} // until it is checked
				p.check = func() {
					p.check = nil
					p.Default = r.convert(r.expr(r.top(c.Module), a.Value, p.Type), p.Type, "parameter &default")
				}
				r.later = append(r.later, func() {
					if p.check != nil {
						p.check()
					}
				})
			case "deprecated", "log", "optional", "is_used":
			default:
				r.errorf(a.Start, "&%s does not fit a parameter", a.Name)
			}
		}
		sig.Params = append(sig.Params, p)
	}
	if result != nil {
		if fl != Function {
			r.errorf(result.Pos(), "%ss have no result type", fl)
			return sig
		}
		sig.Result = r.makeType(c, result)
	}
	return sig
}

// addFields adds fields to a record type. attrs are those of the whole declaration.
func (r *resolver) addFields(c *syntax.Context, t *Type, fields []*syntax.FieldDecl, attrs []*syntax.Attr, redef bool) {
	logAll := false
	for _, a := range attrs {
		logAll = logAll || a.Name == "log"
	}
	for _, d := range fields {
		if t.Field(d.Name.Name) != nil {
			r.errorf(d.Start, "duplicate field %s", d.Name.Name)
			continue
		}
		f := &Field{Name: d.Name.Name, Type: r.makeType(c, d.Type), Pos: d.Start, Log: logAll, deprecated: deprecation(d.Attrs)}
		for _, a := range d.Attrs {
			f.Optional = f.Optional || a.Name == "optional"
			f.Log = f.Log || a.Name == "log"
			f.defaulted = f.defaulted || a.Name == "default"
		}
		t.addField(f)
		if redef && !f.Optional && !f.defaulted && !f.Type.IsContainer() && f.Type.Kind != Invalid {
			r.errorf(d.Start, "extension field %s must be &optional or have a &default value", f.Name)
			f.Optional = true // so that its absence is no further error
		}
		if len(d.Attrs) > 0 {
			r.later = append(r.later, func() { f.Attrs = r.attrs(c.Module, d.Attrs, f.Type, onField) })
		}
	}
}

// makeSignatures gives functions, events and hooks their types.
func (r *resolver) makeSignatures() {
	for _, d := range r.decls {
		switch d := d.(type) {
		case *syntax.VarDecl:
			if d.Keyword != syntax.REDEF {
				r.declaredSignature(d)
			}
		case *syntax.FuncDecl:
			if f := r.handlerOf(d); f != nil && f.Type == nil {
				f.Type = &Type{Kind: Callable, Sig: r.signature(&d.Context, flavours[d.Func.Keyword], d.Func.Params, d.Func.VarArgs, d.Func.Result)}
			}
		}
	}
	for _, e := range r.entries {
		if f, ok := e.sym.(*Func); ok && f.Type == nil {
			f.Type = &Type{Kind: Callable, Sig: &Signature{Result: invalidType}}
		}
	}
}

func (r *resolver) declaredSignature(d *syntax.VarDecl) {
	e := r.entries[qualify(d.Module, d.Name.Name)]
	if e == nil {
		return
	}
	f, ok := e.sym.(*Func)
	if !ok || d.Type == nil {
		return
	}
	t := r.makeType(&d.Context, d.Type)
	switch {
	case t.Kind == Invalid:
	case t.Kind != Callable:
		r.errorf(d.Name.Start, "%s is declared as %s but has a body", d.Name.Name, t)
	case f.Type == nil:
		f.Type = t
		if len(d.Attrs) > 0 {
			r.later = append(r.later, func() { f.Attrs = r.attrs(d.Module, d.Attrs, t, onVariable) })
		}
	case t.Sig.Flavour != Function && t.Sig.Flavour == f.Type.Sig.Flavour:
		r.alternative(f, t, d)
	case Same(f.Type, t):
	default:
		r.errorf(d.Name.Start, "%s is declared as %s, but before as %s", d.Name.Name, t, f.Type)
	}
}

// A prototype is another declaration of an event or hook: some of its parameters, in any order.
type prototype struct {
	sig        *Signature
	deprecated *string
}

// alternative takes a further declaration of an event or hook, whose parameters are those of
// the first by name.
func (r *resolver) alternative(f *Func, t *Type, d *syntax.VarDecl) {
	want, sig := f.Type.Sig, t.Sig
	if sameNames(want, sig) && Same(f.Type, t) {
		return
	}
	for i, p := range sig.Params {
		switch q := want.param(p.Name); {
		case q == nil && Same(f.Type, t):
			// Only what the parameters are called differs, which older scripts do not care for.
			r.warnf(d.Name.Start, "alternate function prototype arg '%s' not found in canonical prototype: %s and %s", p.Name, t, f.Type)
			return
		case q == nil:
			r.errorf(d.Name.Start, "alternate function prototype arg '%s' not found in canonical prototype: %s and %s", p.Name, t, f.Type)
			return
		case !Same(p.Type, q.Type):
			r.errorf(d.Name.Start, "alternate function prototype arg '%s' has a different type: %s and %s", p.Name, t, f.Type)
			return
		case p.Default != nil:
			r.errorf(d.Type.(*syntax.FuncType).Params[i].Start,
				"alternate function prototype arguments may not have attributes: arg '%s' (%s and %s)", p.Name, t, f.Type)
			return
		}
	}
	r.prototypes[f] = append(r.prototypes[f], &prototype{sig, deprecation(d.Attrs)})
}

func (s *Signature) param(name string) *Param {
	for _, p := range s.Params {
		if p.Name == name {
			return p
		}
	}
	return nil
}

func sameNames(a, b *Signature) bool {
	return slices.EqualFunc(a.Params, b.Params, func(p, q *Param) bool { return p.Name == q.Name })
}

// alternate says which parameters of sig those of alt, by name, are; nil if they are none.
func (r *resolver) alternate(sig, alt *Signature) []int {
	args := []int{}
	for _, p := range alt.Params {
		found := -1
		for i, q := range sig.Params {
			if p.Name == q.Name && Same(p.Type, q.Type) {
				found = i
			}
		}
		if found < 0 {
			return nil
		}
		args = append(args, found)
	}
	return args
}

// handlerOf returns the Func that d was declared a body of.
func (r *resolver) handlerOf(d *syntax.FuncDecl) *Func {
	for _, name := range []string{qualify(d.Module, d.Name.Name), qualify(globalModule, d.Name.Name)} {
		if e := r.entries[name]; e != nil {
			if f, ok := e.sym.(*Func); ok {
				return f
			}
		}
	}
	return nil
}
