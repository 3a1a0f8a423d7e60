package resolve

import (
	"math"

	"brig/bro/syntax"
)

// This file decides which types fit where, and makes conversions explicit.

// invalid stands for an expression with an error that has been reported.
func invalid(x interface{ Extent() syntax.Span }) Expr {
	return &Const{typed{x.Extent(), invalidType}, nil}
}

// constOf returns the value of a constant.
func constOf(x Expr) (any, bool) {
	c, ok := x.(*Const)
	if !ok || c.Value == nil {
		return nil, false
	}
	return c.Value, true
}

// fits reports whether a value of type from can be used where type to is wanted.
func fits(from, to *Type) bool { return fitsIn(from, to, map[[2]*Type]bool{}) }

// fitsIn carries the pairs met so far, as same does and for the same reasons.
func fitsIn(from, to *Type, seen map[[2]*Type]bool) bool {
	if from == to || from.Kind == Invalid || to.Kind == Invalid || to.Kind == Any && from.Kind != Void || from.Kind == Any && to.Kind != Void {
		return true
	}
	switch {
	case from.Kind == Count && (to.Kind == Int || to.Kind == Double), from.Kind == Int && to.Kind == Double:
		return true
	case from.Kind != to.Kind:
		// An empty set() is said of tables too, as { } is.
		return from.Untyped && (from.Kind == Set || from.Kind == Table) && (to.Kind == Table || to.Kind == Set)
	case from.Untyped:
		return true
	}
	pair := [2]*Type{from, to}
	if seen[pair] {
		return true
	}
	seen[pair] = true
	switch to.Kind {
	case Record:
		return Same(from, to) || recordFits(from, to, seen) == ""
	case Table, Set, Vector:
		if Same(from, to) {
			return true
		}
		if len(from.Index) != len(to.Index) {
			return false
		}
		for i, t := range from.Index {
			if !fitsIn(t, to.Index[i], seen) {
				return false
			}
		}
		return from.Elem == nil || fitsIn(from.Elem, to.Elem, seen)
	case Callable:
		return sigFits(from.Sig, to.Sig, seen)
	case TypeType:
		return to.Elem == nil || from.Elem == nil || Same(from.Elem, to.Elem)
	case File:
		return from.Elem == nil || to.Elem == nil || Same(from.Elem, to.Elem)
	}
	return Same(from, to)
}

func sigFits(from, to *Signature, seen map[[2]*Type]bool) bool {
	if from.Flavour != to.Flavour || len(from.Params) != len(to.Params) && !from.VarArgs {
		return false
	}
	for i, p := range from.Params {
		if i < len(to.Params) && p.Type.Kind != Any && to.Params[i].Type.Kind != Any && !Same(p.Type, to.Params[i].Type) {
			return false
		}
	}
	if to.Result.Kind == Void || to.Result.Kind == Any { // where any is asked for, nothing will do
		return true
	}
	return from.Result.Kind != Void && fitsIn(from.Result, to.Result, seen) && fitsIn(to.Result, from.Result, seen)
}

// recordFits says why a record of type from cannot become one of type to, or "".
func recordFits(from, to *Type, seen map[[2]*Type]bool) string {
	for _, f := range from.Fields {
		g := to.Field(f.Name)
		if g == nil {
			return "orphaned field \"" + f.Name + "\": " + to.String() + " has none of this name"
		}
		if !fitsIn(f.Type, g.Type, seen) {
			return "type clash for field \"" + f.Name + "\": expected " + g.Type.String() + ", found " + f.Type.String()
		}
	}
	for _, g := range to.Fields {
		if from.Field(g.Name) == nil && mandatory(g) {
			return "non-optional field \"" + g.Name + "\" missing"
		}
	}
	return ""
}

// mandatory reports whether a record cannot be made without the field.
func mandatory(f *Field) bool {
	return !f.Optional && !f.defaulted && f.Default() == nil && !f.Type.IsContainer() && f.Type.Kind != Invalid
}

