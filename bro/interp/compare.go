package interp

import (
	"strings"

	"brig/bro/pattern"
	"brig/bro/resolve"
)

// This file compiles tests, to closures that give bools (cond), and orders
// values.

// cond compiles an expression of type bool.
func (c *compiler) cond(e resolve.Expr) cond {
	if slot, ok := c.plainSlot(e); ok {
		return func(fr *Frame) bool { return fr.at(slot).n != 0 }
	}
	switch e := e.(type) {
	case *resolve.Const:
		b := c.constant(e).Bool()
		return func(*Frame) bool { return b }
	case *resolve.Unary:
		if e.Op == resolve.Not && e.Type().Kind == resolve.Bool {
			return c.negated(e.X)
		}
	case *resolve.Binary:
		if e.Type().Kind == resolve.Bool {
			return c.test(e)
		}
	case *resolve.Match:
		p, s := c.expr(e.Pattern), c.expr(e.Str)
		if e.Whole {
			return func(fr *Frame) bool { return p(fr).ref.(*pattern.Pattern).MatchAll(s(fr).Str()) }
		}
		return func(fr *Frame) bool { return p(fr).ref.(*pattern.Pattern).Contains(s(fr).Str()) }
	case *resolve.In:
		return c.member(e)
	case *resolve.FieldSet:
		return c.fieldSet(e, true)
	case *resolve.Is:
		x, t, in := c.expr(e.X), e.Of, c.in
		return func(fr *Frame) bool {
			v := x(fr)
			if v.Kind() == resolve.Record && t.Kind == resolve.Record {
				return resolve.Same(v.Type(), t)
			}
			_, ok := in.as(v, t)
			return ok
		}
	}
	x := c.num(e)
	return func(fr *Frame) bool { return x(fr) != 0 }
}

// negated compiles !e. Where e can tell the contrary itself that is no call more.
func (c *compiler) negated(e resolve.Expr) cond {
	if slot, ok := c.plainSlot(e); ok {
		return func(fr *Frame) bool { return fr.at(slot).n == 0 }
	}
	switch e := e.(type) {
	case *resolve.FieldSet:
		return c.fieldSet(e, false)
	case *resolve.Binary:
		if e.Type().Kind != resolve.Bool {
			break
		}
		switch e.Op {
		case resolve.And:
			x, y := c.negated(e.X), c.negated(e.Y)
			return func(fr *Frame) bool { return x(fr) || y(fr) }
		case resolve.Or:
			x, y := c.negated(e.X), c.negated(e.Y)
			return func(fr *Frame) bool { return x(fr) && y(fr) }
		}
	}
	x := c.cond(e)
	return func(fr *Frame) bool { return !x(fr) }
}

// test compiles a comparison, or a combination of tests.
func (c *compiler) test(e *resolve.Binary) cond {
	switch e.Op {
	case resolve.And, resolve.BitAnd:
		x, y := c.cond(e.X), c.cond(e.Y)
		return func(fr *Frame) bool { return x(fr) && y(fr) }
	case resolve.Or, resolve.BitOr:
		x, y := c.cond(e.X), c.cond(e.Y)
		return func(fr *Frame) bool { return x(fr) || y(fr) }
	}
	k, ky := e.X.Type().Kind, e.Y.Type().Kind
	if isScalar(k) && isScalar(ky) {
		switch {
		case isFloat(k):
			return c.floatTest(e)
		case k == resolve.Int:
			return c.intTest(e)
		}
		return c.wordTest(e)
	}
	if k == resolve.String && ky == k && (e.Op == resolve.Eq || e.Op == resolve.Ne) {
		return c.textTest(e)
	}
	x, y := c.expr(e.X), c.expr(e.Y)
	f := valueTest(e.Op, e.X.Type())
	return func(fr *Frame) bool {
		a := x(fr)
		return f(a, y(fr))
	}
}

