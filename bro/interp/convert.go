package interp

import (
	"math"
	"slices"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles conversions.

func (c *compiler) convert(e *resolve.Convert) expr {
	from, to := e.X.Type(), e.Type()
	switch {
	case isScalar(from.Kind) && isScalar(to.Kind):
		n := c.convertNum(e)
		return func(fr *Frame) Value { return scalar(n(fr), to) }
	case from.Kind == resolve.Any && to.Kind != resolve.Any:
		return c.cast(e.X, to, e.Pos())
	}
	x := c.expr(e.X)
	if f := c.valueConverter(from, to, e.Pos()); f != nil {
		return func(fr *Frame) Value { return f(x(fr)) }
	}
	return x
}

// valueConverter returns what makes a value of type to from one of type from,
// or nil if nothing is to be done.
func (c *compiler) valueConverter(from, to *resolve.Type, pos syntax.Pos) func(Value) Value {
	in := c.in
	switch {
	case to.Kind == resolve.Any, resolve.Same(from, to):
		return nil
	case from.Kind == resolve.Any:
		return func(v Value) Value {
			w, ok := in.as(v, to)
			if !ok {
				fail(pos, "invalid cast of value with type '%s' to type '%s'", v.Type(), to)
			}
			return w
		}
	case isScalar(from.Kind) && isScalar(to.Kind):
		f := wordConverter(from.Kind, to.Kind, pos)
		return func(v Value) Value { return scalar(f(v.n), to) }
	case from.Kind == resolve.Vector && to.Kind == resolve.Vector:
		one := c.valueConverter(from.Elem, to.Elem, pos)
		if one == nil { // "vector of T" as "vector of any": the value is shared
			return nil
		}
		return func(v Value) Value {
			x := v.Vector()
			y := &Vector{to, make([]Value, len(x.elems))}
			for i, el := range x.elems {
				if y.elems[i] = el; el.ref != nil {
					y.elems[i] = one(el)
				}
			}
			return y.Value()
		}
	case (from.Kind == resolve.Table || from.Kind == resolve.Set) && from.Kind == to.Kind:
		return c.tableConverter(from, to, pos)
	case from.Kind == resolve.Record && to.Kind == resolve.Record:
		return func(v Value) Value {
			w, ok := in.as(v, to)
			if !ok {
				fail(pos, "invalid cast of value with type '%s' to type '%s'", v.Type(), to)
			}
			return w
		}
	}
	return nil
}

func (c *compiler) tableConverter(from, to *resolve.Type, pos syntax.Pos) func(Value) Value {
	parts := make([]func(Value) Value, len(to.Index))
	if len(from.Index) == len(to.Index) {
		for i := range parts {
			parts[i] = c.valueConverter(from.Index[i], to.Index[i], pos)
		}
	}
	var yield func(Value) Value
	if to.Elem != nil && from.Elem != nil {
		yield = c.valueConverter(from.Elem, to.Elem, pos)
	}
	if yield == nil && !slices.ContainsFunc(parts, func(f func(Value) Value) bool { return f != nil }) {
		return nil
	}
	in := c.in
	return func(v Value) Value {
		x := v.Table()
		y := newTable(to, x.attrs)
		key := make([]Value, len(parts))
		var buf [1]Value
		for i := range x.Cap() {
			if !x.Live(i) {
				continue
			}
			for j, k := range x.parts(i, &buf) {
				if key[j] = k; parts[j] != nil {
					key[j] = parts[j](k)
				}
			}
			var val Value
			if x.vals != nil {
				if val = x.vals[i]; yield != nil {
					val = yield(val)
				}
			}
			in.put(y, key, val)
		}
		return y.Value()
	}
}

func (c *compiler) convertNum(e *resolve.Convert) num {
	x := c.num(e.X)
	from, to := e.X.Type().Kind, e.Type().Kind
	if from == resolve.Count && to == resolve.Double {
		return func(fr *Frame) uint64 { return word(float64(x(fr))) }
	}
	f := wordConverter(from, to, e.Pos())
	return func(fr *Frame) uint64 { return f(x(fr)) }
}

// wordConverter converts between kinds whose values are single words.
func wordConverter(from, to resolve.Kind, pos syntax.Pos) func(uint64) uint64 {
	switch {
	case isFloat(from) && isFloat(to), from == to:
		return func(n uint64) uint64 { return n }
	case isFloat(to) && from == resolve.Int:
		return func(n uint64) uint64 { return word(float64(int64(n))) }
	case isFloat(to):
		return func(n uint64) uint64 { return word(float64(n)) }
	case isFloat(from) && to == resolve.Count:
		return func(n uint64) uint64 {
			d := math.Trunc(float(n))
			if !(d >= 0 && d < 1<<64) {
				fail(pos, "overflow converting %s to count", AppendDouble(nil, float(n)))
			}
			return uint64(d)
		}
	case isFloat(from):
		return func(n uint64) uint64 {
			d := math.Trunc(float(n))
			if !(d >= -1<<63 && d < 1<<63) {
				fail(pos, "overflow converting %s to int", AppendDouble(nil, float(n)))
			}
			return uint64(int64(d))
		}
	case to == resolve.Count && (from == resolve.Int || from == resolve.Enum):
		return func(n uint64) uint64 {
			if int64(n) < 0 {
				fail(pos, "overflow converting %d to count", int64(n))
			}
			return n
		}
	case to == resolve.Int && from == resolve.Count:
		return func(n uint64) uint64 {
			if n > math.MaxInt64 {
				fail(pos, "overflow converting %d to int", n)
			}
			return n
		}
	}
	return func(n uint64) uint64 { return n }
}