// convert makes x an expression of type t, reporting an error if it cannot be; what says where it stands.
func (r *resolver) convert(x Expr, t *Type, what string) Expr {
	from := x.Type()
	if from == t || from.Kind == Invalid || t.Kind == Invalid {
		return x
	}
	if c, ok := x.(*Const); ok {
		if y := r.convertConst(c, t); y != nil {
			return y
		}
	}
	if from.Untyped && t.Kind != Any {
		if y := typeEmpty(x, t); y != nil {
			return y
		}
	}
	if !fits(from, t) {
		switch {
		case from.IsNumeric() && t.IsNumeric():
			r.errorf(x.Pos(), "%s: over-promotion of arithmetic value: expected %s, found %s", what, t, from)
		case from.Kind == Record && t.Kind == Record:
			r.errorf(x.Pos(), "%s: %s", what, recordFits(from, t, map[[2]*Type]bool{}))
		default:
			r.errorf(x.Pos(), "%s: type mismatch: expected %s, found %s", what, t, from)
		}
		return invalid(x)
	}
	if from.Kind != Any && t.Kind != Any && (Same(from, t) || from.Kind == Void) {
		return x
	}
	if from.Kind == Record && t.Kind == Record {
		return r.coerce(x, t)
	}
	return &Convert{typed{x.Extent(), t}, x}
}

// typeEmpty gives an empty constructor the type its context wants.
func typeEmpty(x Expr, t *Type) Expr {
	switch t.Kind {
	case Table:
		if y, ok := x.(*SetCtor); ok && y.T.Untyped {
			return &TableCtor{typed{x.Extent(), t}, nil, y.Attrs}
		}
		if y, ok := x.(*TableCtor); ok {
			y.T = t
			return y
		}
	case Set:
		if y, ok := x.(*TableCtor); ok && y.T.Untyped {
			return &SetCtor{typed{x.Extent(), t}, nil, y.Attrs}
		}
		if y, ok := x.(*SetCtor); ok {
			y.T = t
			return y
		}
	case Vector:
		if y, ok := x.(*VectorCtor); ok {
			y.T = t
			return y
		}
	}
	return nil
}

// convertConst converts a constant to another type if it fits without loss, else returns nil.
func (r *resolver) convertConst(c *Const, t *Type) Expr {
	to := func(v any) Expr { return &Const{typed{c.Span, t}, v} }
	var d float64
	switch v := c.Value.(type) {
	case uint64:
		if c.T.Kind != Count {
			return nil
		}
		if t.Kind == Int && v <= math.MaxInt64 {
			return to(int64(v))
		}
		d = float64(v)
	case int64:
		if c.T.Kind != Int {
			return nil
		}
		if t.Kind == Count && v >= 0 {
			return to(uint64(v))
		}
		d = float64(v)
	case float64:
		if c.T.Kind != Double {
			return nil
		}
		d = v
	default:
		return nil
	}
	if t.Kind == Double {
		return to(d)
	}
	return nil
}

// Limits on converting records field by field: types that share parts could
// make it endless.
const (
	maxCoercing = 50
	maxCoerced  = 100000 // fields in a whole program
)

// coerce makes a record of another record type. That it fits has been checked.
func (r *resolver) coerce(x Expr, t *Type) Expr {
	from := x.Type()
	// A constructor just makes the other type.
	if ctor, ok := x.(*RecordCtor); ok && from.Name == "" {
		out := &RecordCtor{typed: typed{x.Extent(), t}}
		for _, in := range ctor.Inits {
			f := t.Field(in.Field.Name)
			out.Inits = append(out.Inits, FieldInit{f, r.convert(in.Value, f.Type, "field "+f.Name)})
		}
		return out
	}
	out := &RecordCoerce{typed: typed{x.Extent(), t}, X: x, Map: make([]int, len(t.Fields)), Conv: make([]Expr, len(t.Fields))}
	for i, f := range t.Fields {
		out.Map[i] = -1
		g := from.Field(f.Name)
		if g == nil {
			continue
		}
		out.Map[i] = g.Index
		op := &Operand{typed{x.Extent(), g.Type}}
		r.coercing++
		if r.coerced++; r.coercing > maxCoercing || r.coerced > maxCoerced {
			r.errorf(x.Pos(), "record types %s and %s are nested too deeply to convert", from, t)
			panic(tooMany{})
		}
		if y := r.convert(op, f.Type, "field "+f.Name); y != Expr(op) {
			out.Conv[i] = y
		}
		r.coercing--
	}
	return out
}
