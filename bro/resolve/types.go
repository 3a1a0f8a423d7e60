package resolve

import (
	"strings"

	"brig/bro/syntax"
)

// A Kind says what sort of values a type has.
type Kind uint8

const (
	Invalid  Kind = iota // the type of an expression with an error; fits everywhere, never in a finished program
	Void                 // no value: the result of events and of functions without result
	Bool                 // T or F
	Int                  // 64 bits, signed
	Count                // 64 bits, unsigned
	Double               // IEEE 754 binary64
	Time                 // seconds since 1970 as a double
	Interval             // seconds as a double
	String               // bytes
	Pattern              // regular expression
	Port                 // number and transport protocol
	Addr                 // IPv4 or IPv6 address
	Subnet               // address prefix
	Enum                 // one of the labels of Type.Labels
	Any                  // a value together with its own type
	Table                // mapping from Type.Index to Type.Elem
	Set                  // set of Type.Index
	Vector               // dense list of Type.Elem, from 0
	Record               // fields of Type.Fields
	Callable             // function, event or hook of Type.Sig
	File                 // open file
	Opaque               // value only builtins look into; Type.Name tells which
	TypeType             // a type used as a value; Type.Elem is that type
	List                 // index list [a, b] of Type.Index, met only as a type argument of any
)

var kindNames = [...]string{
	"<error>", "void", "bool", "int", "count", "double", "time", "interval", "string", "pattern",
	"port", "addr", "subnet", "enum", "any", "table", "set", "vector", "record", "func", "file",
	"opaque", "type", "list",
}

func (k Kind) String() string { return kindNames[k] }

// A Type is a type of the language. Types of the simple kinds (Void to
// Subnet but Enum, and Any) are the variables below and can be compared as
// pointers. Record and enum types exist once for each declaration. All others may
// exist several times; compare them with Same.
//
// After Load has returned, types do not change: the fields that "redef
// record" added and the labels that "redef enum" added are all there.
type Type struct {
	Kind Kind
	// Name is the qualified name of the declaration that made the type
	// ("Input::Event", or "Idx" in the global module), "" when it has none.
	// An alias of a named type is that type.
	Name string

	Index []*Type // Table, Set, List: the types of the parts of an index
	Elem  *Type   // Table: yield; Vector: element; File: string or nil; TypeType: the type named (nil: any type)

	Fields []*Field   // Record, in order
	Labels []*Label   // Enum, in order of declaration
	Sig    *Signature // Callable

	// Untyped marks the type of "table()", "set()", "vector()" and "{}"
	// before their context is known. A finished program has it only on
	// an empty constructor that is given to an any.
	Untyped bool

	// Attrs are the attributes of a type declaration, for variables of
	// this type ("type T: table[addr] of count &default=0"). May be nil.
	Attrs *Attrs

	fieldIndex map[string]*Field
	labelIndex map[string]*Label
	decl       syntax.Pos
}

// The types without parts.
var (
	invalidType  = &Type{Kind: Invalid}
	VoidType     = &Type{Kind: Void}
	BoolType     = &Type{Kind: Bool}
	IntType      = &Type{Kind: Int}
	CountType    = &Type{Kind: Count}
	DoubleType   = &Type{Kind: Double}
	TimeType     = &Type{Kind: Time}
	IntervalType = &Type{Kind: Interval}
	StringType   = &Type{Kind: String}
	PatternType  = &Type{Kind: Pattern}
	PortType     = &Type{Kind: Port}
	AddrType     = &Type{Kind: Addr}
	SubnetType   = &Type{Kind: Subnet}
	AnyType      = &Type{Kind: Any}
)

// A Field is a field of a record type.
type Field struct {
	Name     string
	Type     *Type
	Index    int  // its place in Type.Fields
	Optional bool // &optional: may be unset; a field with a default never is when the record is made
	Log      bool // &log, on the field or on the record's or extension's declaration
	// Attrs holds the attributes, Attrs.Default among them (already
	// converted to Type, evaluated anew for each record made). nil when there are none.
	//
	// A field of type table, set, vector or record that is neither optional nor has a
	// default starts as an empty value of its type (a record: with its own
	// defaults). Any other field starts unset.
	Attrs *Attrs
	Pos   syntax.Pos

	defaulted  bool    // it has a &default, which may not have been checked yet
	deprecated *string // what &deprecated says, nil without it
}

// Default returns the field's &default expression, or nil.
func (f *Field) Default() Expr {
	if f.Attrs == nil {
		return nil
	}
	return f.Attrs.Default
}

// A Label is a value of an enum type.
type Label struct {
	Name  string // qualified as the module that declared it says: "Notice::Tally", bare in the global module
	Value int64
}

// Flavour tells functions, events and hooks apart.
type Flavour uint8

const (
	Function Flavour = iota
	Event
	Hook
)

func (f Flavour) String() string { return [...]string{"function", "event", "hook"}[f] }

// A Signature is what a function, event or hook takes and gives.
type Signature struct {
	Flavour Flavour
	Params  []*Param
	// VarArgs means that any number of further arguments of any types may follow ("...").
	// They reach the callee as they are, not as any.
	VarArgs bool
	Result  *Type // VoidType if none and for events; BoolType for hooks
}

