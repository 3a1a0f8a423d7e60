package interp

import (
	"math"
	"math/bits"
	"strings"

	"brig/bro/pattern"
	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles arithmetic and tests. Expressions of scalar types are
// compiled to closures that give bare words (num) or bools (cond); a Value is
// made only where one is wanted.

func contains(s, sub string) bool { return strings.Contains(s, sub) }
func abs(d float64) float64       { return math.Abs(d) }

func float(n uint64) float64 { return math.Float64frombits(n) }
func word(d float64) uint64  { return math.Float64bits(d) }

// num compiles an expression of a scalar type.
func (c *compiler) num(e resolve.Expr) num {
	switch e := e.(type) {
	case *resolve.Const:
		n := c.constant(e).n
		return func(*Frame) uint64 { return n }
	case *resolve.LocalRef:
		if slot := e.Local.Slot; !e.Local.Shared && c.definite[e.Local] {
			return func(fr *Frame) uint64 { return fr.at(slot).n }
		}
	case *resolve.Call:
		if n := c.callWord(e); n != nil {
			return n
		}
	case *resolve.FieldGet, *resolve.Index:
		if isScalar(e.Type().Kind) {
			if n := c.containedWord(e); n != nil {
				return n
			}
		}
	case *resolve.Size:
		if !isScalar(e.X.Type().Kind) {
			if n := c.sizeWord(e); n != nil {
				return n
			}
			break
		}
		m := c.magnitude(c.num(e.X), e.X.Type().Kind, e.Type())
		return func(fr *Frame) uint64 { return m(fr).n }
	case *resolve.Unary:
		if isScalar(e.Type().Kind) && e.Op != resolve.Not {
			return c.negation(e)
		}
	case *resolve.Binary:
		k := e.Type().Kind
		if isScalar(k) && k != resolve.Bool && isScalar(e.X.Type().Kind) && isScalar(e.Y.Type().Kind) {
			return c.arithmetic(e)
		}
	case *resolve.Convert:
		if isScalar(e.Type().Kind) && isScalar(e.X.Type().Kind) {
			return c.convertNum(e)
		}
	case *resolve.Cond:
		if e.C.Type().Kind == resolve.Bool {
			test, x, y := c.cond(e.C), c.num(e.X), c.num(e.Y)
			return func(fr *Frame) uint64 {
				if test(fr) {
					return x(fr)
				}
				return y(fr)
			}
		}
	}
	if e.Type().Kind == resolve.Bool {
		switch e.(type) {
		case *resolve.Binary, *resolve.Unary, *resolve.Match, *resolve.In, *resolve.FieldSet, *resolve.Is:
			test := c.cond(e)
			return func(fr *Frame) uint64 {
				if test(fr) {
					return 1
				}
				return 0
			}
		}
	}
	x := c.expr(e)
	return func(fr *Frame) uint64 { return x(fr).n }
}

// cond compiles an expression of type bool.
func (c *compiler) cond(e resolve.Expr) cond {
	switch e := e.(type) {
	case *resolve.Const:
		b := c.constant(e).Bool()
		return func(*Frame) bool { return b }
	case *resolve.Unary:
		if e.Op == resolve.Not && e.Type().Kind == resolve.Bool {
			x := c.cond(e.X)
			return func(fr *Frame) bool { return !x(fr) }
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
		return c.fieldSet(e)
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

func (c *compiler) negation(e *resolve.Unary) num {
	x, pos := c.num(e.X), e.Pos()
	one := unaryOp(e.Op, e.Type().Kind)
	return func(fr *Frame) uint64 { return one(pos, x(fr)) }
}

func unaryOp(op resolve.Op, k resolve.Kind) func(syntax.Pos, uint64) uint64 {
	switch {
	case op == resolve.Not:
		return func(_ syntax.Pos, n uint64) uint64 { return n ^ 1 }
	case op == resolve.BitNot:
		return func(_ syntax.Pos, n uint64) uint64 { return ^n }
	case isFloat(k):
		return func(_ syntax.Pos, n uint64) uint64 { return word(-float(n)) }
	}
	return func(pos syntax.Pos, n uint64) uint64 {
		if n == 1<<63 {
			fail(pos, "integer overflow")
		}
		return -n
	}
}

func (c *compiler) magnitude(x num, k resolve.Kind, t *resolve.Type) expr {
	switch {
	case isFloat(k):
		return func(fr *Frame) Value { return scalar(word(math.Abs(float(x(fr)))), t) }
	case k == resolve.Int:
		return func(fr *Frame) Value {
			if n := int64(x(fr)); n < 0 {
				return scalar(uint64(-n), t)
			} else {
				return scalar(uint64(n), t)
			}
		}
	}
	return func(fr *Frame) Value { return scalar(x(fr), t) }
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

// arithmetic compiles a numeric operation, the commonest without a further call.
func (c *compiler) arithmetic(e *resolve.Binary) num {
	pos := e.Pos()
	if e.X.Type().Kind == resolve.Count && e.Y.Type().Kind == resolve.Count {
		if f := c.countShapes(e); f != nil {
			return f
		}
	}
	if k, ok := e.Y.(*resolve.Const); ok && isScalar(k.Type().Kind) {
		if f := c.withConst(e, c.constant(k).n); f != nil {
			return f
		}
	}
	x, y := c.num(e.X), c.num(e.Y)
	if isFloat(e.X.Type().Kind) && isFloat(e.Y.Type().Kind) {
		switch e.Op {
		case resolve.Add:
			return func(fr *Frame) uint64 { return word(float(x(fr)) + float(y(fr))) }
		case resolve.Sub:
			return func(fr *Frame) uint64 { return word(float(x(fr)) - float(y(fr))) }
		case resolve.Mul:
			return func(fr *Frame) uint64 { return word(float(x(fr)) * float(y(fr))) }
		}
	}
	if e.X.Type().Kind == resolve.Int && e.Y.Type().Kind == resolve.Int {
		switch e.Op {
		case resolve.Add:
			return func(fr *Frame) uint64 {
				a := x(fr)
				b := y(fr)
				s := a + b
				if (a^s)&(b^s)>>63 != 0 {
					fail(pos, "integer overflow")
				}
				return s
			}
		case resolve.Sub:
			return func(fr *Frame) uint64 {
				a := x(fr)
				b := y(fr)
				s := a - b
				if (a^b)&(a^s)>>63 != 0 {
					fail(pos, "integer overflow")
				}
				return s
			}
		}
	}
	f := wordOp(e.Op, e.X.Type().Kind, e.Y.Type().Kind)
	return func(fr *Frame) uint64 {
		a := x(fr)
		return f(pos, a, y(fr))
	}
}

// withConst compiles the commonest operations with a constant on the right.
func (c *compiler) withConst(e *resolve.Binary, n uint64) num {
	pos, kx, ky := e.Pos(), e.X.Type().Kind, e.Y.Type().Kind
	switch {
	case isFloat(kx) && isFloat(ky):
		d := float(n)
		switch e.Op {
		case resolve.Add:
			x := c.num(e.X)
			return func(fr *Frame) uint64 { return word(float(x(fr)) + d) }
		case resolve.Mul:
			x := c.num(e.X)
			return func(fr *Frame) uint64 { return word(float(x(fr)) * d) }
		}
	case kx == resolve.Count && ky == resolve.Count && n > 0:
		switch e.Op {
		case resolve.Mul:
			x, most := c.num(e.X), math.MaxUint64/n
			return func(fr *Frame) uint64 {
				a := x(fr)
				if a > most {
					fail(pos, "integer overflow")
				}
				return a * n
			}
		case resolve.Div:
			x := c.num(e.X)
			return func(fr *Frame) uint64 { return x(fr) / n }
		case resolve.Mod:
			x := c.num(e.X)
			return func(fr *Frame) uint64 { return x(fr) % n }
		}
	}
	return nil
}

// countShapes compiles + and - of counts, with a variable and a constant or
// two variables in one closure.
func (c *compiler) countShapes(e *resolve.Binary) num {
	pos := e.Pos()
	add := e.Op == resolve.Add
	if !add && e.Op != resolve.Sub {
		return nil
	}
	overflow := overflow(pos)
	slot, isLocal := c.plainSlot(e.X)
	if k, ok := e.Y.(*resolve.Const); ok && isLocal {
		n := c.constant(k).n
		if add {
			return func(fr *Frame) uint64 {
				s := fr.at(slot).n + n
				if s < n {
					overflow()
				}
				return s
			}
		}
		return func(fr *Frame) uint64 { return fr.at(slot).n - n }
	}
	x := c.num(e.X)
	if k, ok := e.Y.(*resolve.Const); ok && add {
		n := c.constant(k).n
		return func(fr *Frame) uint64 {
			s := x(fr) + n
			if s < n {
				overflow()
			}
			return s
		}
	}
	y := c.num(e.Y)
	if add {
		return func(fr *Frame) uint64 {
			a := x(fr)
			s := a + y(fr)
			if s < a {
				overflow()
			}
			return s
		}
	}
	return func(fr *Frame) uint64 { return x(fr) - y(fr) }
}

// plainSlot returns the slot of a variable that can be read as it is.
func (c *compiler) plainSlot(e resolve.Expr) (int, bool) {
	l, ok := e.(*resolve.LocalRef)
	if !ok || l.Local.Shared || !c.definite[l.Local] {
		return 0, false
	}
	return l.Local.Slot, true
}

// wordOp returns a numeric operation on operands of kinds x and y.
func wordOp(op resolve.Op, x, y resolve.Kind) func(pos syntax.Pos, a, b uint64) uint64 {
	if isFloat(x) || isFloat(y) {
		return floatOp(op)
	}
	switch op {
	case resolve.BitAnd:
		return func(_ syntax.Pos, a, b uint64) uint64 { return a & b }
	case resolve.BitOr:
		return func(_ syntax.Pos, a, b uint64) uint64 { return a | b }
	case resolve.BitXor:
		return func(_ syntax.Pos, a, b uint64) uint64 { return a ^ b }
	}
	switch {
	case x == resolve.Int:
		return intOp(op)
	case y == resolve.Int:
		return countByInt(op)
	}
	return countOp(op)
}

// countByInt is "count op= int".
func countByInt(op resolve.Op) func(pos syntax.Pos, a, b uint64) uint64 {
	plus, minus := countOp(op), countOp(resolve.Sub)
	switch op {
	case resolve.Add:
	case resolve.Sub:
		minus = countOp(resolve.Add)
	default:
		minus = func(pos syntax.Pos, a, b uint64) uint64 {
			fail(pos, "overflow converting -%d to count", b)
			return 0
		}
	}
	return func(pos syntax.Pos, a, b uint64) uint64 {
		if int64(b) < 0 {
			return minus(pos, a, -b)
		}
		return plus(pos, a, b)
	}
}

func floatOp(op resolve.Op) func(pos syntax.Pos, a, b uint64) uint64 {
	switch op {
	case resolve.Add:
		return func(_ syntax.Pos, a, b uint64) uint64 { return word(float(a) + float(b)) }
	case resolve.Sub:
		return func(_ syntax.Pos, a, b uint64) uint64 { return word(float(a) - float(b)) }
	case resolve.Mul:
		return func(_ syntax.Pos, a, b uint64) uint64 { return word(float(a) * float(b)) }
	case resolve.Mod:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			if float(b) == 0 {
				fail(pos, "modulo by zero")
			}
			return word(math.Mod(float(a), float(b)))
		}
	}
	return func(pos syntax.Pos, a, b uint64) uint64 {
		if float(b) == 0 {
			fail(pos, "division by zero")
		}
		return word(float(a) / float(b))
	}
}

func countOp(op resolve.Op) func(pos syntax.Pos, a, b uint64) uint64 {
	switch op {
	case resolve.Add:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			if a+b < a {
				fail(pos, "integer overflow")
			}
			return a + b
		}
	case resolve.Sub: // wraps below zero, as it does in Bro; only -- warns
		return func(_ syntax.Pos, a, b uint64) uint64 { return a - b }
	case resolve.Mul:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			hi, lo := bits.Mul64(a, b)
			if hi != 0 {
				fail(pos, "integer overflow")
			}
			return lo
		}
	case resolve.Div:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			if b == 0 {
				fail(pos, "division by zero")
			}
			return a / b
		}
	case resolve.Mod:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			if b == 0 {
				fail(pos, "modulo by zero")
			}
			return a % b
		}
	case resolve.Shl:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			if b >= 64 {
				return 0
			}
			return a << b
		}
	}
	return func(_ syntax.Pos, a, b uint64) uint64 {
		if b >= 64 {
			return 0
		}
		return a >> b
	}
}

