package resolve

import "brig/bro/syntax"

// This file checks constructors: [...], {...}, table(), set(), vector(), record() and T(...).

// list checks [...]: a record when it has $fields, else a vector, or the
// values of a composite index where an any takes it.
func (r *resolver) list(fn *fn, x *syntax.List, want *Type) Expr {
	if len(x.Elems) > 0 && isFieldInit(x.Elems[0]) {
		return r.record(fn, x.Elems, want, x)
	}
	if len(x.Elems) == 0 {
		if want != nil && want.Kind == Record {
			return r.record(fn, nil, want, x)
		}
		if want != nil && (want.Kind == Table || want.Kind == Set) {
			return r.brace(fn, &syntax.Brace{Span: x.Span}, want)
		}
		return &VectorCtor{typed{x.Span, untypedVector}, nil}
	}
	if want != nil && (want.Kind == Table || want.Kind == Set) {
		return r.brace(fn, &syntax.Brace{Span: x.Span, Elems: x.Elems}, want)
	}
	return r.vector(fn, x.Elems, want, x)
}

var (
	untypedTable  = &Type{Kind: Table, Untyped: true}
	untypedSet    = &Type{Kind: Set, Untyped: true}
	untypedVector = &Type{Kind: Vector, Untyped: true}
)

func (r *resolver) vector(fn *fn, elems []syntax.Expr, want *Type, at syntax.Node) Expr {
	if len(elems) == 0 {
		return &VectorCtor{typed{at.Extent(), untypedVector}, nil}
	}
	if want != nil && want.Kind == Vector && !want.Untyped {
		out := &VectorCtor{typed: typed{at.Extent(), want}}
		for _, e := range elems {
			out.Elems = append(out.Elems, r.as(fn, e, want.Elem, "vector element"))
		}
		return out
	}
	values, t := r.common(fn, elems)
	if t == nil {
		// Elements of different types
		list := &ListCtor{typed{at.Extent(), &Type{Kind: List}}, values}
		for _, v := range values {
			list.T.Index = append(list.T.Index, v.Type())
		}
		if want != nil && want.Kind == Any {
			return list
		}
		r.errorf(at.Pos(), "vector elements are not of one type: %s", list.T)
		return invalid(at)
	}
	if t.Untyped {
		r.errorf(at.Pos(), "cannot tell the type of the vector from %s", t)
		return invalid(at)
	}
	out := &VectorCtor{typed{at.Extent(), NewVector(t)}, values}
	for i := range values {
		out.Elems[i] = r.convert(values[i], t, "vector element")
	}
	return out
}

// common checks expressions and gives the type that all can have, nil if there is none.
func (r *resolver) common(fn *fn, elems []syntax.Expr) ([]Expr, *Type) {
	values := make([]Expr, len(elems))
	var t *Type
	ok := true
	for i, e := range elems {
		values[i] = r.further(fn, e, t, true)
		vt := values[i].Type()
		if t == nil || t.Kind == Invalid || t.Untyped {
			t = vt
			continue
		}
		t = together(t, vt)
		ok = ok && fits(vt, t)
	}
	if !ok {
		return values, nil
	}
	return values, t
}

// further checks an element of which those before are of type t. If the type is being
// inferred from them, a record need not have the same fields.
func (r *resolver) further(fn *fn, x syntax.Expr, t *Type, infer bool) Expr {
	if l, ok := x.(*syntax.List); ok && infer && t != nil && t.Kind == Record && t.Name == "" && len(l.Elems) > 0 && isFieldInit(l.Elems[0]) {
		t = nil
	}
	return r.value(fn, x, t)
}

// together gives the type that elements of both types can have, t if there is none: the wider one of
// two numbers, a record with the fields of two records without name.
func together(t, u *Type) *Type {
	switch {
	case t.IsNumeric() && u.IsNumeric():
		return widest(t, u)
	case t.Kind != Record || u.Kind != Record || t == u || t.Name != "" || u.Name != "" || Same(t, u):
		return t
	}
	out := &Type{Kind: Record, decl: t.decl}
	for _, f := range t.Fields {
		merged := *f
		if g := u.Field(f.Name); g == nil {
			merged.Optional = true
		} else {
			merged.Type = together(f.Type, g.Type)
			merged.Optional = f.Optional || g.Optional
		}
		out.addField(&merged)
	}
	for _, g := range u.Fields {
		if t.Field(g.Name) == nil {
			merged := *g
			merged.Optional = true
			out.addField(&merged)
		}
	}
	return out
}