// textTest compiles == and != of strings.
func (c *compiler) textTest(e *resolve.Binary) cond {
	x, equal := c.expr(e.X), e.Op == resolve.Eq
	if k, ok := e.Y.(*resolve.Const); ok {
		s := c.constant(k).Str()
		return func(fr *Frame) bool { return (x(fr).Str() == s) == equal }
	}
	y := c.expr(e.Y)
	return func(fr *Frame) bool {
		a := x(fr)
		b := y(fr)
		return (a.n == b.n && a.Str() == b.Str()) == equal
	}
}

// belowConst recognises "variable < constant" of counts.
func (c *compiler) belowConst(e resolve.Expr) (slot int, n uint64, ok bool) {
	b, isBinary := e.(*resolve.Binary)
	if !isBinary || b.Op != resolve.Lt || b.X.Type().Kind != resolve.Count || b.Y.Type().Kind != resolve.Count {
		return 0, 0, false
	}
	slot, ok = c.plainSlot(b.X)
	k, isConst := b.Y.(*resolve.Const)
	if !ok || !isConst {
		return 0, 0, false
	}
	return slot, c.constant(k).n, true
}

// belowSlot recognises "variable < variable" of counts.
func (c *compiler) belowSlot(e resolve.Expr) (lo, hi int, ok bool) {
	b, isBinary := e.(*resolve.Binary)
	if !isBinary || b.Op != resolve.Lt || b.X.Type().Kind != resolve.Count || b.Y.Type().Kind != resolve.Count {
		return 0, 0, false
	}
	lo, ok = c.plainSlot(b.X)
	hi, other := c.plainSlot(b.Y)
	return lo, hi, ok && other
}

// wordTest compares what orders as unsigned words: counts, ports, enums, bools.
func (c *compiler) wordTest(e *resolve.Binary) cond {
	if slot, ok := c.plainSlot(e.X); ok {
		if k, ok := e.Y.(*resolve.Const); ok {
			n := c.constant(k).n
			switch e.Op {
			case resolve.Lt:
				return func(fr *Frame) bool { return fr.at(slot).n < n }
			case resolve.Eq:
				return func(fr *Frame) bool { return fr.at(slot).n == n }
			}
		}
		if other, ok := c.plainSlot(e.Y); ok && e.Op == resolve.Lt {
			return func(fr *Frame) bool { return fr.at(slot).n < fr.at(other).n }
		}
	}
	x := c.num(e.X)
	if k, ok := e.Y.(*resolve.Const); ok {
		n := c.constant(k).n
		switch e.Op {
		case resolve.Eq:
			return func(fr *Frame) bool { return x(fr) == n }
		case resolve.Ne:
			return func(fr *Frame) bool { return x(fr) != n }
		case resolve.Gt:
			return func(fr *Frame) bool { return x(fr) > n }
		}
	}
	y := c.num(e.Y)
	switch e.Op {
	case resolve.Eq:
		return func(fr *Frame) bool { return x(fr) == y(fr) }
	case resolve.Ne:
		return func(fr *Frame) bool { return x(fr) != y(fr) }
	case resolve.Lt:
		return func(fr *Frame) bool { return x(fr) < y(fr) }
	case resolve.Le:
		return func(fr *Frame) bool { return x(fr) <= y(fr) }
	case resolve.Gt:
		return func(fr *Frame) bool { return x(fr) > y(fr) }
	}
	return func(fr *Frame) bool { return x(fr) >= y(fr) }
}

func (c *compiler) intTest(e *resolve.Binary) cond {
	x, y := c.num(e.X), c.num(e.Y)
	switch e.Op {
	case resolve.Eq:
		return func(fr *Frame) bool { return x(fr) == y(fr) }
	case resolve.Ne:
		return func(fr *Frame) bool { return x(fr) != y(fr) }
	case resolve.Lt:
		return func(fr *Frame) bool { return int64(x(fr)) < int64(y(fr)) }
	case resolve.Le:
		return func(fr *Frame) bool { return int64(x(fr)) <= int64(y(fr)) }
	case resolve.Gt:
		return func(fr *Frame) bool { return int64(x(fr)) > int64(y(fr)) }
	}
	return func(fr *Frame) bool { return int64(x(fr)) >= int64(y(fr)) }
}

