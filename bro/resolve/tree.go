package resolve

import (
	"brig/bro/syntax"
)

// This file defines the typed program: what Load makes of scripts and what
// an interpreter runs. It holds all that is to be known; the syntax tree is not needed any more.
//
// What holds in a finished program, and need not be checked again:
//
//   - Every expression has a type. Operand types fit as the node's comment says:
//     wherever Bro converts silently there is a Convert or RecordCoerce node.
//   - "=" conversions: int/count/double among each other, anything to any and
//     back, records by field name, constants of no type yet (an empty "set()") by context.
//   - Arguments of calls are complete: defaults are filled in.
//   - Enum labels are Const nodes. Names of functions, events and hooks are
//     FuncRef nodes, names of types TypeRef nodes.
//   - Locals are numbered slots of their body's frame.
//   - bro_init, bro_done and bro_script_loaded are zeek_init, zeek_done and zeek_script_loaded.
//
// Builtins: scripts declare them. In a file whose name ends in ".bif.bro" (or
// ".bif.zeek") a function that is declared without body and value is a builtin of that
// qualified name, and all names of such a file are exported:
//
//	global strlen: function(s: string): count;
//	global fmt: function(...): string;
//	module Reporter;
//	global warning: function(msg: string &default=""): bool;
//	global http_header: event(c: connection, is_orig: bool, name: string, value: string);
//
// "..." as last parameter stands for any further arguments, which arrive with
// their own static types, not as any. A result type of any is converted to what
// the context wants when the program runs. A few builtins have result types that follow their
// arguments; resolve knows them by name, see polymorphic. Events and hooks are declared in the
// same way in any file.

// A Program is a complete, checked set of scripts.
type Program struct {
	Files   []*syntax.File // in the order of loading, each once
	Types   []*Type        // named types in order of declaration
	Globals []*Global      // in order of declaration
	Funcs   []*Func        // functions, events and hooks in order of declaration, builtins too
	// Inits are to be done in order, before anything else runs. They initialise globals as
	// declarations and redefs said. A global that has no Init before it is used
	// has the empty value if IsContainer, else it is unset.
	Inits []*Init
	// Main holds the statements outside of functions, in the order of the files;
	// they run after Inits and before the first event. Main.Params is empty.
	Main     *Body
	Warnings []*syntax.Error
	Waits    bool // there is a "return when"

	symbols map[string]symbol
}

// Global returns the variable of this qualified name, or nil.
func (p *Program) Global(name string) *Global { g, _ := p.symbols[name].(*Global); return g }

// Func returns the function, event or hook of this qualified name, or nil.
func (p *Program) Func(name string) *Func { f, _ := p.symbols[name].(*Func); return f }

// Type returns the named type of this qualified name, or nil.
func (p *Program) Type(name string) *Type { t, _ := p.symbols[name].(*Type); return t }

// Label returns the enum constant of this qualified name, or nil.
func (p *Program) Label(name string) *Const {
	if l, ok := p.symbols[name].(*labelSymbol); ok {
		return &Const{typed: typed{T: l.enum}, Value: l.enum.Label(name).Value}
	}
	return nil
}

// A Global is a variable, constant or option of the whole program.
type Global struct {
	Name     string // qualified; bare in the global module
	Type     *Type
	Const    bool // const, or option
	Option   bool
	Exported bool
	Attrs    *Attrs // nil when there are none; a table's attributes hold for each value that is assigned by Init
	Index    int    // its place in Program.Globals
	Pos      syntax.Pos
}

// An Init is one step of initialisation: Target = Value, += or -=.
//
// InitAdd and InitRemove work on what the global then holds: sets take each element of Value,
// tables each entry (a removal: each key, Value is then a set of the index),
// vectors the elements, strings are concatenated, patterns alternated,
// numbers added; with Attrs.AddFunc or DeleteFunc that function makes the new value.
type Init struct {
	Op     InitOp
	Target *Global
	Value  Expr
	Pos    syntax.Pos
}

type InitOp uint8

const (
	InitSet InitOp = iota
	InitAdd
	InitRemove
)