// record checks $field inits against the record type wanted, or makes a type of them.
func (r *resolver) record(fn *fn, elems []syntax.Expr, want *Type, at syntax.Node) Expr {
	typedRecord := want != nil && want.Kind == Record
	t := want
	if !typedRecord {
		t = &Type{Kind: Record}
	}
	out := &RecordCtor{typed: typed{at.Extent(), t}}
	seen := map[string]bool{}
	ok := true
	for _, e := range elems {
		in, isInit := e.(*syntax.FieldInit)
		if !isInit {
			r.errorf(e.Pos(), "bad record constructor: every element must be $field=value")
			return invalid(at)
		}
		name := in.Name.Name
		if seen[name] {
			r.errorf(in.Start, "duplicate field name '%s' in record constructor", name)
			ok = false
			continue
		}
		seen[name] = true
		var f *Field
		if typedRecord {
			if f = t.Field(name); f == nil {
				r.errorf(in.Start, "record constructor: %s has no field '%s'", t, name)
				r.expr(fn, in.Value, nil)
				ok = false
				continue
			}
			r.warnDeprecated(in.Start, t.String()+"$"+name, f.deprecated)
			out.Inits = append(out.Inits, FieldInit{f, r.as(fn, in.Value, f.Type, "field '"+name+"'")})
			continue
		}
		v := r.value(fn, in.Value, nil)
		f = &Field{Name: name, Type: v.Type(), Pos: in.Start}
		if f.Type.Untyped {
			f.Type = AnyType
			if want == nil || want.Kind != Any {
				r.errorf(in.Start, "cannot tell the type of field '%s'", name)
				ok = false
			}
			v = r.convert(v, AnyType, "field")
		}
		t.addField(f)
		out.Inits = append(out.Inits, FieldInit{f, v})
	}
	if !ok {
		return invalid(at)
	}
	if typedRecord {
		for _, f := range t.Fields {
			if !seen[f.Name] && mandatory(f) {
				r.errorf(at.Pos(), "non-optional field \"%s\" missing in constructor of %s", f.Name, t)
			}
		}
	}
	return out
}

// brace checks {...} as an initial value.
func (r *resolver) brace(fn *fn, x *syntax.Brace, want *Type) Expr {
	if want != nil && want.Untyped {
		want = nil
	}
	if want != nil {
		switch want.Kind {
		case Table:
			return r.table(fn, x.Elems, want, nil, x)
		case Set:
			return r.set(fn, x.Elems, want, nil, x)
		case Vector:
			return r.vector(fn, x.Elems, want, x)
		case Record:
			return r.record(fn, x.Elems, want, x)
		}
	}
	if len(x.Elems) > 0 {
		if a, ok := x.Elems[0].(*syntax.Assign); ok && a.Op == syntax.ASSIGN {
			return r.table(fn, x.Elems, nil, nil, x)
		}
		if isFieldInit(x.Elems[0]) {
			return r.record(fn, x.Elems, nil, x)
		}
	}
	return r.set(fn, x.Elems, nil, nil, x)
}

func (r *resolver) ctor(fn *fn, x *syntax.Ctor, want *Type) Expr {
	switch x.Keyword {
	case syntax.RECORD:
		return r.record(fn, x.Elems, want, x)
	case syntax.VECTOR:
		if want == nil || want.Kind != Vector {
			want = nil
		}
		return r.vector(fn, x.Elems, want, x)
	case syntax.SET:
		if want == nil || want.Kind != Set || want.Untyped {
			want = nil
		}
		return r.set(fn, x.Elems, want, x.Attrs, x)
	}
	if want == nil || want.Kind != Table || want.Untyped {
		want = nil
	}
	return r.table(fn, x.Elems, want, x.Attrs, x)
}

// typedCtor checks T(...) with the name of a type.
func (r *resolver) typedCtor(fn *fn, x *syntax.Call, t *Type) Expr {
	switch t.Kind {
	case Record:
		if len(x.Args) == 1 && !isFieldInit(x.Args[0]) {
			return r.as(fn, x.Args[0], t, "constructor of "+t.String())
		}
		return r.record(fn, x.Args, t, x)
	case Table:
		return r.table(fn, x.Args, t, nil, x)
	case Set:
		return r.set(fn, x.Args, t, nil, x)
	case Vector:
		return r.vector2(fn, x.Args, t, x)
	case Invalid:
		return invalid(x)
	}
	r.errorf(x.Start, "type name %s used as a constructor, which only record, table, set and vector types are", t)
	return invalid(x)
}

// vector2 is vector for a type that even an empty list has.
func (r *resolver) vector2(fn *fn, elems []syntax.Expr, t *Type, at syntax.Node) Expr {
	return r.convert(r.vector(fn, elems, t, at), t, "constructor")
}

