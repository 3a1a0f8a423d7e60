package interp

import (
	"math"
	"net/netip"
	"strings"

	"brig/bro/resolve"
)

// This file compiles what looks into containers: x[k], x[lo:hi], k in x, |x|.

// isSubnetTable reports whether t is looked up by the longest prefix.
func isSubnetTable(t *resolve.Type) bool {
	return (t.Kind == resolve.Table || t.Kind == resolve.Set) && len(t.Index) == 1 && t.Index[0].Kind == resolve.Subnet
}

// hasWordKeys reports whether a table or set is looked up by one scalar.
func hasWordKeys(t *resolve.Type) bool {
	return (t.Kind == resolve.Table || t.Kind == resolve.Set) && len(t.Index) == 1 && isScalar(t.Index[0].Kind)
}

func (c *compiler) index(e *resolve.Index) expr {
	switch e.X.Type().Kind {
	case resolve.Vector:
		if e.Keys[0].Type().Kind == resolve.Vector {
			return c.pick(e)
		}
		x, k := c.expr(e.X), c.num(e.Keys[0])
		return func(fr *Frame) Value {
			v := x(fr).ref.(*Vector)
			i := k(fr)
			if i >= uint64(len(v.elems)) || v.elems[i].ref == nil {
				failIndex(e, v, i)
			}
			return v.elems[i]
		}
	case resolve.String:
		x, k := c.expr(e.X), c.num(e.Keys[0])
		return func(fr *Frame) Value {
			s, i := x(fr).Str(), int64(k(fr))
			if i < 0 {
				i += int64(len(s))
			}
			if i < 0 || i >= int64(len(s)) {
				return String("")
			}
			return String(s[i : i+1])
		}
	}
	return c.tableIndex(e)
}

// pick compiles v[w]: w holds indices, or a bool for each element of v.
func (c *compiler) pick(e *resolve.Index) expr {
	pos, typ := e.Pos(), e.Type()
	x, k := c.expr(e.X), c.expr(e.Keys[0])
	mask := e.Keys[0].Type().Elem.Kind == resolve.Bool
	return func(fr *Frame) Value {
		v, w := x(fr).ref.(*Vector), k(fr).ref.(*Vector)
		if mask && len(w.elems) != len(v.elems) {
			fail(pos, "vectors have different lengths (%d and %d)", len(v.elems), len(w.elems))
		}
		out := &Vector{typ: typ}
		for i, key := range w.elems {
			if !key.IsSet() || mask && !key.Bool() {
				continue
			}
			at := uint64(i)
			if !mask {
				at = key.n
			}
			if at >= uint64(len(v.elems)) {
				fail(pos, "no such index (%d of a vector of %d)", at, len(v.elems))
			}
			out.elems = append(out.elems, v.elems[at])
		}
		return out.Value()
	}
}

func (c *compiler) tableIndex(e *resolve.Index) expr {
	if isPatternTable(e.X.Type()) && e.Keys[0].Type().Kind == resolve.String {
		return c.matchIndex(e)
	}
	in := c.in
	x := c.expr(e.X)
	if isSubnetTable(e.X.Type()) {
		k := c.expr(e.Keys[0])
		return func(fr *Frame) Value {
			t := x(fr).ref.(*Table)
			key := k(fr)
			if i := t.longest(key); i >= 0 {
				in.read(t, i)
				return t.vals[i]
			}
			return in.missing(t, []Value{key}, e)
		}
	}
	if kt := e.Keys[0].Type(); len(e.Keys) == 1 && isScalar(kt.Kind) && hasWordKeys(e.X.Type()) {
		k := c.num(e.Keys[0])
		return func(fr *Frame) Value {
			t := x(fr).ref.(*Table)
			key := k(fr)
			if t.live > 0 {
				if i := t.findWord(key); i >= 0 {
					if t.times != nil {
						in.read(t, i)
					}
					return t.vals[i]
				}
			}
			return in.missing(t, []Value{{key, kt}}, e)
		}
	}
	if len(e.Keys) == 1 {
		k := c.expr(e.Keys[0])
		return func(fr *Frame) Value {
			t := x(fr).ref.(*Table)
			key := [1]Value{k(fr)}
			if t.live > 0 {
				if i := t.find(t.hashOf(key[:]), key[:]); i >= 0 {
					if t.times != nil {
						in.read(t, i)
					}
					return t.vals[i]
				}
			}
			return in.missing(t, []Value{key[0]}, e)
		}
	}
	keys := c.exprs(e.Keys)
	return func(fr *Frame) Value {
		t := x(fr).ref.(*Table)
		mark := in.pushKeys(fr, keys)
		key := in.args[mark:]
		i := t.find(t.hashOf(key), key)
		if i < 0 {
			return in.missing(t, evalKeys(in, mark), e)
		}
		in.args = in.args[:mark]
		in.read(t, i)
		return t.vals[i]
	}
}

// pushKeys evaluates the parts of an index onto the stack of arguments.
func (in *Interp) pushKeys(fr *Frame, keys []expr) (mark int) {
	mark = len(in.args)
	for _, k := range keys {
		v := k(fr)
		in.args = append(in.args, v)
	}
	return mark
}

// evalKeys takes the keys off the stack again, as a slice of their own.
func evalKeys(in *Interp, mark int) []Value {
	keys := append([]Value(nil), in.args[mark:]...)
	in.args = in.args[:mark]
	return keys
}

// missing gives the default for a key that t does not have, or fails.
func (in *Interp) missing(t *Table, key []Value, e *resolve.Index) Value {
	v, ok := t.defaultFor(in, key, e.Pos())
	if !ok {
		index := ListOf(key...)
		if len(key) == 1 {
			index = key[0]
		}
		fail(e.Pos(), "no such index (%s): %s", written(e), index.AppendPrinted(nil))
	}
	return v
}