// A Func is a function, event or hook.
//
// A function has one body, or none if it is Builtin. Events and hooks have any number,
// also none: raising them then does nothing and a hook without bodies gives T.
type Func struct {
	Name     string  // qualified; bare in the global module; "" or "lambda_<N>" for an anonymous function
	Type     *Type   // of kind Callable
	Bodies   []*Body // in order of execution: by falling priority, then as loaded
	Builtin  bool
	Exported bool
	Declared bool // false: an event that has a handler but no declaration
	Used     bool // it is called, raised or named somewhere
	Index    int  // its place in Program.Funcs; -1 for anonymous functions
	Pos      syntax.Pos
	Attrs    *Attrs
}

// A Body is what a function, or one handler of an event or hook, does.
type Body struct {
	Func     *Func       // nil for Program.Main
	Span     syntax.Span // from the first character of the declaration to the closing brace
	Block    syntax.Span // from the opening to the closing brace
	Module   string
	Priority int
	Groups   []string
	// Params are the slots of the parameters. Args says which argument each takes;
	// nil means the first, the second and so on. (A handler may be written
	// for a part of the parameters of its event, which it then names.)
	Params   []*Local
	Args     []int
	Locals   []*Local   // all, Params first; Locals[i].Slot == i
	Captures []*Capture // of an anonymous function or when, else empty
	Stmts    []Stmt
	Source   string // the block as written, for printing functions

	// Who may make the condition of a when wait: a body with "return when", and one that calls
	// such a body, by name or by value.
	Waits    bool
	Calls    []*Func
	CallsAny bool // it calls what is no name
}

// A Local is a parameter or local variable. Its value is in a slot of the
// frame that each call of its body has. Slots of different scopes are never shared.
// A local declared in a loop is set anew by its LocalInit each time round.
type Local struct {
	Name string
	Type *Type
	Slot int
	// Shared means that an anonymous function captures the variable by reference:
	// its slot must hold a cell that frames can share.
	Shared   bool
	Const    bool
	Assigned bool // something other than its declaration assigns to it
	used     bool // it is named somewhere
	Attrs    *Attrs
	Pos      syntax.Pos
}

// A Capture gives an anonymous function a variable of the body around it.
// When the Lambda is evaluated, Inner takes:
type Capture struct {
	Outer, Inner *Local
	Mode         CaptureMode
}

type CaptureMode uint8

const (
	ByReference CaptureMode = iota // no capture list: the cell of Outer (both are Shared)
	ByValue                        // [x]: the value of Outer, containers not copied
	ByCopy                         // [copy x]: a deep copy
)

// Expressions.

// An Expr is a typed expression.
type Expr interface {
	Type() *Type
	Pos() syntax.Pos
	Extent() syntax.Span
}

// typed is the part that all expressions have.
type typed struct {
	syntax.Span
	T *Type
}

func (t *typed) Type() *Type { return t.T }

