package interp

import (
	"encoding/binary"
	"math"
	"net/netip"
	"unsafe"

	"brig/bro/pattern"
	"brig/bro/resolve"
)

// A Value is a value of the language, or none: the zero Value is what an
// unset field or variable holds.
//
// A Value knows its own type, so a value of type any is represented like any
// other. Numbers, bools, enums, ports, IPv4 addresses and IPv4 subnets lie in
// the Value itself; strings refer to their bytes; the rest are pointers that
// are shared when values are assigned, as the language wants it.
//
// The accessors (Count, Str, Record ...) expect a value of their type; asked
// for another they panic, which means that a builtin is declared with types
// that its implementation does not have.
type Value struct {
	n uint64 // the scalar; of a string its length

	// ref tells the type: a *resolve.Type for what lies in n, else one of
	// text, *netip.Addr, *netip.Prefix, *pattern.Pattern, *Record, *Table,
	// *Vector, *List, *Func, *File, *Opaque, *resolveType, *cell. nil: not set.
	ref any
}

type (
	text    *byte // first byte of a string
	typeRef struct{ t *resolve.Type }
	cell    struct{ v Value } // a variable that several frames share
	addr6   struct{ a netip.Addr }
	subnet6 struct{ p netip.Prefix }
)

// Protocols of ports, in the order in which ports compare.
const (
	UnknownPort = iota
	TCP
	UDP
	ICMP
)

var protocolNames = [...]string{"unknown", "tcp", "udp", "icmp"}

// Bool returns a bool value; the functions below likewise make the value of
// the type they are named for.
func Bool(b bool) Value {
	if b {
		return Value{1, resolve.BoolType}
	}
	return Value{0, resolve.BoolType}
}

func Int(n int64) Value    { return Value{uint64(n), resolve.IntType} }
func Count(n uint64) Value { return Value{n, resolve.CountType} }

func Double(d float64) Value { return Value{math.Float64bits(d), resolve.DoubleType} }

// Time takes seconds since 1970.
func Time(sec float64) Value { return Value{math.Float64bits(sec), resolve.TimeType} }

// Interval takes seconds.
func Interval(sec float64) Value { return Value{math.Float64bits(sec), resolve.IntervalType} }

// String shares the bytes of s.
func String(s string) Value {
	return Value{uint64(len(s)), text(unsafe.StringData(s))}
}

// Bytes shares b, which must not be written any more.
func Bytes(b []byte) Value {
	return Value{uint64(len(b)), text(unsafe.SliceData(b))}
}

// Port takes a number and one of TCP, UDP, ICMP and UnknownPort.
func Port(num uint16, proto int) Value {
	return Value{uint64(num) | uint64(proto)<<16, resolve.PortType}
}

// Addr takes any valid address; an IPv4-mapped one is taken as IPv4.
func Addr(a netip.Addr) Value {
	a = a.Unmap()
	if a.Is4() {
		b := a.As4()
		return Value{uint64(binary.BigEndian.Uint32(b[:])), resolve.AddrType}
	}
	return Value{0, &addr6{a.WithZone("")}}
}

// Subnet takes a valid prefix and masks it.
func Subnet(p netip.Prefix) Value {
	p = p.Masked()
	if p.Addr().Is4() {
		b := p.Addr().As4()
		return Value{uint64(binary.BigEndian.Uint32(b[:]))<<8 | uint64(p.Bits()), resolve.SubnetType}
	}
	return Value{0, &subnet6{p}}
}

// Enum returns the label of t with this number.
func Enum(t *resolve.Type, n int64) Value { return Value{uint64(n), t} }

func Pattern(p *pattern.Pattern) Value { return Value{0, p} }

// TypeValue returns a type as a value.
func TypeValue(t *resolve.Type) Value { return Value{0, &typeRef{t}} }

// ListOf returns an index list, the value of [a, b] as an any.
func ListOf(parts ...Value) Value { return Value{0, &List{parts}} }

// A List is a composite index taken as one value.
type List struct{ Parts []Value }

// An Opaque is a value that only builtins look into.
type Opaque struct {
	T *resolve.Type // of kind Opaque
	X any
}

func (o *Opaque) Value() Value { return Value{0, o} }