func (c *compiler) floatTest(e *resolve.Binary) cond {
	x, y := c.num(e.X), c.num(e.Y)
	switch e.Op {
	case resolve.Eq:
		return func(fr *Frame) bool { return float(x(fr)) == float(y(fr)) }
	case resolve.Ne:
		return func(fr *Frame) bool { return float(x(fr)) != float(y(fr)) }
	case resolve.Lt:
		return func(fr *Frame) bool { return float(x(fr)) < float(y(fr)) }
	case resolve.Le:
		return func(fr *Frame) bool { return float(x(fr)) <= float(y(fr)) }
	case resolve.Gt:
		return func(fr *Frame) bool { return float(x(fr)) > float(y(fr)) }
	}
	return func(fr *Frame) bool { return float(x(fr)) >= float(y(fr)) }
}

// valueTest returns a comparison of values of type t.
func valueTest(op resolve.Op, t *resolve.Type) func(a, b Value) bool {
	switch op {
	case resolve.Eq:
		return Equal
	case resolve.Ne:
		return func(a, b Value) bool { return !Equal(a, b) }
	case resolve.And, resolve.BitAnd:
		return func(a, b Value) bool { return a.n != 0 && b.n != 0 }
	case resolve.Or, resolve.BitOr:
		return func(a, b Value) bool { return a.n != 0 || b.n != 0 }
	}
	if t.Kind == resolve.Set {
		switch op {
		case resolve.Lt:
			return func(a, b Value) bool { return a.Table().live < b.Table().live && a.Table().within(b.Table()) }
		case resolve.Le:
			return func(a, b Value) bool { return a.Table().within(b.Table()) }
		case resolve.Gt:
			return func(a, b Value) bool { return b.Table().live < a.Table().live && b.Table().within(a.Table()) }
		}
		return func(a, b Value) bool { return b.Table().within(a.Table()) }
	}
	switch op {
	case resolve.Lt:
		return func(a, b Value) bool { return Compare(a, b) < 0 }
	case resolve.Le:
		return func(a, b Value) bool { return Compare(a, b) <= 0 }
	case resolve.Gt:
		return func(a, b Value) bool { return Compare(a, b) > 0 }
	}
	return func(a, b Value) bool { return Compare(a, b) >= 0 }
}

// Compare orders values of one type: numbers by size, strings by bytes,
// addresses IPv4 first, subnets by address and then width, containers by
// their elements. Unset values come first.
func Compare(a, b Value) int { return compare(a, b, 0) }

func compare(a, b Value, depth int) int {
	k := a.Kind()
	if k != b.Kind() {
		return int(k) - int(b.Kind())
	}
	switch k {
	case resolve.String:
		return strings.Compare(a.Str(), b.Str())
	case resolve.Addr:
		return a.Addr().Compare(b.Addr())
	case resolve.Subnet:
		p, q := a.Subnet(), b.Subnet()
		if n := p.Addr().Compare(q.Addr()); n != 0 {
			return n
		}
		return p.Bits() - q.Bits()
	case resolve.Int, resolve.Enum:
		return sign(a.Int() < b.Int(), a.Int() > b.Int())
	case resolve.Double, resolve.Time, resolve.Interval:
		return sign(a.Double() < b.Double(), a.Double() > b.Double())
	case resolve.Record:
		return compareAll(a.Record().fields(), b.Record().fields(), depth+1)
	case resolve.Vector:
		return compareAll(a.Vector().elems, b.Vector().elems, depth+1)
	case resolve.List:
		return compareAll(a.List().Parts, b.List().Parts, depth+1)
	}
	if isScalar(k) {
		return sign(a.n < b.n, a.n > b.n)
	}
	return strings.Compare(a.String(), b.String())
}

func compareAll(a, b []Value, depth int) int {
	checkNesting(depth)
	for i := range min(len(a), len(b)) {
		if n := compare(a[i], b[i], depth); n != 0 {
			return n
		}
	}
	return len(a) - len(b)
}

func sign(less, more bool) int {
	switch {
	case less:
		return -1
	case more:
		return 1
	}
	return 0
}
