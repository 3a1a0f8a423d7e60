package interp

import (
	"unsafe"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file puts strings together.

// A builder belongs to one += of strings. It remembers what that made last: if
// the same string is made longer there once more, the new bytes go behind it
// and nothing is copied but now and then to a larger buffer, so building a
// long string takes linear time. Strings share the buffer, each up to its own
// length; bytes are only ever written behind the longest.
type builder struct {
	in  *Interp
	pos syntax.Pos
	buf []byte
}

// smallest is the length from which a string is worth remembering.
const smallest = 64

func (b *builder) join(s, t string) Value {
	checkLength(len(s)+len(t), b.pos)
	switch {
	case b.buf != nil && len(s) == len(b.buf) && unsafe.StringData(s) == unsafe.SliceData(b.buf):
		b.buf = append(b.buf, t...)
	case len(s)+len(t) < smallest:
		return String(s + t)
	default:
		if b.buf == nil {
			b.in.builders = append(b.in.builders, b)
		}
		b.buf = append(append(make([]byte, 0, len(s)+len(t)), s...), t...)
	}
	return Bytes(b.buf)
}

// forget drops what builders remember.
func (in *Interp) forget() {
	for _, b := range in.builders {
		b.buf = nil
	}
	in.builders = in.builders[:0]
}

// maxString is the length of strings that + does not go beyond.
const maxString = 1 << 28

func checkLength(n int, pos syntax.Pos) {
	if n > maxString {
		fail(pos, "string of %d bytes is too long", n)
	}
}

// concat compiles x + y of strings. A sum of several is made in one piece.
func (c *compiler) concat(e *resolve.Binary) expr {
	in, pos := c.in, e.Pos()
	xs := c.exprs(operands(e, nil))
	if len(xs) == 2 {
		x, y := xs[0], xs[1]
		return func(fr *Frame) Value {
			a := x(fr).Str()
			b := y(fr).Str()
			checkLength(len(a)+len(b), pos)
			return String(a + b)
		}
	}
	return func(fr *Frame) Value {
		mark := in.pushKeys(fr, xs)
		n := 0
		for _, v := range in.args[mark:] {
			n += len(v.Str())
		}
		checkLength(n, pos)
		b := make([]byte, 0, n)
		for _, v := range in.args[mark:] {
			b = append(b, v.Str()...)
		}
		in.args = in.args[:mark]
		return Bytes(b)
	}
}

// operands appends what a sum of strings adds up, from left to right.
func operands(e resolve.Expr, to []resolve.Expr) []resolve.Expr {
	if b, ok := e.(*resolve.Binary); ok && b.Op == resolve.Add && b.Type().Kind == resolve.String {
		return operands(b.Y, operands(b.X, to))
	}
	return append(to, e)
}
