package interp

import (
	"fmt"
	"strings"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// A Func is a function, event or hook; as a value, perhaps with captured
// variables.
type Func struct {
	Name string // qualified; "lambda_N" if anonymous

	typ      *resolve.Type
	def      *resolve.Func // nil for an event that no script mentions
	id       int16         // in traces; -1 if there are more functions than ids
	bodies   []*code
	builtin  Builtin
	captured []Value
	traced   bool
	raised   uint64 // how often an event was dispatched
}

// A code is a compiled body.
type code struct {
	body   *resolve.Body
	fn     *Func // of an anonymous function the one without captures
	id     int16 // number within fn
	slots  int   // size of a frame
	params int   // slots that each call sets
	plain  bool  // no variable is shared or captured
	direct bool  // plain, and the function is not traced
	leaves bool  // the next body finds its arguments where this one had them
	// scalar is the result type if that is one of a word: return then leaves
	// only the word, so that calls within arithmetic make no Value.
	scalar *resolve.Type
	off    bool  // one of its groups is switched off
	shared []int // slots of parameters that live in a cell
	run    stmt
	value  expr // instead of run, when all that the body does ends in "return value"
	word   num  // the same for a scalar result
	quick  num  // word, if the body is direct
	pos    syntax.Pos
	inners []int // slots that take the captured values
}

// A Builtin implements a function that scripts declare without a body. An
// error ends the calling handler and is reported at the place of the call.
// What is not worth that is reported with [BuiltinCall.Warn] and the like while
// the builtin goes on. A builtin without result returns the zero Value.
type Builtin func(c *BuiltinCall) (Value, error)

// A BuiltinCall is what a builtin gets to see. It and Args are valid until the builtin
// returns.
type BuiltinCall struct {
	In   *Interp
	Args []Value
	*builtinSite

	buf []byte
}

// A builtinSite is where a builtin is called.
type builtinSite struct {
	Pos syntax.Pos
	// Result is the type that the call has where it stands; it tells what a
	// builtin declared with result any should give.
	Result *resolve.Type

	fn *Func
}

// Buffer returns an empty buffer in which a builtin may put a string together
// and then give it with Text: the memory is used again by the next call.
func (c *BuiltinCall) Buffer() []byte { return c.buf[:0] }

// Text returns b, begun as a Buffer, as a string of its own.
func (c *BuiltinCall) Text(b []byte) Value {
	const most = 1 << 16 // larger ones are not kept
	if cap(b) <= most {
		c.buf = b
	}
	return String(string(b))
}

func (c *BuiltinCall) Str(i int) string     { return c.Args[i].Str() }
func (c *BuiltinCall) Count(i int) uint64   { return c.Args[i].n }
func (c *BuiltinCall) Int(i int) int64      { return int64(c.Args[i].n) }
func (c *BuiltinCall) Bool(i int) bool      { return c.Args[i].n != 0 }
func (c *BuiltinCall) Double(i int) float64 { return c.Args[i].Double() }
func (c *BuiltinCall) Record(i int) *Record { return c.Args[i].Record() }
func (c *BuiltinCall) Table(i int) *Table   { return c.Args[i].Table() }
func (c *BuiltinCall) Vector(i int) *Vector { return c.Args[i].Vector() }

// Warn and Error report something about the call and let the script go on.
func (c *BuiltinCall) Warn(format string, args ...any) {
	c.In.report(Report{c.Pos, "warning", fmt.Sprintf(format, args...)})
}

func (c *BuiltinCall) Error(format string, args ...any) {
	c.In.report(Report{c.Pos, "error", fmt.Sprintf(format, args...)})
}

// Call calls a function value from a builtin. Its errors end the builtin's
// caller as if the call stood there.
func (c *BuiltinCall) Call(f *Func, args ...Value) Value { return c.In.call(f, args, c.Pos) }

func (f *Func) Value() Value        { return Value{0, f} }
func (f *Func) Type() *resolve.Type { return f.typ }

// HasHandlers reports whether anything happens when the event is raised or
// the hook is called.
func (f *Func) HasHandlers() bool { return len(f.bodies) > 0 || f.builtin != nil }

// Bodies is the number of handlers.
func (f *Func) Bodies() int { return len(f.bodies) }

// Raised is how often an event was dispatched.
func (f *Func) Raised() uint64 { return f.raised }

// IsEvent, IsHook and IsBuiltin tell what f is; else it is a function.
func (f *Func) IsEvent() bool   { return f.flavour() == resolve.Event }
func (f *Func) IsHook() bool    { return f.flavour() == resolve.Hook }
func (f *Func) IsBuiltin() bool { return f.builtin != nil }

func (f *Func) flavour() resolve.Flavour {
	if f.typ == nil || f.typ.Sig == nil {
		return resolve.Event
	}
	return f.typ.Sig.Flavour
}

// describe is the print form of a function: its name, and what it does.
func (f *Func) describe() string {
	var b strings.Builder
	b.WriteString(f.Name)
	for _, c := range f.bodies {
		if c.body.Source != "" {
			b.WriteByte('\n')
			b.WriteString(c.body.Source)
		}
	}
	return b.String()
}

// A BodyInfo describes a body for the map of a trace.
type BodyInfo struct {
	ID   int16
	Span syntax.Span
}

// A FuncInfo describes a function for the map of a trace.
type FuncInfo struct {
	ID                   int16
	Name                 string
	Span                 syntax.Span // of the declaration or of the first body
	Builtin, Hook, Event bool
	Bodies               []BodyInfo
}

// Info describes f for the map of a trace.
func (f *Func) Info() FuncInfo {
	info := FuncInfo{ID: f.id, Name: f.Name, Builtin: f.builtin != nil, Hook: f.IsHook(), Event: f.IsEvent()}
	if f.def != nil {
		info.Span = syntax.Span{Start: f.def.Pos, End: f.def.Pos}
	}
	for i, c := range f.bodies {
		if i == 0 {
			info.Span = c.body.Span
		}
		info.Bodies = append(info.Bodies, BodyInfo{c.id, c.body.Span})
	}
	return info
}

// A Tracer is told when bodies of selected functions, and selected builtins,
// are entered and left. Each Enter has a Leave, also when an error ends the
// body. A builtin has body 0.
type Tracer interface {
	Enter(function, body int16)
	Leave(function, body int16)
}

// SelectTrace adds to the functions that are traced those whose name match
// accepts.
func (in *Interp) SelectTrace(match func(name string) bool) {
	for _, f := range in.named {
		if !match(f.Name) {
			continue
		}
		f.traced = true
		for _, c := range f.bodies {
			c.direct, c.quick = false, nil
		}
	}
}

// traceEnter traces that a body is entered which runs in fr.
func (in *Interp) traceEnter(fr *Frame, fn, body int16) {
	fr.traced, fr.fn, fr.body = true, fn, body
	in.Tracer.Enter(fn, body)
}

// traceLeave traces that it is left.
func (in *Interp) traceLeave(fr *Frame) {
	fr.traced = false
	in.Tracer.Leave(fr.fn, fr.body)
}
