package interp

import (
	"brig/bro/pattern"
	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles operators that give Values, of vectors, patterns and sets among others.

func (c *compiler) unary(e *resolve.Unary) expr {
	t := e.Type()
	if e.Op == resolve.Not && t.Kind == resolve.Bool {
		test := c.cond(e)
		return func(fr *Frame) Value { return Bool(test(fr)) }
	}
	if t.Kind == resolve.Vector {
		x, pos := c.expr(e.X), e.Pos()
		one := unaryOp(e.Op, t.Elem.Kind)
		return func(fr *Frame) Value {
			from := x(fr).Vector()
			v := &Vector{t, make([]Value, len(from.elems))}
			for i, el := range from.elems {
				if el.ref != nil {
					v.elems[i] = scalar(one(pos, el.n), t.Elem)
				}
			}
			return v.Value()
		}
	}
	n := c.negation(e)
	return func(fr *Frame) Value { return scalar(n(fr), t) }
}

func (c *compiler) binary(e *resolve.Binary) expr {
	t := e.Type()
	switch {
	case e.X.Type().Kind == resolve.Vector && (t.Kind == resolve.Vector || e.Y.Type().Kind != resolve.Vector),
		e.Y.Type().Kind == resolve.Vector && t.Kind == resolve.Vector:
		return c.vectorBinary(e)
	case t.Kind == resolve.Bool:
		test := c.cond(e)
		return func(fr *Frame) Value { return Bool(test(fr)) }
	case isScalar(t.Kind):
		n := c.num(e)
		return func(fr *Frame) Value { return scalar(n(fr), t) }
	}
	if t.Kind == resolve.String {
		return c.concat(e)
	}
	x, y := c.expr(e.X), c.expr(e.Y)
	op := valueOp(e.Op, t, e.X.Type(), e.Y.Type(), e.Pos())
	return func(fr *Frame) Value {
		a := x(fr)
		return op(a, y(fr))
	}
}

// vectorBinary works element by element; one side may be a single value.
func (c *compiler) vectorBinary(e *resolve.Binary) expr {
	t, pos := e.Type(), e.Pos()
	x, y := c.expr(e.X), c.expr(e.Y)
	xt, yt := e.X.Type(), e.Y.Type()
	xv, yv := xt.Kind == resolve.Vector, yt.Kind == resolve.Vector
	if xv {
		xt = xt.Elem
	}
	if yv {
		yt = yt.Elem
	}
	elem := t.Elem
	if elem == nil {
		elem = resolve.BoolType
	}
	op := valueOp(e.Op, elem, xt, yt, pos)
	return func(fr *Frame) Value {
		a, b := x(fr), y(fr)
		n := 0
		if xv {
			n = len(a.Vector().elems)
		}
		if yv {
			if m := len(b.Vector().elems); xv && m != n {
				fail(pos, "vector operands are of different sizes (%d and %d)", n, m)
			} else {
				n = m
			}
		}
		v := &Vector{t, make([]Value, n)}
		for i := range v.elems {
			p, q := a, b
			if xv {
				p = a.Vector().elems[i]
			}
			if yv {
				q = b.Vector().elems[i]
			}
			if p.ref != nil && q.ref != nil {
				v.elems[i] = op(p, q)
			}
		}
		return v.Value()
	}
}

// valueOp returns an operation on values of types x and y that gives one of type t.
func valueOp(op resolve.Op, t, x, y *resolve.Type, pos syntax.Pos) func(a, b Value) Value {
	if t.Kind == resolve.Bool {
		test := valueTest(op, x)
		return func(a, b Value) Value { return Bool(test(a, b)) }
	}
	if isScalar(t.Kind) {
		f := wordOp(op, x.Kind, y.Kind)
		return func(a, b Value) Value { return scalar(f(pos, a.n, b.n), t) }
	}
	switch t.Kind {
	case resolve.String:
		return func(a, b Value) Value { return String(a.Str() + b.Str()) }
	case resolve.Pattern:
		combine := pattern.Or
		if op == resolve.BitAnd {
			combine = pattern.Concat
		}
		return func(a, b Value) Value {
			p, err := combine(a.Pattern(), b.Pattern())
			if err != nil {
				fail(pos, "%v", err)
			}
			return Pattern(p)
		}
	case resolve.Subnet:
		return func(a, b Value) Value {
			addr := a.Addr()
			if b.n > uint64(addr.BitLen()) {
				version := 6
				if addr.Is4() {
					version = 4
				}
				fail(pos, "bad IPv%d subnet prefix length: %d", version, b.n)
			}
			p, _ := addr.Prefix(int(b.n))
			return Subnet(p)
		}
	case resolve.Set, resolve.Table:
		return func(a, b Value) Value { return setOp(op, a.Table(), b.Table()).Value() }
	}
	return func(a, b Value) Value {
		fail(pos, "operator %s does not work on %s and %s", op, x, y)
		return Value{}
	}
}

func setOp(op resolve.Op, a, b *Table) *Table {
	r := newTable(a.typ, nil)
	put := func(t *Table, want func(key []Value) bool) {
		var buf [1]Value
		for i := range t.Cap() {
			if !t.Live(i) {
				continue
			}
			if key := t.parts(i, &buf); want(key) {
				r.insert(key, Value{})
			}
		}
	}
	all := func([]Value) bool { return true }
	inB := func(k []Value) bool { return b.Has(k...) }
	notInA := func(k []Value) bool { return !a.Has(k...) }
	notInB := func(k []Value) bool { return !b.Has(k...) }
	switch op {
	case resolve.BitAnd:
		put(a, inB)
	case resolve.BitOr, resolve.Add:
		put(a, all)
		put(b, all)
	case resolve.Sub:
		put(a, notInB)
	case resolve.BitXor:
		put(a, notInB)
		put(b, notInA)
	}
	return r
}