type (
	// A Const is a constant. Value depends on the kind of the type:
	//
	//	Bool               bool
	//	Int, Enum          int64
	//	Count              uint64
	//	Double             float64
	//	Time, Interval     float64, seconds
	//	String             string, the bytes
	//	Port               PortNumber
	//	Addr               netip.Addr (never an IPv4-mapped IPv6 address)
	//	Subnet             netip.Prefix, masked
	//	Pattern            PatternText
	Const struct {
		typed
		Value any
	}

	LocalRef struct {
		typed
		Local *Local
	}

	GlobalRef struct {
		typed
		Global *Global
	}

	// A FuncRef is a function, event or hook as a value.
	FuncRef struct {
		typed
		Func *Func
	}

	// A TypeRef is the type T.Elem as a value ("$idx=Idx"). T has kind TypeType.
	TypeRef struct {
		typed
	}

	// A Lambda is an anonymous function; Func.Bodies[0].Captures says what it takes along.
	Lambda struct {
		typed
		Func *Func
	}

	// A Unary is !x (bool), -x (int, double, interval, vectors of these), or
	// ~x (count). The type of X is that of the result. (+x is X.)
	Unary struct {
		typed
		Op Op
		X  Expr
	}

	// A Size is |x|: double for double (its absolute value), count for int (also absolute value), count,
	// string (bytes), containers (elements), record (fields), pattern never;
	// addr: count of bits (32, 128); subnet: double, number of addresses; time, interval: double, absolute;
	// enum: its value as count; file: double, size in bytes; func: count of parameters.
	Size struct {
		typed
		X Expr
	}

	// A Binary is an operation on two values. With X and Y of type
	//
	//	int, count, double (both the same)   + - * / % (not double) and comparisons; & | ^ << >> on count and int (shift by the same type)
	//	bool                                 && || (Y only if needed), == !=
	//	interval, interval                   + - and comparisons; / gives double
	//	interval, double (in this order)     * /
	//	time, interval                       + - give time
	//	time, time                           - gives interval; comparisons
	//	string, string                       +, comparisons (bytes)
	//	pattern, pattern                     & (one after the other), | (either); == !=
	//	addr, addr; subnet, subnet; port, port   comparisons (addr, port: all; subnet: == !=, also < and so on)
	//	addr, count                          / gives subnet
	//	enum, func, any, type, set           == !=; sets also < <= > >= (proper subset, subset)
	//	set, set                             & | - ^ give new sets
	//	vector, vector                       each element with each, lengths must agree at run time: results are
	//	                                     vectors of what elements would give; && || too. Comparisons give vector of bool, == and != of two vectors give
	//	                                     bool with Op Eq/Ne when T is bool.
	//	vector, element (or reverse)         each element with the one value
	//
	// Count subtraction below 0, and overflow of int and count, wrap or fail as
	// the interpreter decides; division by zero is a run-time error. Comparison of ports orders by
	// protocol, then number.
	Binary struct {
		typed
		Op   Op
		X, Y Expr
	}

	// A Match tests a string against a pattern: somewhere ("p in s") or as a whole ("p == s").
	Match struct {
		typed
		Pattern, Str Expr
		Whole        bool
	}

	// A Cond is c ? x : y. If T is a vector and C a vector of bool, it chooses element by element.
	Cond struct {
		typed
		C, X, Y Expr
	}

	// An In is a membership test; "!in" is Not of it. X is
	//
	//	table, set    Keys as for Index; one Key of type subnet or addr in a table or set of subnet: the longest prefix that holds it
	//	vector        one Key of type count: such an element exists. (Bro asks for the index.)
	//	string        one Key of type string: it is a substring
	//	subnet        one Key of type addr, or subnet: it lies within
	In struct {
		typed
		Keys []Expr
		X    Expr
	}

	// An Index is x[...]. X is
	//
	//	table    Keys have the index types, or one Key of kind List holds them all (a loop variable),
	//	         or one addr for one subnet: longest prefix match; or one string for one pattern:
	//	         T is then a vector of the values of all patterns that match it as a whole.
	//	         A missing key gives the default or is a run-time error.
	//	vector   one Key of type count or int, or (T is then a vector) a vector of indices or of bool as a mask. Beyond the end: run-time error. Assigning beyond
	//	         the end makes the vector longer; the holes are unset.
	//	string   one Key of type int, negative ones count from the end: a string of one byte.
	Index struct {
		typed
		X    Expr
		Keys []Expr
	}

	// A Slice is x[lo:hi] of a string or vector, Lo and Hi of type int, nil if left out.
	// Negative ones count from the end; bounds are cut to the value's length. It may be the target of
	// an Assign for vectors: the range is replaced.
	Slice struct {
		typed
		X, Lo, Hi Expr
	}

	// A FieldGet is x$f. An unset field is a run-time error, except as a target and in FieldSet.
	FieldGet struct {
		typed
		X     Expr
		Field *Field
	}

	// A FieldSet is x?$f: whether the field is set.
	FieldSet struct {
		typed
		X     Expr
		Field *Field
	}

	// A Call calls a function or hook. Fun is a FuncRef or any expression of function type. A
	// hook call gives T unless a body was left by a Veto; it runs bodies until one is.
	Call struct {
		typed
		Fun  Expr
		Args []Expr
	}

	// A Schedule queues an event for Delay from now, or for Delay if that is a time. Its type is void.
	Schedule struct {
		typed
		Delay Expr
		Event *Raise
	}

	// An Assign is target = value, or with an Op target op= value. Its value is that of the
	// target afterwards. Target is a LocalRef, GlobalRef, Index, Slice or FieldGet; its parts
	// are evaluated once. Op is 0 for "=", or one of
	//
	//	+=   numbers, interval, time (by interval), string, pattern (alternation): as Binary Add/Or
	//	     set: Value is a set whose elements are added, or of the element type of a one-part index; table: a table; vector: an element,
	//	     or a vector (then T of Value is the vector's type) appended element by element
	//	-=   numbers, interval, time; set, table: elements or keys of Value (a set or table) are removed
	//	*= /= %= &= |= ^= <<= >>=  as Binary
	Assign struct {
		typed
		Op     Op
		Target Expr
		Value  Expr
	}

	// An Unpack is [a, b, ...] = value: each target takes the value's part, from an any that
	// holds a List, or a vector's elements. Rare; T is void.
	Unpack struct {
		typed
		Targets []Expr
		Value   Expr
	}

	// An IncDec is ++x (Delta 1) or --x (-1) on int, count, or each element of a vector; its value is the new one.
	IncDec struct {
		typed
		Target Expr
		Delta  int
	}

	// A Convert changes the representation of X to T, which differ:
	//
	//	int, count, double among each other   run-time error when the value does not fit
	//	count, int, enum -> int ...           (enum to int/count only through builtins)
	//	double, int, count -> interval, time  seconds; only for constants and @option values
	//	anything -> any                       value with its type
	//	any -> T                              run-time check that the value is of type T (records: coerced when possible)
	//	subnet of an addr constant            never
	//	vector of X -> vector of Y            new vector, each element converted
	//	set, table with other element types   new value, each part converted
	//	func -> func                          no change: parameter types differ by any, or a result is dropped
	//	opaque, file                          no change
	Convert struct {
		typed
		X Expr
	}

	// A RecordCoerce makes a record of type T from a record X of another type. Map[i]
	// tells the field of X that gives field i of T, converted by Conv[i] if that is not nil (Conv[i] has
	// its operand in an Operand node); -1: default, empty or unset as when the record is made without it.
	// Unset fields of X stay unset.
	RecordCoerce struct {
		typed
		X    Expr
		Map  []int
		Conv []Expr
	}

	// An Operand stands for the value that an enclosing RecordCoerce is converting.
	Operand struct {
		typed
	}

	// A RecordCtor makes a record of type T with these fields set; all others start as Field says.
	RecordCtor struct {
		typed
		Inits []FieldInit
	}

	// A TableCtor makes a table. Attrs are those of the variable or field it initialises, or its own; may be nil.
	TableCtor struct {
		typed
		Entries []TableEntry
		Attrs   *Attrs
	}

	// A SetCtor makes a set; each element has a value for each part of the index.
	SetCtor struct {
		typed
		Elems [][]Expr
		Attrs *Attrs
	}

	VectorCtor struct {
		typed
		Elems []Expr
	}

	// A ListCtor is [a, b] where an any is wanted.
	ListCtor struct {
		typed
		Elems []Expr
	}

	// A Copy is copy(x), a deep copy.
	Copy struct {
		typed
		X Expr
	}

	// A Cast is "x as T": X is any, or T itself; a run-time error if the value is not of type T.
	Cast struct {
		typed
		X Expr
	}

	// An Is is "x is T".
	Is struct {
		typed
		X  Expr
		Of *Type
	}
)

