package interp

import (
	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles expressions other than arithmetic and assignment.

// expr compiles e to a closure that gives its value.
func (c *compiler) expr(e resolve.Expr) expr {
	switch e := e.(type) {
	case *resolve.Const:
		v := c.constant(e)
		return func(*Frame) Value { return v }
	case *resolve.LocalRef:
		return c.local(e)
	case *resolve.GlobalRef:
		g, unset := &c.in.globals[e.Global.Index], unset(e.Pos(), e.Global.Name)
		if c.waiting > 0 {
			c.watched = append(c.watched, g)
		}
		return func(*Frame) Value {
			if g.ref == nil {
				unset()
			}
			return *g
		}
	case *resolve.FuncRef:
		v := c.in.funcs[e.Func.Index].Value()
		return func(*Frame) Value { return v }
	case *resolve.TypeRef:
		v := TypeValue(e.Type().Elem)
		return func(*Frame) Value { return v }
	case *resolve.Lambda:
		return c.lambda(e)
	case *resolve.Unary:
		return c.unary(e)
	case *resolve.Binary:
		return c.binary(e)
	case *resolve.Match, *resolve.In, *resolve.FieldSet, *resolve.Is:
		test := c.cond(e)
		return func(fr *Frame) Value { return Bool(test(fr)) }
	case *resolve.Size:
		return c.size(e)
	case *resolve.Cond:
		return c.choice(e)
	case *resolve.Index:
		return c.index(e)
	case *resolve.Slice:
		return c.slice(e)
	case *resolve.FieldGet:
		return c.field(e)
	case *resolve.Call:
		if c.mayWait(e) {
			return c.waitable(e, c.call(e))
		}
		return c.call(e)
	case *resolve.Schedule:
		return c.schedule(e)
	case *resolve.Assign:
		return c.assign(e)
	case *resolve.Unpack:
		return c.unpack(e)
	case *resolve.IncDec:
		return c.incDec(e)
	case *resolve.Convert:
		return c.convert(e)
	case *resolve.RecordCoerce:
		return c.coerce(e)
	case *resolve.Operand:
		slot := c.operands[len(c.operands)-1]
		return func(fr *Frame) Value { return *fr.at(slot) }
	case *resolve.RecordCtor:
		return c.recordCtor(e)
	case *resolve.TableCtor:
		return c.tableCtor(e)
	case *resolve.SetCtor:
		return c.setCtor(e)
	case *resolve.VectorCtor:
		elems, t := c.exprs(e.Elems), e.Type()
		return func(fr *Frame) Value {
			v := &Vector{t, make([]Value, len(elems))}
			for i, x := range elems {
				v.elems[i] = x(fr)
			}
			return v.Value()
		}
	case *resolve.ListCtor:
		elems := c.exprs(e.Elems)
		return func(fr *Frame) Value { return Value{0, &List{evalAll(fr, elems)}} }
	case *resolve.Copy:
		x := c.expr(e.X)
		return func(fr *Frame) Value { return Copy(x(fr)) }
	case *resolve.Cast:
		return c.cast(e.X, e.Type(), e.Pos())
	}
	c.errorAt(e.Pos(), "%T cannot be compiled", e)
	return func(*Frame) Value { return Value{} }
}

func (c *compiler) exprs(es []resolve.Expr) []expr {
	xs := make([]expr, len(es))
	for i, e := range es {
		xs[i] = c.expr(e)
	}
	return xs
}

func evalAll(fr *Frame, xs []expr) []Value {
	vs := make([]Value, len(xs))
	for i, x := range xs {
		vs[i] = x(fr)
	}
	return vs
}

func (c *compiler) local(e *resolve.LocalRef) expr {
	slot, unset := e.Local.Slot, unset(e.Pos(), e.Local.Name)
	if c.waiting > 0 && e.Local.Type.IsContainer() {
		c.unwatched = true
	}
	if e.Local.Shared {
		return func(fr *Frame) Value {
			if k, ok := fr.slots[slot].ref.(*cell); ok && k.v.ref != nil {
				return k.v
			}
			unset()
			return Value{}
		}
	}
	return func(fr *Frame) Value {
		v := fr.at(slot)
		if v.ref == nil {
			unset()
		}
		return *v
	}
}

// unset returns what reports that a variable has no value.
func unset(pos syntax.Pos, name string) func() {
	return func() { fail(pos, "value used but not set (%s)", name) }
}

func (c *compiler) lambda(e *resolve.Lambda) expr {
	in := c.in
	def := e.Func
	f := &Func{Name: def.Name, typ: def.Type, def: def, id: traceID(len(in.named))}
	in.named = append(in.named, f)
	f.declareBodies()
	in.compileBodies(f)
	captures := def.Bodies[0].Captures
	if len(captures) == 0 {
		v := f.Value()
		return func(*Frame) Value { return v }
	}
	return func(fr *Frame) Value {
		g := *f
		g.captured = make([]Value, len(captures))
		for i, k := range captures {
			g.captured[i] = capture(fr, k)
		}
		return Value{0, &g}
	}
}

// capture takes a variable along as k says. A slot is a cell if and only if
// its variable is Shared.
func capture(fr *Frame, k *resolve.Capture) Value {
	v := fr.slots[k.Outer.Slot]
	if k.Mode == resolve.ByReference {
		if v.ref == nil { // captured before it is set, or captures itself
			v = Value{0, &cell{}}
			fr.slots[k.Outer.Slot] = v
		}
		return v
	}
	if k.Outer.Shared && v.ref != nil {
		v = v.ref.(*cell).v
	}
	if k.Mode == resolve.ByCopy {
		v = Copy(v)
	}
	if k.Inner.Shared {
		v = Value{0, &cell{v}}
	}
	return v
}

func (c *compiler) choice(e *resolve.Cond) expr {
	if e.C.Type().Kind == resolve.Vector {
		test, x, y, t, pos := c.expr(e.C), c.expr(e.X), c.expr(e.Y), e.Type(), e.Pos()
		return func(fr *Frame) Value {
			a, b, d := test(fr).Vector(), x(fr).Vector(), y(fr).Vector()
			if len(a.elems) != len(b.elems) || len(a.elems) != len(d.elems) {
				fail(pos, "vector operands are of different sizes")
			}
			v := &Vector{t, make([]Value, len(a.elems))}
			for i := range v.elems {
				if v.elems[i] = d.elems[i]; a.elems[i].n != 0 {
					v.elems[i] = b.elems[i]
				}
			}
			return v.Value()
		}
	}
	test, x, y := c.cond(e.C), c.expr(e.X), c.expr(e.Y)
	return func(fr *Frame) Value {
		if test(fr) {
			return x(fr)
		}
		return y(fr)
	}
}

func (c *compiler) field(e *resolve.FieldGet) expr {
	i := e.Field.Index
	r := c.record(e.X)
	any := func(fr *Frame) Value {
		v := r(fr).field(i)
		if v.ref == nil {
			failField(e)
		}
		return *v
	}
	if slot, ok := c.plainSlot(e.X); ok {
		return func(fr *Frame) Value {
			if r := fr.record(slot); r != nil {
				if v := r.field(i); v.ref != nil {
					return *v
				}
			}
			return any(fr)
		}
	}
	if slot, j, ok := c.innerSlot(e.X); ok {
		return func(fr *Frame) Value {
			if r := fr.record(slot).inner(j); r != nil {
				if v := r.field(i); v.ref != nil {
					return *v
				}
			}
			return any(fr)
		}
	}
	return any
}

func (c *compiler) call(e *resolve.Call) expr {
	pos := e.Pos()
	ref, ok := e.Fun.(*resolve.FuncRef)
	if !ok || ref.Func.Index < 0 {
		return c.callValue(e)
	}
	in := c.in
	f := in.funcs[ref.Func.Index]
	switch {
	case f.builtin != nil:
		return c.callBuiltin(e, f)
	case f.flavour() != resolve.Function:
		args := c.arguments(e.Args)
		return func(fr *Frame) Value {
			mark := in.pushArguments(fr, args)
			v := in.call(f, in.args[mark:], pos)
			clear(in.args[mark:])
			in.args = in.args[:mark]
			return v
		}
	}
	if co := f.sole(len(e.Args)); co != nil {
		switch len(e.Args) {
		case 0:
			return func(fr *Frame) Value { return in.exec(in.push(co), co, f) }
		case 1:
			x := c.expr(e.Args[0])
			return func(fr *Frame) Value {
				a := x(fr)
				nf := in.push(co)
				nf.slots[0] = a
				return in.exec(nf, co, f)
			}
		}
		args := c.arguments(e.Args)
		return func(fr *Frame) Value {
			nf := in.push(co)
			nf.take(args, fr)
			return in.exec(nf, co, f)
		}
	}
	args := c.exprs(e.Args)
	return func(fr *Frame) Value {
		if len(f.bodies) == 0 {
			fail(pos, "function %s has no body", f.Name)
		}
		return in.invoke(f.bodies[0], f, evalAll(fr, args))
	}
}

// sole returns the body of a function that has one, which takes n arguments as
// they come; else nil.
func (f *Func) sole(n int) *code {
	if f.flavour() != resolve.Function || len(f.bodies) != 1 {
		return nil
	}
	if b := f.bodies[0].body; b.Args != nil || len(b.Params) != n {
		return nil
	}
	return f.bodies[0]
}

// callWord compiles a call of a known function whose scalar result is wanted
// as a word; nil if it is another.
func (c *compiler) callWord(e *resolve.Call) num {
	ref, ok := e.Fun.(*resolve.FuncRef)
	if !ok || ref.Func.Index < 0 || ref.Func.Builtin || c.mayWait(e) {
		return nil
	}
	in := c.in
	f := in.funcs[ref.Func.Index]
	co := f.sole(len(e.Args))
	if co == nil {
		return nil
	}
	scalars := len(e.Args) == 1 || len(e.Args) == 2
	for _, a := range e.Args {
		scalars = scalars && isScalar(a.Type().Kind)
	}
	if !scalars {
		args := c.arguments(e.Args)
		return func(fr *Frame) uint64 {
			nf := in.push(co)
			nf.take(args, fr)
			return in.execWord(nf, co, f)
		}
	}
	x, xt := c.num(e.Args[0]), e.Args[0].Type()
	if len(e.Args) == 1 {
		return func(fr *Frame) uint64 {
			a := x(fr)
			if quick := co.quick; quick != nil {
				if nf := in.reuse(co); nf != nil {
					nf.slots[0] = Value{a, xt}
					in.Counters.Calls++
					n := quick(nf)
					in.depth--
					return n
				}
			}
			nf := in.push(co)
			nf.slots[0] = Value{a, xt}
			return in.execWord(nf, co, f)
		}
	}
	y, yt := c.num(e.Args[1]), e.Args[1].Type()
	return func(fr *Frame) uint64 {
		a, b := x(fr), y(fr)
		nf := in.push(co)
		nf.slots[1] = Value{b, yt}
		nf.slots[0] = Value{a, xt}
		return in.execWord(nf, co, f)
	}
}

// callValue calls what an expression gives.
func (c *compiler) callValue(e *resolve.Call) expr {
	in, pos := c.in, e.Pos()
	fun, args := c.expr(e.Fun), c.exprs(e.Args)
	return func(fr *Frame) Value {
		f := fun(fr).ref.(*Func)
		if co := f.sole(len(args)); co != nil {
			nf := in.push(co)
			for i, x := range args {
				nf.slots[i] = x(fr)
			}
			return in.exec(nf, co, f)
		}
		return in.call(f, evalAll(fr, args), pos)
	}
}

func (c *compiler) callBuiltin(e *resolve.Call, f *Func) expr {
	in, args, s := c.in, c.arguments(e.Args), &builtinSite{e.Pos(), e.Type(), f}
	return func(fr *Frame) Value {
		if in.steps--; in.steps < 0 {
			in.poll()
		}
		return in.callBuiltin(s, in.pushArguments(fr, args))
	}
}

func (c *compiler) schedule(e *resolve.Schedule) expr {
	in := c.in
	delay, ev, args := c.num(e.Delay), c.event(e.Event.Event), c.exprs(e.Event.Args)
	var since *float64 // an interval counts from now, a time from 0
	if e.Delay.Type().Kind != resolve.Time {
		since = &in.now
	}
	return func(fr *Frame) Value {
		if in.ending {
			return Value{}
		}
		at := Value{n: delay(fr)}.Double()
		if since != nil {
			at += *since
		}
		in.Schedule(at, ev(fr), evalAll(fr, args)...)
		return Value{}
	}
}

// event compiles an expression of event type.
func (c *compiler) event(e resolve.Expr) func(*Frame) *Func {
	if ref, ok := e.(*resolve.FuncRef); ok && ref.Func.Index >= 0 {
		f := c.in.funcs[ref.Func.Index]
		return func(*Frame) *Func { return f }
	}
	x := c.expr(e)
	return func(fr *Frame) *Func { return x(fr).ref.(*Func) }
}

func (c *compiler) coerce(e *resolve.RecordCoerce) expr {
	in, t, from := c.in, e.Type(), e.Map
	x := c.expr(e.X)
	slot := c.scratch()
	conv := make([]expr, len(from))
	c.operands = append(c.operands, slot)
	for i, k := range e.Conv {
		if k != nil {
			conv[i] = c.expr(k)
		}
	}
	c.operands = c.operands[:len(c.operands)-1]
	l := in.layout(t)
	return func(fr *Frame) Value {
		y, ok := x(fr).ref.(*Record)
		if !ok {
			return Value{}
		}
		if y.Type() == t {
			return y.Value()
		}
		r := l.begin()
		for _, d := range l.dynamic {
			if from[d.index] < 0 || y.field(from[d.index]).ref == nil {
				r.SetAt(d.index, d.make())
			}
		}
		for i, j := range from {
			if j < 0 || y.field(j).ref == nil {
				continue
			}
			v := y.At(j)
			if conv[i] != nil {
				fr.slots[slot] = v
				v = conv[i](fr)
			}
			r.SetAt(i, v)
		}
		return r.Value()
	}
}

func (c *compiler) recordCtor(e *resolve.RecordCtor) expr {
	l := c.in.layout(e.Type())
	type part struct {
		field int
		value expr
	}
	var parts []part
	given := map[int]bool{}
	for _, init := range e.Inits {
		parts = append(parts, part{init.Field.Index, c.expr(init.Value)})
		given[init.Field.Index] = true
	}
	// The layout may still be under construction here, if t's own default
	// makes a t; which fields to make anew is settled at the first use.
	var own *layout
	return func(fr *Frame) Value {
		if own == nil {
			own = &layout{template: l.template}
			for _, d := range l.dynamic {
				if !given[d.index] {
					own.dynamic = append(own.dynamic, d)
				}
			}
		}
		r := own.record()
		for i := range parts {
			*r.field(parts[i].field) = parts[i].value(fr)
		}
		return r.Value()
	}
}

func (c *compiler) tableCtor(e *resolve.TableCtor) expr {
	in, t := c.in, e.Type()
	attrs := c.tableAttrs(e.Attrs, t)
	keys := make([][]expr, len(e.Entries))
	vals := make([]expr, len(e.Entries))
	for i, en := range e.Entries {
		keys[i], vals[i] = c.exprs(en.Keys), c.expr(en.Value)
	}
	return func(fr *Frame) Value {
		tab := newTable(t, attrs(fr))
		for i, k := range keys {
			in.put(tab, evalAll(fr, k), vals[i](fr))
		}
		return tab.Value()
	}
}

func (c *compiler) setCtor(e *resolve.SetCtor) expr {
	in, t := c.in, e.Type()
	attrs := c.tableAttrs(e.Attrs, t)
	elems := make([][]expr, len(e.Elems))
	for i, k := range e.Elems {
		elems[i] = c.exprs(k)
	}
	return func(fr *Frame) Value {
		tab := newTable(t, attrs(fr))
		for _, k := range elems {
			in.put(tab, evalAll(fr, k), Value{})
		}
		return tab.Value()
	}
}

// cast checks that a value of type any has type t, and converts records and
// empty containers where that loses nothing.
func (c *compiler) cast(e resolve.Expr, t *resolve.Type, pos syntax.Pos) expr {
	x, in := c.expr(e), c.in
	return func(fr *Frame) Value {
		v := x(fr)
		w, ok := in.as(v, t)
		if !ok {
			fail(pos, "invalid cast of value with type '%s' to type '%s'", v.Type(), t)
		}
		return w
	}
}

// as gives v the type t if it has it, or is a record that t's fields take.
func (in *Interp) as(v Value, t *resolve.Type) (Value, bool) {
	if t.Kind == resolve.Any || v.ref == t {
		return v, true
	}
	vt := v.Type()
	if resolve.Same(vt, t) {
		return v, true
	}
	switch {
	case vt.Kind != t.Kind:
		return v, false
	case t.Kind == resolve.Callable, t.Kind == resolve.File, t.Kind == resolve.TypeType:
		return v, true
	case t.Kind == resolve.Table || t.Kind == resolve.Set:
		if v.Table().live == 0 {
			return newTable(t, v.Table().attrs).Value(), true
		}
	case t.Kind == resolve.Vector:
		if len(v.Vector().elems) == 0 {
			return NewVector(t).Value(), true
		}
		return in.asVector(v.Vector(), t)
	case t.Kind == resolve.Record:
		return in.asRecord(v.Record(), t)
	}
	return v, false
}

func (in *Interp) asVector(x *Vector, t *resolve.Type) (Value, bool) {
	y := &Vector{t, make([]Value, len(x.elems))}
	for i, v := range x.elems {
		if v.ref == nil {
			continue
		}
		w, ok := in.as(v, t.Elem)
		if !ok {
			return Value{}, false
		}
		y.elems[i] = w
	}
	return y.Value(), true
}

func (in *Interp) asRecord(x *Record, t *resolve.Type) (Value, bool) {
	r := in.layout(t).record()
	for i, f := range x.Type().Fields {
		g := t.Field(f.Name)
		if g == nil {
			return Value{}, false
		}
		if v := x.At(i); v.ref != nil {
			w, ok := in.as(v, g.Type)
			if !ok {
				return Value{}, false
			}
			r.SetAt(g.Index, w)
		}
	}
	for i, f := range t.Fields {
		if r.field(i).ref == nil && !f.Optional {
			return Value{}, false
		}
	}
	return r.Value(), true
}

// As converts a value to a type as "as" does; builtins use it for arguments
// of type any.
func (in *Interp) As(v Value, t *resolve.Type) (Value, bool) { return in.as(v, t) }