// bounds cuts lo:hi to a length; negative ones count from the end.
func bounds(lo, hi int64, n int) (int, int) {
	size := int64(n)
	if lo < 0 {
		lo += size
	}
	if hi < 0 {
		hi += size
	}
	lo = min(max(lo, 0), size)
	hi = min(max(hi, lo), size)
	return int(lo), int(hi)
}

// sliceBounds compiles lo and hi.
func (c *compiler) sliceBounds(e *resolve.Slice) func(fr *Frame, n int) (int, int) {
	lo := func(*Frame) uint64 { return 0 }
	if e.Lo != nil {
		lo = c.num(e.Lo)
	}
	if e.Hi == nil {
		return func(fr *Frame, n int) (int, int) { return bounds(int64(lo(fr)), int64(n), n) }
	}
	hi := c.num(e.Hi)
	return func(fr *Frame, n int) (int, int) { return bounds(int64(lo(fr)), int64(hi(fr)), n) }
}

func (c *compiler) slice(e *resolve.Slice) expr {
	x, within := c.expr(e.X), c.sliceBounds(e)
	if e.X.Type().Kind == resolve.String {
		return func(fr *Frame) Value {
			s := x(fr).Str()
			lo, hi := within(fr, len(s))
			return String(s[lo:hi])
		}
	}
	return func(fr *Frame) Value {
		v := x(fr).ref.(*Vector)
		lo, hi := within(fr, len(v.elems))
		return NewVector(v.typ, append([]Value(nil), v.elems[lo:hi]...)...).Value()
	}
}

// member compiles "k in x".
func (c *compiler) member(e *resolve.In) cond {
	in := c.in
	switch e.X.Type().Kind {
	case resolve.Vector:
		x, k := c.expr(e.X), c.num(e.Keys[0])
		return func(fr *Frame) bool {
			i := k(fr)
			v := x(fr).ref.(*Vector)
			return i < uint64(len(v.elems)) && v.elems[i].ref != nil
		}
	case resolve.String:
		x, k := c.expr(e.X), c.expr(e.Keys[0])
		return func(fr *Frame) bool {
			sub := k(fr).Str()
			return strings.Contains(x(fr).Str(), sub)
		}
	case resolve.Subnet:
		x, k := c.expr(e.X), c.expr(e.Keys[0])
		return func(fr *Frame) bool {
			inner, outer := asPrefix(k(fr)), x(fr).Subnet()
			if inner.Addr().Is4() && outer.Addr().Is6() { // IPv4 lies in ::ffff:0:0/96
				inner = netip.PrefixFrom(netip.AddrFrom16(inner.Addr().As16()), inner.Bits()+96)
			}
			return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
		}
	}
	if isPatternTable(e.X.Type()) && e.Keys[0].Type().Kind == resolve.String {
		return c.matchMember(e)
	}
	x := c.expr(e.X)
	if isSubnetTable(e.X.Type()) {
		k := c.expr(e.Keys[0])
		return func(fr *Frame) bool {
			key := k(fr)
			t := x(fr).ref.(*Table)
			i := t.longest(key)
			if i >= 0 {
				in.read(t, i)
			}
			return i >= 0
		}
	}
	if len(e.Keys) == 1 && isScalar(e.Keys[0].Type().Kind) && hasWordKeys(e.X.Type()) {
		k := c.num(e.Keys[0])
		return func(fr *Frame) bool {
			key := k(fr)
			t := x(fr).ref.(*Table)
			if t.live == 0 {
				return false
			}
			i := t.findWord(key)
			if i >= 0 && t.times != nil {
				in.read(t, i)
			}
			return i >= 0
		}
	}
	if len(e.Keys) == 1 {
		k := c.expr(e.Keys[0])
		return func(fr *Frame) bool {
			key := [1]Value{k(fr)}
			t := x(fr).ref.(*Table)
			if t.live == 0 {
				return false
			}
			i := t.find(t.hashOf(key[:]), key[:])
			if i >= 0 && t.times != nil {
				in.read(t, i)
			}
			return i >= 0
		}
	}
	keys := c.exprs(e.Keys)
	return func(fr *Frame) bool {
		mark := in.pushKeys(fr, keys)
		t := x(fr).ref.(*Table)
		key := in.args[mark:]
		i := -1
		if t.live > 0 {
			i = t.find(t.hashOf(key), key)
		}
		in.args = in.args[:mark]
		if i >= 0 {
			in.read(t, i)
		}
		return i >= 0
	}
}

// size compiles |x|.
func (c *compiler) size(e *resolve.Size) expr {
	t := e.Type()
	if isScalar(e.X.Type().Kind) {
		return c.magnitude(c.num(e.X), e.X.Type().Kind, t)
	}
	x := c.expr(e.X)
	return func(fr *Frame) Value {
		v := x(fr)
		switch r := v.ref.(type) {
		case text:
			return Count(v.n)
		case *Table:
			return Count(uint64(r.live))
		case *Vector:
			return Count(uint64(len(r.elems)))
		case *Record:
			return Count(r.n)
		case *List:
			return Count(uint64(len(r.Parts)))
		case *File:
			return Double(float64(r.size))
		case *Func:
			return Count(uint64(len(r.typ.Sig.Params)))
		}
		switch v.Kind() {
		case resolve.Addr:
			return Count(uint64(v.Addr().BitLen()))
		case resolve.Subnet:
			p := v.Subnet()
			size := 1.0
			for range p.Addr().BitLen() - p.Bits() {
				size *= 2
			}
			return Double(size)
		case resolve.Double, resolve.Time, resolve.Interval: // in an any
			return Double(math.Abs(v.Double()))
		}
		return Count(v.n)
	}
}
