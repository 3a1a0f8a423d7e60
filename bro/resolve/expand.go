package resolve

import (
	"slices"

	"brig/bro/syntax"
)

// This file expands what stands for several elements of a set or table: a list within an index, as
// in { [["a", "b"], 80/tcp] }, and the name of a set whose elements the script writes out.

// maxExpanded bounds how many elements come from expanding in a whole program.
const maxExpanded = 1_000_000

// expand gives the keys that x, an element of a constructor of type t, stands for. It is
// false, and nothing has been checked, if x is just one.
func (r *resolver) expand(fn *fn, x syntax.Expr, t *Type) ([][]Expr, bool) {
	if t == nil || t.Untyped {
		return nil, false
	}
	parts := []syntax.Expr{x}
	if l := plainList(x); l != nil && (len(t.Index) > 1 || len(l) == 1) {
		parts = l
	}
	if len(parts) != len(t.Index) {
		return nil, false
	}
	several := false
	for i, p := range parts {
		several = several || r.isSeveral(fn, p, t.Index[i])
	}
	if !several {
		return nil, false
	}
	product := [][]Expr{nil}
	for i, p := range parts {
		var next [][]Expr
		choices := r.choices(fn, p, t.Index[i])
		if r.expanded += len(product) * len(choices); r.expanded > maxExpanded {
			r.errorf(x.Pos(), "lists within elements stand for more than %d elements", maxExpanded)
			return nil, true
		}
		for _, keys := range product {
			for _, c := range choices {
				next = append(next, append(slices.Clip(keys), c))
			}
		}
		product = next
	}
	return product, true
}

// plainList gives the parts of [a, b]; nil for what is something else.
func plainList(x syntax.Expr) []syntax.Expr {
	l, ok := x.(*syntax.List)
	if !ok || len(l.Elems) == 0 || isFieldInit(l.Elems[0]) {
		return nil
	}
	return l.Elems
}

// isSeveral reports whether x stands for several values of type t.
func (r *resolver) isSeveral(fn *fn, x syntax.Expr, t *Type) bool {
	if !t.IsAtomic() {
		return false
	}
	return plainList(x) != nil || r.writtenSet(fn, x) != nil
}

// writtenSet returns the global set that x names, or nil.
func (r *resolver) writtenSet(fn *fn, x syntax.Expr) *Global {
	name, ok := x.(*syntax.Name)
	if !ok || fn != nil && fn.visible(name.Name) != nil {
		return nil
	}
	e := r.lookup(fn.module, name.Name)
	if e == nil {
		return nil
	}
	g, _ := e.sym.(*Global)
	if g == nil || g.Type == nil || g.Type.Kind != Set || len(g.Type.Index) != 1 {
		return nil
	}
	return g
}

// choices gives the values of type t that x stands for.
func (r *resolver) choices(fn *fn, x syntax.Expr, t *Type) []Expr {
	if !t.IsAtomic() {
		return []Expr{r.as(fn, x, t, "index")}
	}
	if l := plainList(x); l != nil {
		var all []Expr
		for _, e := range l {
			all = append(all, r.choices(fn, e, t)...)
		}
		return all
	}
	g := r.writtenSet(fn, x)
	if g == nil {
		return []Expr{r.as(fn, x, t, "index")}
	}
	var all []Expr
	for _, in := range r.prog.Inits {
		if in.Target != g {
			continue
		}
		set, ok := in.Value.(*SetCtor)
		if !ok || in.Op == InitRemove {
			r.errorf(x.Pos(), "cannot expand %s: its elements are not known before the script runs", g.Name)
			return nil
		}
		if in.Op == InitSet {
			all = nil
		}
		for _, keys := range set.Elems {
			all = append(all, r.convert(keys[0], t, "index"))
		}
	}
	return all
}