// A FieldInit is a field given in a record constructor.
type FieldInit struct {
	Field *Field // of the record's own type
	Value Expr
}

// A TableEntry is [Keys] = Value in a table constructor.
type TableEntry struct {
	Keys  []Expr
	Value Expr
}

// A PortNumber is a port constant.
type PortNumber struct {
	Num   uint16
	Proto string // "tcp", "udp", "icmp" or "unknown"
}

// A PatternText is a pattern constant as written between the slashes.
// Escapes, classes and quoted parts are not interpreted yet.
type PatternText struct {
	Text       string
	IgnoreCase bool // /.../i
	SingleLine bool // /.../s: dot matches newline
}

// An Op is an operator.
type Op uint8

const (
	NoOp Op = iota
	Add
	Sub
	Mul
	Div
	Mod
	BitAnd
	BitOr
	BitXor
	Shl
	Shr
	And
	Or
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
	Not    // Unary
	Neg    // Unary
	BitNot // Unary
)

var opNames = [...]string{
	"=", "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "&&", "||", "==", "!=", "<", "<=", ">", ">=", "!", "-", "~",
}

func (op Op) String() string { return opNames[op] }

// Statements.

// A Stmt is a statement.
type Stmt interface {
	Pos() syntax.Pos
	Extent() syntax.Span
}

