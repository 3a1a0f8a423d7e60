package interp

import (
	"math"
	"math/bits"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles arithmetic. Expressions of scalar types are compiled to
// closures that give bare words (num); a Value is made only where one is wanted.

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
			if int64(a) < 0 {
				fail(pos, "left shifting a negative number is undefined")
			}
			if int64(b) < 0 {
				fail(pos, "shifting by a negative number is undefined")
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
