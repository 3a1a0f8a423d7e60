package interp

import (
	"unsafe"

	"brig/bro/resolve"
)

// This file defines records and vectors.

// A Record is a record value. It is the first of an array of Values, of which
// the others are the fields: one piece of memory, and a field is one step from
// the record. Only NewRecord makes Records.
type Record struct {
	n   uint64 // number of fields
	typ any    // a *resolve.Type; with n it has the form of a Value
}

// NewRecord returns a record with no field set. [Interp.NewRecord] makes one
// with defaults.
func NewRecord(t *resolve.Type) *Record {
	n := len(t.Fields)
	var space []Value
	switch n { // of known size they are made faster
	case 1:
		space = new([2]Value)[:]
	case 2:
		space = new([3]Value)[:]
	case 3:
		space = new([4]Value)[:]
	case 4:
		space = new([5]Value)[:]
	default:
		space = make([]Value, n+1)
	}
	return recordIn(space, t)
}

// recordIn lays a record into memory that holds zeros and has room for it.
func recordIn(space []Value, t *resolve.Type) *Record {
	n := len(t.Fields)
	_ = space[n]
	space[0] = Value{uint64(n), t}
	return recordAt(space)
}

// recordAt returns the record that a piece of memory begins with.
func recordAt(space []Value) *Record {
	return (*Record)(unsafe.Pointer(unsafe.SliceData(space)))
}

// clone returns a record with the same fields.
func (r *Record) clone() *Record {
	memory := unsafe.Slice((*Value)(unsafe.Pointer(r)), r.n+1)
	space := make([]Value, len(memory))
	copy(space, memory) // with the line above one call
	return recordAt(space)
}

func (r *Record) Value() Value        { return Value{0, r} }
func (r *Record) Type() *resolve.Type { return r.typ.(*resolve.Type) }

// fields returns the fields themselves, not a copy.
func (r *Record) fields() []Value {
	return unsafe.Slice((*Value)(unsafe.Pointer(r)), r.n+1)[1:]
}

// field returns field i.
func (r *Record) field(i int) *Value {
	if uint64(i) >= r.n {
		noField()
	}
	return (*Value)(unsafe.Add(unsafe.Pointer(r), uintptr(i+1)*unsafe.Sizeof(Value{})))
}

func noField() { panic("interp: a record of another type") }

// At returns field i, which may be unset.
func (r *Record) At(i int) Value { return *r.field(i) }

// SetAt sets field i; the zero Value unsets it.
func (r *Record) SetAt(i int, v Value) { *r.field(i) = v }

// Field returns the field of this name; it is unset if there is none.
// Where speed matters use At with a [resolve.Field]'s Index.
func (r *Record) Field(name string) Value {
	if f := r.Type().Field(name); f != nil {
		return r.At(f.Index)
	}
	return Value{}
}

// SetField sets the field of this name and reports whether there is one.
func (r *Record) SetField(name string, v Value) bool {
	f := r.Type().Field(name)
	if f == nil {
		return false
	}
	r.SetAt(f.Index, v)
	return true
}

// A Vector is a vector value. Elements may be unset (holes).
type Vector struct {
	typ   *resolve.Type
	elems []Value
}

// NewVector returns a vector of type t that holds elems, which it owns.
func NewVector(t *resolve.Type, elems ...Value) *Vector { return &Vector{t, elems} }

func (v *Vector) Value() Value        { return Value{0, v} }
func (v *Vector) Type() *resolve.Type { return v.typ }
func (v *Vector) Len() int            { return len(v.elems) }
func (v *Vector) At(i int) Value      { return v.elems[i] }
func (v *Vector) Append(x Value)      { v.elems = append(v.elems, x) }

// Elems returns the elements themselves, not a copy.
func (v *Vector) Elems() []Value { return v.elems }

// Resize sets the length; new elements are unset.
func (v *Vector) Resize(n int) {
	if n <= len(v.elems) {
		clear(v.elems[n:])
		v.elems = v.elems[:n]
		return
	}
	v.elems = append(v.elems, make([]Value, n-len(v.elems))...)
}

// MaxHoles bounds how many holes an assignment beyond the end can make.
const MaxHoles = 1 << 24

// Set assigns element i and makes the vector longer as needed.
// It reports whether i is acceptable.
func (v *Vector) Set(i int, x Value) bool {
	if i < 0 || i-len(v.elems) > MaxHoles {
		return false
	}
	if i == len(v.elems) {
		v.elems = append(v.elems, x)
		return true
	}
	if i > len(v.elems) {
		v.Resize(i + 1)
	}
	v.elems[i] = x
	return true
}
