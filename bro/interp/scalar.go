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
// together from parts. A slot, field or element of a scalar type that holds
// something holds that type already, so only the word needs to be written;
// writing a whole Value costs the garbage collector's write barrier too.

// record compiles an expression of record type.
func (c *compiler) record(e resolve.Expr) func(*Frame) *Record {
	x := c.expr(e)
	if slot, ok := c.plainSlot(e); ok {
		return func(fr *Frame) *Record {
			r, ok := fr.slots[slot].ref.(*Record)
			if !ok {
				x(fr) // reports
			}
			return r
		}
	}
	return func(fr *Frame) *Record { return x(fr).ref.(*Record) }
}

// missingField returns what reports a field that is not set.
func (c *compiler) missingField(e *resolve.FieldGet) func() {
	pos, name := e.Pos(), e.Field.Name
	return func() { fail(pos, "field value missing ($%s)", name) }
}

// fieldWord reads a field of scalar type.
func (c *compiler) fieldWord(e *resolve.FieldGet) num {
	i, missing := e.Field.Index, c.missingField(e)
	if slot, ok := c.plainSlot(e.X); ok {
		x := c.expr(e.X)
		return func(fr *Frame) uint64 {
			r, ok := fr.slots[slot].ref.(*Record)
			if !ok {
				x(fr) // reports
			}
			v := &r.fields[i]
			if v.ref == nil {
				missing()
			}
			return v.n
		}
	}
	x := c.record(e.X)
	return func(fr *Frame) uint64 {
		v := &x(fr).fields[i]
		if v.ref == nil {
			missing()
		}
		return v.n
	}
}

// elementWord reads an element of a vector of scalars.
func (c *compiler) elementWord(e *resolve.Index) num {
	pos := e.Pos()
	missing := func(v *Vector, i uint64) {
		fail(pos, "no such index (%d of a vector of %d)", i, len(v.elems))
	}
	x := c.expr(e.X)
	k := c.num(e.Keys[0])
	slot, isVector := c.plainSlot(e.X)
	index, isIndex := c.plainSlot(e.Keys[0])
	if isVector && isIndex {
		return func(fr *Frame) uint64 {
			v, ok := fr.slots[slot].ref.(*Vector)
			if !ok {
				x(fr) // reports
			}
			i := fr.slots[index].n
			if i >= uint64(len(v.elems)) || v.elems[i].ref == nil {
				missing(v, i)
			}
			return v.elems[i].n
		}
	}
	return func(fr *Frame) uint64 {
		v := x(fr).ref.(*Vector)
		i := k(fr)
		if i >= uint64(len(v.elems)) || v.elems[i].ref == nil {
			missing(v, i)
		}
		return v.elems[i].n
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
		if slot, ok := c.plainSlot(e.X); ok {
			return func(fr *Frame) uint64 {
				v, ok := fr.slots[slot].ref.(*Vector)
				if !ok {
					x(fr) // reports
				}
				return uint64(len(v.elems))
			}
		}
		return func(fr *Frame) uint64 { return uint64(len(x(fr).ref.(*Vector).elems)) }
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
		case t.Kind == resolve.Table && len(t.Index) == 1 && isScalar(t.Index[0].Kind):
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
		if run := c.addToField(target, a); run != nil {
			return run
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
	n, at, pos := c.num(a.Value), c.place(a.Target), a.Pos()
	if a.Op == resolve.Add && t.Kind == resolve.Count && a.Value.Type().Kind == resolve.Count {
		return func(fr *Frame) status {
			v := n(fr)
			addCount(at(fr), v, pos)
			return normal
		}
	}
	f := wordOp(a.Op, t.Kind, a.Value.Type().Kind)
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

// addToField compiles "variable$field += constant" of counts; nil for others.
func (c *compiler) addToField(target *resolve.FieldGet, a *resolve.Assign) stmt {
	k, isConst := a.Value.(*resolve.Const)
	slot, isSlot := c.plainSlot(target.X)
	if !isConst || !isSlot || a.Op != resolve.Add || target.Type().Kind != resolve.Count || k.Type().Kind != resolve.Count {
		return nil
	}
	n, x, i, pos := c.constant(k).n, c.record(target.X), target.Field.Index, a.Pos()
	missing := c.missingField(target)
	return func(fr *Frame) status {
		r, ok := fr.slots[slot].ref.(*Record)
		if !ok {
			x(fr) // reports
		}
		p := &r.fields[i]
		if p.ref == nil {
			missing()
		}
		addCount(p, n, pos)
		return normal
	}
}

// assignFromField compiles "variable = record$field".
func (c *compiler) assignFromField(to int, e *resolve.FieldGet) stmt {
	x, i, missing := c.record(e.X), e.Field.Index, c.missingField(e)
	if from, ok := c.plainSlot(e.X); ok {
		return func(fr *Frame) status {
			r, ok := fr.slots[from].ref.(*Record)
			if !ok {
				x(fr) // reports
			}
			v := r.fields[i]
			if v.ref == nil {
				missing()
			}
			fr.slots[to] = v
			return normal
		}
	}
	return func(fr *Frame) status {
		v := x(fr).fields[i]
		if v.ref == nil {
			missing()
		}
		fr.slots[to] = v
		return normal
	}
}

// addCount is p += v.
func addCount(p *Value, v uint64, pos syntax.Pos) {
	sum := p.n + v
	if sum < v {
		fail(pos, "integer overflow")
	}
	p.n = sum
}

func (c *compiler) assignSlot(a *resolve.Assign, slot int) stmt {
	n, pos, t := c.num(a.Value), a.Pos(), a.Target.Type()
	switch {
	case a.Op == resolve.NoOp:
		return func(fr *Frame) status {
			v := n(fr)
			fr.slots[slot].n = v
			return normal
		}
	case a.Op == resolve.Add && t.Kind == resolve.Count && a.Value.Type().Kind == resolve.Count:
		return func(fr *Frame) status {
			v := n(fr)
			addCount(&fr.slots[slot], v, pos)
			return normal
		}
	}
	f := wordOp(a.Op, t.Kind, a.Value.Type().Kind)
	return func(fr *Frame) status {
		v := n(fr)
		p := &fr.slots[slot]
		p.n = f(pos, p.n, v)
		return normal
	}
}

func (c *compiler) assignField(target *resolve.FieldGet, value resolve.Expr) stmt {
	n, x, i, t := c.num(value), c.record(target.X), target.Field.Index, target.Type()
	return func(fr *Frame) status {
		v := n(fr)
		p := &x(fr).fields[i]
		if p.ref == nil {
			p.ref = t
		}
		p.n = v
		return normal
	}
}

func (c *compiler) assignElement(target *resolve.Index, value resolve.Expr) stmt {
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
		case i > maxVector || !v.Set(int(i), Value{w, t}):
			fail(pos, "vector index %d is too large", int64(i))
		}
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
			return func(fr *Frame) status {
				p := &fr.slots[slot]
				if p.n++; p.n == 0 {
					p.n--
					fail(pos, "integer overflow")
				}
				return normal
			}
		}
		return func(fr *Frame) status {
			step(&fr.slots[slot], up, pos)
			return normal
		}
	}
	if _, ok := e.Target.(*resolve.FieldGet); !ok {
		return nil
	}
	at := c.place(e.Target)
	if k == resolve.Count && up {
		return func(fr *Frame) status {
			addCount(at(fr), 1, pos)
			return normal
		}
	}
	return func(fr *Frame) status {
		step(at(fr), up, pos)
		return normal
	}
}