// IsSet reports whether v is a value at all.
func (v Value) IsSet() bool { return v.ref != nil }

func (v Value) Bool() bool      { return v.n != 0 }
func (v Value) Int() int64      { return int64(v.n) }
func (v Value) Count() uint64   { return v.n }
func (v Value) Double() float64 { return math.Float64frombits(v.n) }

// Seconds is the number of seconds of a time or interval.
func (v Value) Seconds() float64 { return math.Float64frombits(v.n) }

// Str returns the bytes of a string.
func (v Value) Str() string { return unsafe.String(v.ref.(text), v.n) }

// Port returns number and protocol.
func (v Value) Port() (num uint16, proto int) { return uint16(v.n), int(v.n >> 16) }

func (v Value) Addr() netip.Addr {
	if a, ok := v.ref.(*addr6); ok {
		return a.a
	}
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(v.n))
	return netip.AddrFrom4(b)
}

func (v Value) Subnet() netip.Prefix {
	if p, ok := v.ref.(*subnet6); ok {
		return p.p
	}
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(v.n>>8))
	return netip.PrefixFrom(netip.AddrFrom4(b), int(v.n&0xff))
}

func (v Value) Pattern() *pattern.Pattern { return v.ref.(*pattern.Pattern) }
func (v Value) Record() *Record           { return v.ref.(*Record) }
func (v Value) Table() *Table             { return v.ref.(*Table) }
func (v Value) Vector() *Vector           { return v.ref.(*Vector) }
func (v Value) List() *List               { return v.ref.(*List) }
func (v Value) Func() *Func               { return v.ref.(*Func) }
func (v Value) File() *File               { return v.ref.(*File) }
func (v Value) Opaque() *Opaque           { return v.ref.(*Opaque) }

// TypeValue returns the type that v, of kind TypeType, stands for.
func (v Value) TypeValue() *resolve.Type { return v.ref.(*typeRef).t }

// Label returns the name of an enum value.
func (v Value) Label() string {
	if l := v.ref.(*resolve.Type).LabelOf(int64(v.n)); l != nil {
		return l.Name
	}
	return "<undefined>"
}

// Kind returns the kind of v's type, Invalid if v is not set.
func (v Value) Kind() resolve.Kind {
	switch r := v.ref.(type) {
	case nil:
		return resolve.Invalid
	case *resolve.Type:
		return r.Kind
	case text:
		return resolve.String
	case *Record:
		return resolve.Record
	case *Table:
		return r.typ.Kind
	}
	return v.Type().Kind
}

// Type returns the type of v, which must be set.
func (v Value) Type() *resolve.Type {
	switch r := v.ref.(type) {
	case *resolve.Type:
		return r
	case text:
		return resolve.StringType
	case *addr6:
		return resolve.AddrType
	case *subnet6:
		return resolve.SubnetType
	case *pattern.Pattern:
		return resolve.PatternType
	case *Record:
		return r.Type()
	case *Table:
		return r.typ
	case *Vector:
		return r.typ
	case *List:
		t := &resolve.Type{Kind: resolve.List}
		for _, p := range r.Parts {
			t.Index = append(t.Index, p.Type())
		}
		return t
	case *Func:
		return r.typ
	case *File:
		return r.typ
	case *Opaque:
		return r.T
	case *typeRef:
		return resolve.NewTypeType(r.t)
	}
	panic("interp: type of an unset value")
}

// isScalar reports whether all of a value of kind k lies in n.
func isScalar(k resolve.Kind) bool {
	switch k {
	case resolve.Bool, resolve.Int, resolve.Count, resolve.Double, resolve.Time,
		resolve.Interval, resolve.Enum, resolve.Port:
		return true
	}
	return false
}

// scalar makes a value of a scalar type.
func scalar(n uint64, t *resolve.Type) Value { return Value{n, t} }

func isFloat(k resolve.Kind) bool {
	return k == resolve.Double || k == resolve.Time || k == resolve.Interval
}

// Same reports whether a and b are one shared container, or equal values of
// other types.
func Same(a, b Value) bool {
	if a.isShared() || b.isShared() {
		return a.ref == b.ref
	}
	return Equal(a, b)
}
