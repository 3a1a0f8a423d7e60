package interp

import (
	"hash/maphash"
	"math/bits"

	"brig/bro/pattern"
	"brig/bro/syntax"
)

// This file hashes and compares values by content.

// Hashes are seeded anew in each process, so that nobody who knows the code
// can send keys that collide. No output depends on them: tables keep their
// entries in the order of insertion.
var (
	hashSeed = maphash.MakeSeed()
	mix0     = maphash.String(hashSeed, "0")
	mix1     = maphash.String(hashSeed, "1") | 1
)

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^mix0, b^mix1)
	return hi ^ lo
}

func hashScalar(n uint64) uint64 { return mix(n, 0) }

// Hash returns a hash of v's content. It differs from process to process, so
// no output may depend on it.
func (v Value) Hash() uint64 { return v.hash() }

// MaxNesting bounds how deep values are looked into that hold others: a record
// may hold itself.
const MaxNesting = 200_000

func checkNesting(depth int) {
	if depth > MaxNesting {
		failNesting()
	}
}

func failNesting() {
	fail(syntax.Pos{}, "value is nested deeper than %d, or holds itself", MaxNesting)
}

// hash returns a hash of v's content.
func (v Value) hash() uint64 { return v.hashAt(0) }

func (v Value) hashAt(depth int) uint64 {
	switch r := v.ref.(type) {
	case text:
		return maphash.String(hashSeed, v.Str())
	case *addr6:
		return maphash.Comparable(hashSeed, r.a)
	case *subnet6:
		return maphash.Comparable(hashSeed, r.p)
	case *Record:
		return hashAllAt(r.fields(), depth+1)
	case *Vector:
		return hashAllAt(r.elems, depth+1)
	case *List:
		return hashAllAt(r.Parts, depth+1)
	case *Table:
		var h uint64 // in any order
		var buf [1]Value
		for i := range r.Cap() {
			if r.Live(i) {
				h += hashAllAt(r.parts(i, &buf), depth+1)
			}
		}
		return h
	case *pattern.Pattern:
		return maphash.String(hashSeed, r.Text())
	case *Func, *File, *Opaque:
		return maphash.Comparable(hashSeed, v.ref)
	case *typeRef:
		return maphash.String(hashSeed, r.t.String())
	}
	return hashScalar(v.n)
}

func hashAll(vs []Value) uint64 { return hashAllAt(vs, 0) }

func hashAllAt(vs []Value, depth int) uint64 {
	checkNesting(depth)
	var h uint64
	for _, v := range vs {
		h = mix(h, v.hashAt(depth))
	}
	return h
}

// Equal reports whether a and b have the same content. Values of different
// types are not equal.
func Equal(a, b Value) bool { return equal(a, b, 0) }

func equal(a, b Value, depth int) bool {
	switch x := a.ref.(type) {
	case nil:
		return b.ref == nil
	case text:
		_, ok := b.ref.(text)
		return ok && a.Str() == b.Str()
	case *addr6:
		y, ok := b.ref.(*addr6)
		return ok && x.a == y.a
	case *subnet6:
		y, ok := b.ref.(*subnet6)
		return ok && x.p == y.p
	case *Record:
		y, ok := b.ref.(*Record)
		return ok && (x == y || equalAll(x.fields(), y.fields(), depth+1))
	case *Vector:
		y, ok := b.ref.(*Vector)
		return ok && (x == y || equalAll(x.elems, y.elems, depth+1))
	case *List:
		y, ok := b.ref.(*List)
		return ok && equalAll(x.Parts, y.Parts, depth+1)
	case *Table:
		y, ok := b.ref.(*Table)
		return ok && (x == y || x.equal(y, depth+1))
	case *pattern.Pattern:
		y, ok := b.ref.(*pattern.Pattern)
		return ok && x.Text() == y.Text()
	case *typeRef:
		y, ok := b.ref.(*typeRef)
		return ok && x.t.String() == y.t.String()
	case *Func, *File, *Opaque:
		return a.ref == b.ref
	}
	if isFloat(a.Kind()) {
		return a.Double() == b.Double() && a.ref == b.ref
	}
	return a.n == b.n && a.ref == b.ref
}

func equalAll(a, b []Value, depth int) bool {
	if len(a) != len(b) {
		return false
	}
	checkNesting(depth)
	for i := range a {
		if !equal(a[i], b[i], depth) {
			return false
		}
	}
	return true
}

// Copy returns a deep copy of v, of a closure with what it has captured. What v
// holds twice the copy holds twice too.
func Copy(v Value) Value {
	if !v.hasParts() {
		return v
	}
	// Most records and vectors hold nothing that could be met twice.
	switch x := v.ref.(type) {
	case *Record:
		if isFlat(x.fields()) {
			return x.clone().Value()
		}
	case *Vector:
		if isFlat(x.elems) {
			return NewVector(x.typ, append([]Value(nil), x.elems...)...).Value()
		}
	}
	return copier{done: map[any]any{}}.copy(v)
}

// isFlat reports whether no value has parts.
func isFlat(vs []Value) bool {
	for _, v := range vs {
		if v.hasParts() {
			return false
		}
	}
	return true
}

// hasParts reports whether v is a container or a closure.
func (v Value) hasParts() bool {
	if f, ok := v.ref.(*Func); ok {
		return len(f.captured) > 0
	}
	_, isCell := v.ref.(*cell)
	return isCell || v.isShared()
}

func (v Value) isShared() bool {
	switch v.ref.(type) {
	case *Record, *Table, *Vector, *List:
		return true
	}
	return false
}

// A copier maps containers to their copies.
type copier struct {
	done  map[any]any
	depth int
}

func (c copier) copy(v Value) Value {
	if !v.hasParts() {
		return v
	}
	if done, ok := c.done[v.ref]; ok {
		return Value{0, done}
	}
	c.depth++
	checkNesting(c.depth)
	switch x := v.ref.(type) {
	case *Record:
		r := NewRecord(x.Type())
		c.done[x] = r
		c.copyAll(r.fields(), x.fields())
		return r.Value()
	case *Vector:
		y := &Vector{x.typ, make([]Value, len(x.elems))}
		c.done[x] = y
		c.copyAll(y.elems, x.elems)
		return y.Value()
	case *List:
		y := &List{make([]Value, len(x.Parts))}
		c.copyAll(y.Parts, x.Parts)
		return Value{0, y}
	case *Func:
		f := *x
		c.done[x] = &f
		f.captured = make([]Value, len(x.captured))
		c.copyAll(f.captured, x.captured)
		return f.Value()
	case *cell:
		k := &cell{}
		c.done[x] = k
		k.v = c.copy(x.v)
		return Value{0, k}
	}
	x := v.ref.(*Table)
	t := newTable(x.typ, x.attrs)
	c.done[x] = t
	var buf [1]Value
	for i := range x.Cap() {
		if !x.Live(i) {
			continue
		}
		var val Value
		if x.vals != nil {
			val = c.copy(x.vals[i])
		}
		j := t.insert(x.parts(i, &buf), val)
		if t.times != nil && x.times != nil {
			t.times[j] = x.times[i]
		}
	}
	return t.Value()
}

func (c copier) copyAll(to, from []Value) {
	for i, v := range from {
		to[i] = c.copy(v)
	}
}
