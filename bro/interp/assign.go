package interp

import (
	"brig/bro/pattern"
	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles assignments.

func (c *compiler) assign(e *resolve.Assign) expr {
	if e.Op != resolve.NoOp {
		return c.assignOp(e)
	}
	x := c.expr(e.Value)
	store := c.store(e.Target)
	return func(fr *Frame) Value {
		v := x(fr)
		store(fr, v)
		return v
	}
}

// store compiles the assignment of a value to a target.
func (c *compiler) store(target resolve.Expr) func(*Frame, Value) {
	in, pos := c.in, target.Pos()
	switch t := target.(type) {
	case *resolve.LocalRef:
		return storeLocal(t.Local)
	case *resolve.GlobalRef:
		g := &in.globals[t.Global.Index]
		if rawOutput(t.Global.Attrs) {
			return func(_ *Frame, v Value) { *g = v.raw() }
		}
		return func(_ *Frame, v Value) { *g = v }
	case *resolve.FieldGet:
		x, i := c.record(t.X), t.Field.Index
		return func(fr *Frame, v Value) { x(fr).SetAt(i, v) }
	case *resolve.Slice:
		x, within := c.expr(t.X), c.sliceBounds(t)
		return func(fr *Frame, v Value) {
			to := x(fr).ref.(*Vector)
			lo, hi := within(fr, len(to.elems))
			tail := append([]Value(nil), to.elems[hi:]...)
			to.elems = append(append(to.elems[:lo], v.Vector().elems...), tail...)
		}
	case *resolve.Index:
		if t.X.Type().Kind == resolve.Vector {
			x, k := c.expr(t.X), c.num(t.Keys[0])
			fit := in.fitter(t.X.Type().Elem, pos)
			return func(fr *Frame, v Value) {
				i := k(fr)
				if fit != nil {
					v = fit(x(fr).Vector().typ.Elem, v)
				}
				if to := x(fr).ref.(*Vector); !to.Set(int(i), v) {
					failBeyond(pos, to, i)
				}
			}
		}
		x := c.expr(t.X)
		if fit := in.fitter(t.X.Type().Elem, pos); fit != nil {
			keys := c.exprs(t.Keys)
			return func(fr *Frame, v Value) {
				tab := x(fr).ref.(*Table)
				mark := in.pushKeys(fr, keys)
				v = fit(tab.typ.Elem, v)
				in.put(tab, in.args[mark:], v)
				in.args = in.args[:mark]
			}
		}
		if len(t.Keys) == 1 {
			k := c.expr(t.Keys[0])
			return func(fr *Frame, v Value) {
				key := [1]Value{k(fr)}
				tab := x(fr).ref.(*Table)
				if tab.attrs == nil {
					tab.insert(key[:], v)
					return
				}
				in.put(tab, key[:], v)
			}
		}
		keys := c.exprs(t.Keys)
		return func(fr *Frame, v Value) {
			mark := in.pushKeys(fr, keys)
			tab := x(fr).ref.(*Table)
			in.put(tab, in.args[mark:], v)
			in.args = in.args[:mark]
		}
	}
	c.errorAt(pos, "cannot assign to %T", target)
	return func(*Frame, Value) {}
}

// rawOutput reports whether files of a variable do not escape what is printed.
func rawOutput(a *resolve.Attrs) bool { return a != nil && a.RawOutput }

// raw switches escaping off if v is a file.
func (v Value) raw() Value {
	if f, ok := v.ref.(*File); ok {
		f.Raw = true
	}
	return v
}

// fitter returns what fits a value into a container whose static element type
// is any: the container may have been made with a narrower one, which its
// other users rely on. nil if the static type is not any.
func (in *Interp) fitter(static *resolve.Type, pos syntax.Pos) func(own *resolve.Type, v Value) Value {
	if static == nil || static.Kind != resolve.Any {
		return nil
	}
	return func(own *resolve.Type, v Value) Value {
		if own == nil || own.Kind == resolve.Any {
			return v
		}
		w, ok := in.as(v, own)
		if !ok {
			fail(pos, "value of type %s is no %s", v.Type(), own)
		}
		return w
	}
}

func storeLocal(l *resolve.Local) func(*Frame, Value) {
	slot := l.Slot
	if !l.Shared {
		return func(fr *Frame, v Value) { fr.slots[slot] = v }
	}
	return func(fr *Frame, v Value) {
		if k, ok := fr.slots[slot].ref.(*cell); ok {
			k.v = v
			return
		}
		fr.slots[slot] = Value{0, &cell{v}}
	}
}

// place compiles a target to where its value lies. The pointer is good until
// something else runs.
func (c *compiler) place(target resolve.Expr) func(*Frame) *Value {
	in, pos := c.in, target.Pos()
	unset := func() *Value {
		fail(pos, "value used but not set")
		return nil
	}
	switch t := target.(type) {
	case *resolve.LocalRef:
		slot := t.Local.Slot
		if t.Local.Shared {
			return func(fr *Frame) *Value {
				if k, ok := fr.slots[slot].ref.(*cell); ok && k.v.ref != nil {
					return &k.v
				}
				return unset()
			}
		}
		return func(fr *Frame) *Value {
			if fr.slots[slot].ref == nil {
				unset()
			}
			return &fr.slots[slot]
		}
	case *resolve.GlobalRef:
		g := &in.globals[t.Global.Index]
		return func(*Frame) *Value {
			if g.ref == nil {
				unset()
			}
			return g
		}
	case *resolve.FieldGet:
		x, i := c.record(t.X), t.Field.Index
		return func(fr *Frame) *Value {
			v := x(fr).field(i)
			if v.ref == nil {
				failField(t)
			}
			return v
		}
	case *resolve.Index:
		if t.X.Type().Kind == resolve.Vector {
			x, k := c.expr(t.X), c.num(t.Keys[0])
			return func(fr *Frame) *Value {
				v := x(fr).ref.(*Vector)
				i := k(fr)
				if i >= uint64(len(v.elems)) || v.elems[i].ref == nil {
					failIndex(t, v, i)
				}
				return &v.elems[i]
			}
		}
	}
	// The value of another expression: a container that changes in place.
	x := c.expr(target)
	return func(fr *Frame) *Value {
		v := x(fr)
		return &v
	}
}

// assignOp compiles target op= value.
func (c *compiler) assignOp(e *resolve.Assign) expr {
	x := c.expr(e.Value)
	update := c.update(e.Op, e.Target.Type(), e.Value.Type(), e.Pos())
	if t, ok := e.Target.(*resolve.Index); ok && t.X.Type().Kind == resolve.Table {
		change := c.changeElement(t, update)
		return func(fr *Frame) Value { return change(fr, x(fr)) }
	}
	at := c.place(e.Target)
	return func(fr *Frame) Value {
		v := x(fr)
		to := at(fr)
		update(to, v)
		return *to
	}
}

// changeElement compiles a change of t[k], which update makes with an operand.
// A key that is missing begins with the default, and gets an entry unless that
// is a container: then only the copy that indexing gave has changed.
func (c *compiler) changeElement(e *resolve.Index, update func(*Value, Value)) func(*Frame, Value) Value {
	in, x, keys := c.in, c.expr(e.X), c.exprs(e.Keys)
	return func(fr *Frame, v Value) Value {
		t := x(fr).ref.(*Table)
		mark := in.pushKeys(fr, keys)
		key := in.args[mark:]
		i := t.find(t.hashOf(key), key)
		if i < 0 {
			key = evalKeys(in, mark)
			now := in.missing(t, key, e)
			begun := now.ref
			update(&now, v)
			if !now.isShared() || now.ref != begun {
				in.put(t, key, now)
			}
			return now
		}
		in.args = in.args[:mark]
		p := &t.vals[i]
		old := *p
		update(p, v)
		now := *p
		if t.attrs == nil || i >= t.Cap() || !t.Live(i) { // a function of the element's changed t
			return now
		}
		if t.times != nil && t.attrs.mode != createExpiry {
			in.touch(t, i)
		}
		if t.attrs.onChange != nil {
			in.changed(t, 1, i, old)
		}
		return now
	}
}

// update returns what op= does to a place of type to with a value of type from.
func (c *compiler) update(op resolve.Op, to, from *resolve.Type, pos syntax.Pos) func(*Value, Value) {
	in := c.in
	switch {
	case isScalar(to.Kind) && isScalar(from.Kind):
		f := wordOp(op, to.Kind, from.Kind)
		return func(p *Value, v Value) { p.n = f(pos, p.n, v.n) }
	case to.Kind == resolve.String:
		b := &builder{in: in, pos: pos}
		return func(p *Value, v Value) { *p = b.join(p.Str(), v.Str()) }
	case to.Kind == resolve.Pattern:
		combine := pattern.Or
		if op == resolve.BitAnd {
			combine = pattern.Concat
		}
		return func(p *Value, v Value) {
			if !p.IsSet() {
				*p = v
				return
			}
			q, err := combine(p.Pattern(), v.Pattern())
			if err != nil {
				fail(pos, "%v", err)
			}
			*p = Pattern(q)
		}
	case to.Kind == resolve.Vector:
		if from.Kind == resolve.Vector && resolve.Same(to, from) {
			return func(p *Value, v Value) {
				x := p.Vector()
				x.elems = append(x.elems, v.Vector().elems...)
			}
		}
		if fit := in.fitter(to.Elem, pos); fit != nil {
			return func(p *Value, v Value) { p.Vector().Append(fit(p.Vector().typ.Elem, v)) }
		}
		return func(p *Value, v Value) { p.Vector().Append(v) }
	case to.Kind == resolve.Set || to.Kind == resolve.Table:
		return in.updateTable(op, to, from)
	}
	return func(*Value, Value) { fail(pos, "operator %s= does not work on %s", op, to) }
}

func (in *Interp) updateTable(op resolve.Op, to, from *resolve.Type) func(*Value, Value) {
	whole := from.Kind == resolve.Table ||
		from.Kind == resolve.Set && !(len(to.Index) == 1 && to.Index[0].Kind == resolve.Set)
	switch {
	case op != resolve.Add && op != resolve.Sub:
		return func(p *Value, v Value) { *p = setOp(op, p.Table(), v.Table()).Value() }
	case !whole:
		return func(p *Value, v Value) {
			key := []Value{v}
			if l, ok := v.ref.(*List); ok {
				key = l.Parts
			}
			if op == resolve.Add {
				in.put(p.Table(), key, Value{})
			} else {
				in.remove(p.Table(), key)
			}
		}
	case op == resolve.Add:
		return func(p *Value, v Value) {
			x, y := p.Table(), v.Table()
			for i := range y.Cap() {
				if !y.Live(i) {
					continue
				}
				var val Value
				if y.vals != nil {
					val = y.vals[i]
				}
				in.put(x, y.Keys(i), val)
			}
		}
	}
	return func(p *Value, v Value) {
		x, y := p.Table(), v.Table()
		if x == y {
			x.Clear()
			return
		}
		for i := range y.Cap() {
			if y.Live(i) {
				in.remove(x, y.Keys(i))
			}
		}
	}
}

func (c *compiler) incDec(e *resolve.IncDec) expr {
	pos, up := e.Pos(), e.Delta > 0
	t := e.Type()
	if t.Kind == resolve.Vector {
		at := c.place(e.Target)
		return func(fr *Frame) Value {
			v := *at(fr)
			for i := range v.Vector().elems {
				if p := &v.Vector().elems[i]; p.ref != nil {
					c.in.step(p, up, pos)
				}
			}
			return v
		}
	}
	if slot, ok := c.plainSlot(e.Target); ok && t.Kind == resolve.Count && up {
		return func(fr *Frame) Value {
			p := &fr.slots[slot]
			if p.n++; p.n == 0 {
				fail(pos, "integer overflow")
			}
			return *p
		}
	}
	if ix, ok := e.Target.(*resolve.Index); ok && ix.X.Type().Kind == resolve.Table {
		change := c.changeElement(ix, func(p *Value, _ Value) { c.in.step(p, up, pos) })
		return func(fr *Frame) Value { return change(fr, Value{}) }
	}
	at := c.place(e.Target)
	return func(fr *Frame) Value {
		p := at(fr)
		c.in.step(p, up, pos)
		return *p
	}
}

// step adds or takes 1. A count at zero wraps, with a warning.
func (in *Interp) step(p *Value, up bool, pos syntax.Pos) {
	switch k := p.ref.(*resolve.Type).Kind; {
	case isFloat(k) && up:
		p.n = word(float(p.n) + 1)
	case isFloat(k):
		p.n = word(float(p.n) - 1)
	case up:
		if p.n++; k == resolve.Count && p.n == 0 || k == resolve.Int && p.n == 1<<63 {
			p.n--
			fail(pos, "integer overflow")
		}
	default:
		if k == resolve.Count && p.n == 0 {
			in.report(Report{pos, "warning", "count underflow"})
		}
		if k == resolve.Int && p.n == 1<<63 {
			fail(pos, "integer overflow")
		}
		p.n--
	}
}

// unpack compiles [a, b] = value.
func (c *compiler) unpack(e *resolve.Unpack) expr {
	x, in, pos := c.expr(e.Value), c.in, e.Pos()
	var stores []func(*Frame, Value)
	var types []*resolve.Type
	for _, t := range e.Targets {
		stores = append(stores, c.store(t))
		types = append(types, t.Type())
	}
	return func(fr *Frame) Value {
		v := x(fr)
		parts := []Value{v}
		switch r := v.ref.(type) {
		case *List:
			parts = r.Parts
		case *Vector:
			parts = r.elems
		}
		if len(parts) != len(stores) {
			fail(pos, "%d values for %d variables", len(parts), len(stores))
		}
		for i, store := range stores {
			v, ok := in.as(parts[i], types[i])
			if !ok {
				fail(pos, "value of type %s is no %s", parts[i].Type(), types[i])
			}
			store(fr, v)
		}
		return Value{}
	}
}