// A Param is a parameter. Calls in the tree have defaults filled in already.
type Param struct {
	Name    string
	Type    *Type
	Default Expr // &default, converted to Type; or nil

	check      func()  // checks Default, while that has not been done
	deprecated *string // what &deprecated says, nil without it
}

// Attrs are the attributes of a variable, a record field, a type or a table constructor
// that mean something when the program runs. Expressions are checked and
// converted: expiry times are intervals.
type Attrs struct {
	// Default is, for a record field, its value when none is given. For a variable or
	// constructor of table type it is what indexing yields for a missing key: a value of the yield type, or,
	// with DefaultFunc, a function of the index (one argument for each part) that gives it.
	// What indexing yields is a copy of its own, and the table stays as it is; with
	// DefaultInsert it becomes the entry of that key.
	Default       Expr
	DefaultFunc   bool
	DefaultInsert bool

	CreateExpire, ReadExpire, WriteExpire Expr // interval; may depend on globals, evaluate when needed
	ExpireFunc                            Expr // function(t, index...): interval; also with index as any
	AddFunc, DeleteFunc                   Expr // how += and -= of a redef work: function(old, new): value
	OnChange                              Expr // function(t, tpe: TableChange, idx, val)
	TypeColumn                            string
	BrokerStore, Backend                  Expr
	Ordered                               bool
	RawOutput                             bool // on files
	Redef, Optional, Log, Synchronized    bool
	IsUsed, IsAssigned                    bool
	Groups                                []string // &group of an event or hook body
	ErrorHandler                          bool
	// Table is, on a record field of table type whose &default is no table, the table's own
	// attributes; the field's default is then empty. nil otherwise.
	Table *Attrs
}

// Pos is where a named type is declared.
func (t *Type) Pos() syntax.Pos { return t.decl }

// Field returns the field of a record type by name, or nil.
func (t *Type) Field(name string) *Field { return t.fieldIndex[name] }

func (t *Type) addField(f *Field) {
	if t.fieldIndex == nil {
		t.fieldIndex = map[string]*Field{}
	}
	f.Index = len(t.Fields)
	t.Fields = append(t.Fields, f)
	t.fieldIndex[f.Name] = f
}

// Label returns the label of an enum type by its qualified name, or nil.
func (t *Type) Label(name string) *Label { return t.labelIndex[name] }

// LabelOf returns the label with this value, or nil.
// Of several with one value it is the first.
func (t *Type) LabelOf(value int64) *Label {
	// Values are mostly dense and in order.
	if value >= 0 && value < int64(len(t.Labels)) && t.Labels[value].Value == value {
		return t.Labels[value]
	}
	for _, l := range t.Labels {
		if l.Value == value {
			return l
		}
	}
	return nil
}

func (t *Type) addLabel(name string, value int64) {
	if t.labelIndex == nil {
		t.labelIndex = map[string]*Label{}
	}
	l := &Label{Name: name, Value: value}
	t.Labels = append(t.Labels, l)
	t.labelIndex[name] = l
}

// IsNumeric reports whether t is int, count or double.
func (t *Type) IsNumeric() bool { return t.Kind == Int || t.Kind == Count || t.Kind == Double }

// IsIntegral reports whether t is int or count.
func (t *Type) IsIntegral() bool { return t.Kind == Int || t.Kind == Count }

// IsContainer reports whether values of t are shared when assigned, and empty rather than unset when only declared.
func (t *Type) IsContainer() bool {
	return t.Kind == Table || t.Kind == Set || t.Kind == Vector || t.Kind == Record
}

// IsAtomic reports whether values of t have no parts: such types can be the elements of
// sets and vectors that readers and writers handle.
func (t *Type) IsAtomic() bool { return t.Kind >= Bool && t.Kind <= Enum }

// NewTable, NewSet, NewVector, NewTypeType and NewOpaque make types that no script wrote.
func NewTable(yield *Type, index ...*Type) *Type {
	return &Type{Kind: Table, Index: index, Elem: yield}
}

func NewSet(index ...*Type) *Type { return &Type{Kind: Set, Index: index} }

func NewVector(elem *Type) *Type { return &Type{Kind: Vector, Elem: elem} }

func NewTypeType(t *Type) *Type { return &Type{Kind: TypeType, Elem: t} }

func NewOpaque(name string) *Type { return &Type{Kind: Opaque, Name: name} }

// NewRecord makes a record type; the fields' Index is set.
func NewRecord(name string, fields ...*Field) *Type {
	t := &Type{Kind: Record, Name: name}
	for _, f := range fields {
		t.addField(f)
	}
	return t
}

// NewEnum makes an enum type with the values 0, 1, ...
func NewEnum(name string, labels ...string) *Type {
	t := &Type{Kind: Enum, Name: name}
	for i, l := range labels {
		t.addLabel(l, int64(i))
	}
	return t
}

