package interp

import (
	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles what reads and writes scalars where they lie, in
// variables, fields and elements: words go there and back, no Value is made.
//
// What costs is calls of closures, one or two nanoseconds each; so the
// commonest shapes (a variable and a constant, a field of a variable, an
// element at a variable) have closures of their own, and the rest is put
// together from parts. Such a closure looks at what it expects to find, and
// leaves all else, errors included, to the closure of the general shape: it
// captures little (all that a closure captures is loaded each time it is
// called) and has nothing to save across calls. A slot, field or element of a scalar type that holds
// something holds that type already, so only the word needs to be written;
// writing a whole Value costs the garbage collector's write barrier too.

// record compiles an expression of record type.
func (c *compiler) record(e resolve.Expr) func(*Frame) *Record {
	if f, ok := e.(*resolve.FieldGet); ok {
		return c.innerRecord(f)
	}
	x := c.expr(e)
	if slot, ok := c.plainSlot(e); ok {
		return func(fr *Frame) *Record {
			r := fr.record(slot)
			if r == nil {
				x(fr) // reports
			}
			return r
		}
	}
	return func(fr *Frame) *Record { return x(fr).ref.(*Record) }
}

// innerRecord compiles a field of record type.
func (c *compiler) innerRecord(e *resolve.FieldGet) func(*Frame) *Record {
	x, i := c.record(e.X), e.Field.Index
	any := func(fr *Frame) *Record {
		r, ok := x(fr).field(i).ref.(*Record)
		if !ok {
			failField(e)
		}
		return r
	}
	slot, ok := c.plainSlot(e.X)
	if !ok {
		return any
	}
	return func(fr *Frame) *Record {
		if r := fr.record(slot).inner(i); r != nil {
			return r
		}
		return any(fr)
	}
}

// record returns the record in a slot of the body that runs in fr, nil if it holds none.
func (fr *Frame) record(slot int) *Record {
	r, _ := fr.at(slot).ref.(*Record)
	return r
}

// inner returns the record in field i; nil if there is none, or no r.
func (r *Record) inner(i int) *Record {
	if r == nil {
		return nil
	}
	r, _ = r.field(i).ref.(*Record)
	return r
}

// innerSlot recognises a field of a variable, both of record type.
func (c *compiler) innerSlot(e resolve.Expr) (slot, field int, ok bool) {
	f, isField := e.(*resolve.FieldGet)
	if !isField {
		return 0, 0, false
	}
	slot, ok = c.plainSlot(f.X)
	return slot, f.Field.Index, ok
}

// fieldSet compiles record?$field, or its contrary.
func (c *compiler) fieldSet(e *resolve.FieldSet, want bool) cond {
	x, i := c.record(e.X), e.Field.Index
	any := func(fr *Frame) bool { return (x(fr).field(i).ref != nil) == want }
	if slot, ok := c.plainSlot(e.X); ok {
		return func(fr *Frame) bool {
			if r := fr.record(slot); r != nil {
				return (r.field(i).ref != nil) == want
			}
			return any(fr)
		}
	}
	if slot, j, ok := c.innerSlot(e.X); ok {
		return func(fr *Frame) bool {
			if r := fr.record(slot).inner(j); r != nil {
				return (r.field(i).ref != nil) == want
			}
			return any(fr)
		}
	}
	return any
}

// presence recognises "variable?$field" and its contrary.
func (c *compiler) presence(e resolve.Expr) (slot, field int, want, ok bool) {
	want = true
	if u, isUnary := e.(*resolve.Unary); isUnary && u.Op == resolve.Not {
		e, want = u.X, false
	}
	f, isTest := e.(*resolve.FieldSet)
	if !isTest {
		return 0, 0, false, false
	}
	slot, ok = c.plainSlot(f.X)
	return slot, f.Field.Index, want, ok
}

// fieldWord reads a field of scalar type.
func (c *compiler) fieldWord(e *resolve.FieldGet) num {
	x, i := c.record(e.X), e.Field.Index
	any := func(fr *Frame) uint64 {
		v := x(fr).field(i)
		if v.ref == nil {
			failField(e)
		}
		return v.n
	}
	if slot, ok := c.plainSlot(e.X); ok {
		return func(fr *Frame) uint64 {
			if r := fr.record(slot); r != nil {
				if v := r.field(i); v.ref != nil {
					return v.n
				}
			}
			return any(fr)
		}
	}
	if slot, j, ok := c.innerSlot(e.X); ok {
		return func(fr *Frame) uint64 {
			if r := fr.record(slot).inner(j); r != nil {
				if v := r.field(i); v.ref != nil {
					return v.n
				}
			}
			return any(fr)
		}
	}
	return any
}

// elementWord reads an element of a vector of scalars.
func (c *compiler) elementWord(e *resolve.Index) num {
	x, k := c.expr(e.X), c.num(e.Keys[0])
	any := func(fr *Frame) uint64 {
		v := x(fr).ref.(*Vector)
		i := k(fr)
		if i >= uint64(len(v.elems)) || v.elems[i].ref == nil {
			failIndex(e, v, i)
		}
		return v.elems[i].n
	}
	slot, isVector := c.plainSlot(e.X)
	index, isIndex := c.plainSlot(e.Keys[0])
	if !isVector || !isIndex {
		return any
	}
	return func(fr *Frame) uint64 {
		if v, ok := fr.at(slot).ref.(*Vector); ok {
			if i := fr.at(index).n; i < uint64(len(v.elems)) && v.elems[i].ref != nil {
				return v.elems[i].n
			}
		}
		return any(fr)
	}
}

// entryWord reads an entry, found by one scalar, of a table of scalars.
func (c *compiler) entryWord(e *resolve.Index) num {
	in, x, k, t := c.in, c.expr(e.X), c.num(e.Keys[0]), e.Keys[0].Type()
	return func(fr *Frame) uint64 {
		tab := x(fr).ref.(*Table)
		key := k(fr)
		if tab.live > 0 {
			if i := tab.findWord(key); i >= 0 {
				if tab.times != nil {
					in.read(tab, i)
				}
				return tab.vals[i].n
			}
		}
		return in.missing(tab, []Value{{key, t}}, e).n
	}
}

// sizeWord is the number of elements of a container; nil for what else has a size.
func (c *compiler) sizeWord(e *resolve.Size) num {
	x := c.expr(e.X)
	switch e.X.Type().Kind {
	case resolve.String:
		return func(fr *Frame) uint64 { return x(fr).n }
	case resolve.Vector:
		any := func(fr *Frame) uint64 { return uint64(len(x(fr).ref.(*Vector).elems)) }
		slot, ok := c.plainSlot(e.X)
		if !ok {
			return any
		}
		return func(fr *Frame) uint64 {
			if v, ok := fr.at(slot).ref.(*Vector); ok {
				return uint64(len(v.elems))
			}
			return any(fr)
		}
	case resolve.Table, resolve.Set:
		return func(fr *Frame) uint64 { return uint64(x(fr).ref.(*Table).live) }
	}
	return nil
}

// containedWord compiles the reading of a scalar from a container; nil if e is another.
func (c *compiler) containedWord(e resolve.Expr) num {
	switch e := e.(type) {
	case *resolve.FieldGet:
		return c.fieldWord(e)
	case *resolve.Index:
		switch t := e.X.Type(); {
		case t.Kind == resolve.Vector:
			return c.elementWord(e)
		case hasWordKeys(t):
			return c.entryWord(e)
		}
	}
	return nil
}

// assignWord compiles target = value and target op= value of scalars as a
// statement; nil if the target takes more than writing a word.
func (c *compiler) assignWord(a *resolve.Assign) stmt {
	t := a.Type()
	if !isScalar(t.Kind) || !isScalar(a.Value.Type().Kind) {
		return nil
	}
	a = inPlace(a)
	switch target := a.Target.(type) {
	case *resolve.LocalRef:
		if slot, ok := c.plainSlot(target); ok {
			return c.assignSlot(a, slot)
		}
		return nil
	case *resolve.FieldGet:
		if a.Op == resolve.NoOp {
			return c.assignField(target, a.Value)
		}
		if slot, ok := c.plainSlot(target.X); ok {
			return c.addToField(a, slot, target.Field.Index)
		}
	case *resolve.Index:
		if target.X.Type().Kind != resolve.Vector {
			return nil
		}
		if a.Op == resolve.NoOp {
			return c.assignElement(target, a.Value)
		}
	default:
		return nil
	}
	return c.updateWord(a)
}

// updateWord compiles target op= value wherever the target is.
func (c *compiler) updateWord(a *resolve.Assign) stmt {
	n, at, pos := c.num(a.Value), c.place(a.Target), a.Pos()
	f := wordOp(a.Op, a.Type().Kind, a.Value.Type().Kind)
	return func(fr *Frame) status {
		v := n(fr)
		p := at(fr)
		p.n = f(pos, p.n, v)
		return normal
	}
}

// inPlace turns "x = x op y" into "x op= y" where x is a variable or a field of
// one, and y a variable or a constant: nothing that can change x in between.
func inPlace(a *resolve.Assign) *resolve.Assign {
	b, ok := a.Value.(*resolve.Binary)
	if !ok || a.Op != resolve.NoOp || !samePlace(a.Target, b.X) || b.Type().Kind != a.Target.Type().Kind {
		return a
	}
	switch b.Y.(type) {
	case *resolve.Const, *resolve.LocalRef:
	default:
		return a
	}
	own := *a
	own.Target, own.Op, own.Value = b.X, b.Op, b.Y
	own.Span = b.Span // where errors of the operation are reported
	return &own
}

// samePlace reports whether both are one variable or one field of one variable.
func samePlace(a, b resolve.Expr) bool {
	switch a := a.(type) {
	case *resolve.LocalRef:
		b, ok := b.(*resolve.LocalRef)
		return ok && a.Local == b.Local && !a.Local.Shared
	case *resolve.FieldGet:
		b, ok := b.(*resolve.FieldGet)
		if !ok || a.Field != b.Field {
			return false
		}
		_, ok = a.X.(*resolve.LocalRef)
		return ok && samePlace(a.X, b.X)
	}
	return false
}

// addToField compiles op= on a field of the variable in slot, counts plus a
// constant without a further call.
func (c *compiler) addToField(a *resolve.Assign, slot, i int) stmt {
	any := c.updateWord(a)
	k, ok := a.Value.(*resolve.Const)
	if !ok || !isCountAdd(a) {
		return any
	}
	n := c.constant(k).n
	return func(fr *Frame) status {
		if r := fr.record(slot); r != nil {
			p := r.field(i)
			if sum := p.n + n; sum >= n && p.ref != nil {
				p.n = sum
				return normal
			}
		}
		return any(fr)
	}
}

// assignPart compiles "record$field = value" of any type.
func (c *compiler) assignPart(target *resolve.FieldGet, value resolve.Expr) stmt {
	x, r, i := c.expr(value), c.record(target.X), target.Field.Index
	slot, ok := c.plainSlot(target.X)
	if !ok {
		return func(fr *Frame) status {
			v := x(fr)
			*r(fr).field(i) = v
			return normal
		}
	}
	return func(fr *Frame) status {
		v := x(fr)
		to := fr.record(slot)
		if to == nil {
			to = r(fr) // reports
		}
		*to.field(i) = v
		return normal
	}
}

func isCountAdd(a *resolve.Assign) bool {
	return a.Op == resolve.Add && a.Type().Kind == resolve.Count && a.Value.Type().Kind == resolve.Count
}

// assignFromField compiles "variable = record$field".
func (c *compiler) assignFromField(to int, e *resolve.FieldGet) stmt {
	x, i := c.expr(e), e.Field.Index
	any := func(fr *Frame) status {
		*fr.at(to) = x(fr)
		return normal
	}
	from, ok := c.plainSlot(e.X)
	if !ok {
		return any
	}
	return func(fr *Frame) status {
		if r := fr.record(from); r != nil {
			if v := r.field(i); v.ref != nil {
				*fr.at(to) = *v
				return normal
			}
		}
		return any(fr)
	}
}

// overflow returns what reports that a number has become too large.
func overflow(pos syntax.Pos) func() {
	return func() { fail(pos, "integer overflow") }
}

func (c *compiler) assignSlot(a *resolve.Assign, slot int) stmt {
	n, pos, t := c.num(a.Value), a.Pos(), a.Target.Type()
	switch {
	case a.Op == resolve.NoOp:
		return func(fr *Frame) status {
			v := n(fr)
			fr.at(slot).n = v
			return normal
		}
	case isCountAdd(a):
		overflow := overflow(pos)
		return func(fr *Frame) status {
			v := n(fr)
			p := fr.at(slot)
			if p.n += v; p.n < v {
				p.n -= v
				overflow()
			}
			return normal
		}
	}
	f := wordOp(a.Op, t.Kind, a.Value.Type().Kind)
	return func(fr *Frame) status {
		v := n(fr)
		p := fr.at(slot)
		p.n = f(pos, p.n, v)
		return normal
	}
}

func (c *compiler) assignField(target *resolve.FieldGet, value resolve.Expr) stmt {
	n, x, i, t := c.num(value), c.record(target.X), target.Field.Index, target.Type()
	slot, ok := c.plainSlot(target.X)
	if !ok {
		return func(fr *Frame) status {
			v := n(fr)
			p := x(fr).field(i)
			if p.ref == nil {
				p.ref = t
			}
			p.n = v
			return normal
		}
	}
	return func(fr *Frame) status {
		v := n(fr)
		to := fr.record(slot)
		if to == nil {
			to = x(fr) // reports
		}
		p := to.field(i)
		if p.ref == nil {
			p.ref = t
		}
		p.n = v
		return normal
	}
}

func (c *compiler) assignElement(target *resolve.Index, value resolve.Expr) stmt {
	if z, ok := target.Keys[0].(*resolve.Size); ok && samePlace(target.X, z.X) {
		return c.appendWord(target, value)
	}
	n, x, k, t, pos := c.num(value), c.expr(target.X), c.num(target.Keys[0]), target.Type(), target.Pos()
	return func(fr *Frame) status {
		w := n(fr)
		i := k(fr)
		v := x(fr).ref.(*Vector)
		switch {
		case i < uint64(len(v.elems)):
			p := &v.elems[i]
			if p.ref == nil {
				p.ref = t
			}
			p.n = w
		case !v.Set(int(i), Value{w, t}):
			failBeyond(pos, v, i)
		}
		return normal
	}
}

// appendWord compiles "v[|v|] = value".
func (c *compiler) appendWord(target *resolve.Index, value resolve.Expr) stmt {
	n, x, t := c.num(value), c.expr(target.X), target.Type()
	any := func(fr *Frame) status {
		w := n(fr)
		x(fr).ref.(*Vector).Append(Value{w, t})
		return normal
	}
	slot, isVector := c.plainSlot(target.X)
	from, isLocal := c.plainSlot(value)
	if !isVector || !isLocal {
		return any
	}
	return func(fr *Frame) status {
		v, ok := fr.at(slot).ref.(*Vector)
		if !ok {
			return any(fr)
		}
		v.elems = append(v.elems, Value{fr.at(from).n, t})
		return normal
	}
}

// increment compiles ++ and -- of integers as a statement; nil for others.
func (c *compiler) increment(e *resolve.IncDec) stmt {
	pos, up, k := e.Pos(), e.Delta > 0, e.Type().Kind
	if k != resolve.Count && k != resolve.Int {
		return nil
	}
	if slot, ok := c.plainSlot(e.Target); ok {
		if k == resolve.Count && up {
			overflow := overflow(pos)
			return func(fr *Frame) status {
				p := fr.at(slot)
				if p.n++; p.n == 0 {
					p.n--
					overflow()
				}
				return normal
			}
		}
		return func(fr *Frame) status {
			c.in.step(fr.at(slot), up, pos)
			return normal
		}
	}
	if _, ok := e.Target.(*resolve.FieldGet); !ok {
		return nil
	}
	at := c.place(e.Target)
	return func(fr *Frame) status {
		c.in.step(at(fr), up, pos)
		return normal
	}
}