func intOp(op resolve.Op) func(pos syntax.Pos, a, b uint64) uint64 {
	switch op {
	case resolve.Add:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			s := a + b
			if (a^s)&(b^s)>>63 != 0 {
				fail(pos, "integer overflow")
			}
			return s
		}
	case resolve.Sub:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			s := a - b
			if (a^b)&(a^s)>>63 != 0 {
				fail(pos, "integer overflow")
			}
			return s
		}
	case resolve.Mul:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			x, y := int64(a), int64(b)
			p := x * y
			if x != 0 && (p/x != y || x == -1 && y == math.MinInt64) {
				fail(pos, "integer overflow")
			}
			return uint64(p)
		}
	case resolve.Div:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			if b == 0 {
				fail(pos, "division by zero")
			}
			if int64(a) == math.MinInt64 && int64(b) == -1 {
				fail(pos, "integer overflow")
			}
			return uint64(int64(a) / int64(b))
		}
	case resolve.Mod:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			if b == 0 {
				fail(pos, "modulo by zero")
			}
			if int64(b) == -1 {
				return 0
			}
			return uint64(int64(a) % int64(b))
		}
	case resolve.Shl:
		return func(pos syntax.Pos, a, b uint64) uint64 {
			if int64(a) < 0 || int64(b) < 0 {
				fail(pos, "left shifting a negative number is undefined")
			}
			if b >= 64 {
				return 0
			}
			return a << b
		}
	}
	return func(pos syntax.Pos, a, b uint64) uint64 {
		if int64(b) < 0 {
			fail(pos, "shifting by a negative number is undefined")
		}
		return uint64(int64(a) >> min(b, 63))
	}
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
	x, y := c.expr(e.X), c.expr(e.Y)
	if k == resolve.String && ky == k {
		switch e.Op {
		case resolve.Eq:
			return func(fr *Frame) bool {
				a := x(fr)
				b := y(fr)
				return a.n == b.n && a.Str() == b.Str()
			}
		case resolve.Ne:
			return func(fr *Frame) bool { return x(fr).Str() != y(fr).Str() }
		}
	}
	f := valueTest(e.Op, e.X.Type())
	return func(fr *Frame) bool {
		a := x(fr)
		return f(a, y(fr))
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
	x, y := c.num(e.X), c.num(e.Y)
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
