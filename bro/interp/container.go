package interp

import (
	"brig/bro/resolve"
)

// This file defines records and vectors.

// A Record is a record value.
type Record struct {
	typ    *resolve.Type
	fields []Value
}

// NewRecord returns a record with no field set. [Interp.NewRecord] makes one
// with defaults.
func NewRecord(t *resolve.Type) *Record {
	// One allocation for both where the record is small.
	switch n := len(t.Fields); {
	case n <= 2:
		r := &struct {
			Record
			a [2]Value
		}{}
		r.Record = Record{t, r.a[:n:n]}
		return &r.Record
	case n <= 4:
		r := &struct {
			Record
			a [4]Value
		}{}
		r.Record = Record{t, r.a[:n:n]}
		return &r.Record
	case n <= 8:
		r := &struct {
			Record
			a [8]Value
		}{}
		r.Record = Record{t, r.a[:n:n]}
		return &r.Record
	}
	return &Record{t, make([]Value, len(t.Fields))}
}

func (r *Record) Value() Value        { return Value{0, r} }
func (r *Record) Type() *resolve.Type { return r.typ }

// At returns field i, which may be unset.
func (r *Record) At(i int) Value { return r.fields[i] }

// SetAt sets field i; the zero Value unsets it.
func (r *Record) SetAt(i int, v Value) { r.fields[i] = v }

// Field returns the field of this name; it is unset if there is none.
// Where speed matters use At with a [resolve.Field]'s Index.
func (r *Record) Field(name string) Value {
	if f := r.typ.Field(name); f != nil {
		return r.fields[f.Index]
	}
	return Value{}
}

// SetField sets the field of this name and reports whether there is one.
func (r *Record) SetField(name string, v Value) bool {
	f := r.typ.Field(name)
	if f == nil {
		return false
	}
	r.fields[f.Index] = v
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