type (
	Block struct {
		syntax.Span
		Stmts []Stmt
	}

	// An ExprStmt evaluates X and drops its value.
	ExprStmt struct {
		syntax.Span
		X Expr
	}

	// A LocalInit starts a local variable's life. Without Init it becomes empty
	// if IsContainer (with Local.Attrs), else unset.
	LocalInit struct {
		syntax.Span
		Local *Local
		Init  Expr
	}

	// A Print prints Args; To is the file, or nil for standard output.
	Print struct {
		syntax.Span
		To   Expr
		Args []Expr
	}

	// A Raise queues an event. Event is a FuncRef or an expression of event type.
	Raise struct {
		syntax.Span
		Event Expr
		Args  []Expr
	}

	If struct {
		syntax.Span
		Cond       Expr
		Then, Else Stmt // Else may be nil
	}

	// A Switch runs the first case that fits, or the one that is Default wherever it stands. A
	// body that ends in Fallthrough goes on with the next case; Break leaves the switch.
	Switch struct {
		syntax.Span
		X     Expr
		Cases []*Case
	}

	// A For goes over the keys of a table or set, the indices of a vector, the
	// characters of a string. Keys has a variable for each part of the index, or one for
	// all parts ("for ( k in t )" with a composite index gives k type List); nil for "_".
	// Value, if not nil, takes the yield or element (for a vector; a string has none).
	// Changing the container in the loop is allowed; whether changes are seen is not defined.
	For struct {
		syntax.Span
		Keys  []*Local
		Value *Local
		X     Expr
		Body  Stmt
	}

	While struct {
		syntax.Span
		Cond Expr
		Body Stmt
	}

	Next        struct{ syntax.Span } // goes on with the next round of the loop
	Break       struct{ syntax.Span } // leaves the innermost loop or switch
	Fallthrough struct{ syntax.Span }
	// A Veto is a break outside of loops in a hook body: the hook gives F
	// and no further body runs.
	Veto struct{ syntax.Span }

	// A Return leaves the body; X is nil in events and functions without result. In a hook it ends this body alone.
	Return struct {
		syntax.Span
		X Expr
	}

	// An AddStmt is "add s[k]"; Keys have the index types.
	AddStmt struct {
		syntax.Span
		Set  Expr
		Keys []Expr
	}

	// A DeleteStmt removes Target: an Index of a table or set (no error if it is
	// missing), a FieldGet (the field becomes unset or, if it is not optional and has a default,
	// the default again), or any table, set or vector, which becomes empty.
	// An Index of a set occurs only here; its type is VoidType.
	DeleteStmt struct {
		syntax.Span
		Target Expr
	}

	// A When waits until Cond becomes true and then runs Body, once; if
	// Timeout (an interval, evaluated at once) passes first it runs TimeoutBody, if there is one.
	// "when ( local v = x )" has as Cond an Is of an Assign to v and its own type: it is true as soon as x has a value.
	// Cond and bodies run on a copy of the frame, taken when the statement is reached: a deep one, unless there are
	// Captures, which name what a capture list said; Inner and Outer are then the same Local (ByCopy ones are deep copies).
	// If Returns, the statement is "return when": the function's caller waits too and gets the value returned.
	When struct {
		syntax.Span
		Captures    []*Capture
		Cond        Expr
		Body        Stmt
		Timeout     Expr
		TimeoutBody Stmt
		Returns     bool
	}

	// An Assert reports an error and ends the current handler if Cond is false. Text is the condition as
	// written; Msg, a string, may be nil.
	Assert struct {
		syntax.Span
		Cond, Msg Expr
		Text      string
	}
)

// A Case is a part of a switch. Exactly one of Values, Types and Default is given, or
// Default beside either when labels were written together.
type Case struct {
	syntax.Span
	Values  []Expr // converted to the type of Switch.X
	Types   []TypeCase
	Default bool
	Body    []Stmt
}

// A TypeCase is "case type T as x"; X of the switch is then an any.
type TypeCase struct {
	Type  *Type
	Local *Local // takes the value as T; may be nil
}