// table checks the entries of a table, whose type is want or that of the entries. Each expression is
// checked once, so that deep nesting stays cheap.
func (r *resolver) table(fn *fn, elems []syntax.Expr, want *Type, attrs []*syntax.Attr, at syntax.Node) Expr {
	out := &TableCtor{typed: typed{at.Extent(), want}}
	infer := want == nil
	if infer {
		out.T = untypedTable
	}
	ok := true
	for i, e := range elems {
		a, isEntry := e.(*syntax.Assign)
		if !isEntry || a.Op != syntax.ASSIGN {
			r.errorf(e.Pos(), "table constructor element must be [index] = value")
			ok = false
			continue
		}
		if _, bracketed := a.X.(*syntax.List); !bracketed {
			r.errorf(e.Pos(), "table constructor element must be [index] = value: its index needs brackets")
		}
		var entry TableEntry
		if infer && i == 0 {
			entry.Keys = r.firstKeys(fn, a.X)
			entry.Value = r.value(fn, a.Y, nil)
			out.T = &Type{Kind: Table, Index: typesOf(entry.Keys), Elem: entry.Value.Type()}
			ok = r.complete(out.T, e)
		} else if t := out.T; ok && !t.Untyped {
			several, more := r.expand(fn, a.X, t)
			if !more {
				several = [][]Expr{r.keys(fn, []syntax.Expr{a.X}, t, a.X)}
			}
			entry.Value = r.further(fn, a.Y, t.Elem, infer)
			if infer {
				t.Elem = together(t.Elem, entry.Value.Type())
			}
			for _, entry.Keys = range several {
				out.Entries = append(out.Entries, entry)
			}
			continue
		} else {
			ok = false
			break
		}
		out.Entries = append(out.Entries, entry)
	}
	if !ok {
		return invalid(at)
	}
	for i := range out.Entries {
		out.Entries[i].Value = r.convert(out.Entries[i].Value, out.T.Elem, "table value")
	}
	out.Attrs = r.ctorAttrs(fn, attrs, out.T)
	return out
}

func (r *resolver) ctorAttrs(fn *fn, attrs []*syntax.Attr, t *Type) *Attrs {
	if len(attrs) > 0 {
		return r.attrsIn(fn, attrs, t, onCtor)
	}
	return t.Attrs
}

// firstKeys checks the index of a first entry or element, which tells the type of all.
func (r *resolver) firstKeys(fn *fn, x syntax.Expr) []Expr {
	list := []syntax.Expr{x}
	if l, ok := x.(*syntax.List); ok && len(l.Elems) > 0 && !isFieldInit(l.Elems[0]) {
		list = l.Elems
	}
	keys := make([]Expr, len(list))
	for i, e := range list {
		keys[i] = r.value(fn, e, nil)
	}
	return keys
}

func typesOf(list []Expr) []*Type {
	types := make([]*Type, len(list))
	for i, x := range list {
		types[i] = x.Type()
	}
	return types
}

// complete reports whether a type taken from an element is known in all its parts.
func (r *resolver) complete(t *Type, at syntax.Expr) bool {
	parts := t.Index
	if t.Elem != nil {
		parts = append(parts[:len(parts):len(parts)], t.Elem)
	}
	for _, p := range parts {
		if p.Untyped {
			r.errorf(at.Pos(), "cannot tell the type of the %s from %s", t.Kind, p)
			return false
		}
		if p.Kind == Invalid {
			return false
		}
	}
	return len(t.Index) > 0
}

func (r *resolver) set(fn *fn, elems []syntax.Expr, want *Type, attrs []*syntax.Attr, at syntax.Node) Expr {
	out := &SetCtor{typed: typed{at.Extent(), want}}
	if want == nil {
		out.T = untypedSet
	}
	for i, e := range elems {
		if a, ok := e.(*syntax.Assign); ok && a.Op == syntax.ASSIGN {
			r.errorf(e.Pos(), "set constructor element must not have a value")
			return invalid(at)
		}
		if want == nil && i == 0 {
			keys := r.firstKeys(fn, e)
			out.T = &Type{Kind: Set, Index: typesOf(keys)}
			if !r.complete(out.T, e) {
				return invalid(at)
			}
			out.Elems = append(out.Elems, keys)
			continue
		}
		if several, ok := r.expand(fn, e, out.T); ok {
			out.Elems = append(out.Elems, several...)
			continue
		}
		out.Elems = append(out.Elems, r.keys(fn, []syntax.Expr{e}, out.T, e))
	}
	out.Attrs = r.ctorAttrs(fn, attrs, out.T)
	return out
}