// Same reports whether a and b are the same type: names of types do not count
// except for enums and opaques; records are the same when their fields have the
// same names and types in the same order.
func Same(a, b *Type) bool { return a == b || same(a, b, map[[2]*Type]bool{}) }

// same carries the pairs compared so far, so that recursive records end and shared
// parts are compared once. A pair can be taken as the same when it is met
// again: if it is not, that has made or will make the whole answer false.
func same(a, b *Type, seen map[[2]*Type]bool) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	if a.Kind == Invalid || b.Kind == Invalid {
		return true
	}
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case Enum, Opaque:
		return a.Name == b.Name
	case Table, Set, Vector, List, File, TypeType, Record, Callable:
		if seen[[2]*Type{a, b}] {
			return true
		}
		seen[[2]*Type{a, b}] = true
	}
	switch a.Kind {
	case Table, Set, Vector, List, File, TypeType:
		return sameList(a.Index, b.Index, seen) &&
			(a.Elem == b.Elem || a.Elem != nil && b.Elem != nil && same(a.Elem, b.Elem, seen))
	case Record:
		if len(a.Fields) != len(b.Fields) {
			return false
		}
		for i, f := range a.Fields {
			if g := b.Fields[i]; f.Name != g.Name || !same(f.Type, g.Type, seen) {
				return false
			}
		}
		return true
	case Callable:
		if a.Sig.Flavour != b.Sig.Flavour || len(a.Sig.Params) != len(b.Sig.Params) ||
			a.Sig.VarArgs != b.Sig.VarArgs || !same(a.Sig.Result, b.Sig.Result, seen) {
			return false
		}
		for i, p := range a.Sig.Params {
			if !same(p.Type, b.Sig.Params[i].Type, seen) {
				return false
			}
		}
		return true
	}
	return true
}

func sameList(a, b []*Type, seen map[[2]*Type]bool) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !same(a[i], b[i], seen) {
			return false
		}
	}
	return true
}

// String gives the type as a script would write it, named types by name:
// the form messages use.
func (t *Type) String() string {
	if t == nil {
		return "<no type>"
	}
	if t.Name != "" && t.Kind != Opaque {
		return t.Name
	}
	return t.describe(func(u *Type) string { return u.String() })
}

// Describe gives the type in the form of type_name(): as String, but a record is
// spelled out ("record { a:count; b:string; }") and an enum is "enum Name"; below the
// top, named types are shown by name.
func (t *Type) Describe() string {
	return t.describe(func(u *Type) string {
		if u.Name != "" && u.Kind != Enum && u.Kind != Opaque {
			return u.Name
		}
		return u.Describe()
	})
}

func (t *Type) describe(part func(*Type) string) string {
	list := func(ts []*Type) string {
		s := make([]string, len(ts))
		for i, u := range ts {
			s[i] = part(u)
		}
		return strings.Join(s, ",")
	}
	switch t.Kind {
	case Table:
		if t.Untyped {
			return "table()"
		}
		return "table[" + list(t.Index) + "] of " + part(t.Elem)
	case Set:
		if t.Untyped {
			return "set()"
		}
		return "set[" + list(t.Index) + "]"
	case List:
		return "[" + list(t.Index) + "]"
	case Vector:
		if t.Untyped {
			return "vector()"
		}
		return "vector of " + part(t.Elem)
	case File:
		if t.Elem != nil {
			return "file of " + part(t.Elem)
		}
		return "file of string"
	case Opaque:
		return "opaque of " + t.Name
	case TypeType:
		if t.Elem == nil {
			return "type"
		}
		return "type " + part(t.Elem)
	case Record:
		var b strings.Builder
		b.WriteString("record { ")
		for _, f := range t.Fields {
			b.WriteString(f.Name + ":" + part(f.Type) + "; ")
		}
		b.WriteString("}")
		return b.String()
	case Callable:
		return t.Sig.describe(part)
	case Enum:
		return t.Name
	}
	return t.Kind.String()
}

// Declaration gives the signature of name as a reader wants to see it:
// "name(a: count, b: string &default): bool".
func (s *Signature) Declaration(name string) string {
	var b strings.Builder
	b.WriteString(name + "(")
	for i, p := range s.Params {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.Name + ": " + p.Type.String())
		if p.Default != nil {
			b.WriteString(" &default")
		}
	}
	if s.VarArgs {
		if len(s.Params) > 0 {
			b.WriteString(", ")
		}
		b.WriteString("...")
	}
	b.WriteString(")")
	if s.Flavour == Function && s.Result.Kind != Void {
		b.WriteString(": " + s.Result.String())
	}
	return b.String()
}

func (s *Signature) describe(part func(*Type) string) string {
	var b strings.Builder
	b.WriteString(s.Flavour.String() + "(")
	for i, p := range s.Params {
		if i > 0 {
			b.WriteString(" ")
		}
		b.WriteString(p.Name + ":" + part(p.Type) + ";")
	}
	if s.VarArgs {
		if len(s.Params) > 0 {
			b.WriteString(" ")
		}
		b.WriteString("...")
	}
	b.WriteString(")")
	if s.Flavour == Function {
		b.WriteString(" : " + part(s.Result))
	}
	return b.String()
}
