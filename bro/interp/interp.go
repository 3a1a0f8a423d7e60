// Package interp runs resolved Bro programs.
//
// # Model
//
// [New] compiles the typed tree of a [resolve.Program] once, into Go closures
// over numbered slots; nothing of the tree is walked while a script runs. An
// [Interp] is the state of one run: globals, the queue of events, timers and
// the network time. It belongs to one goroutine, except for [Interp.Cancel].
//
// Scripts are driven by events. [Interp.Queue] appends one to the queue and
// [Interp.Drain] dispatches until the queue is empty: all handlers of an
// event by falling priority, then the next event. Events that handlers raise
// join the end of the queue. A run-time error ends the handler it happens in;
// it is reported and the other handlers go on.
//
// # Use
//
//	in, err := interp.New(prog, builtin.All())  // err: positioned, to be shown
//	in.Report = func(r interp.Report) { ... }
//	err = in.Start()                            // globals, then statements outside of functions
//	in.Queue(in.Event("zeek_init"))
//	in.Drain()
//	request := in.Event("http_request")         // once
//	for each packet {
//		in.Advance(timestamp)                   // network time, timers, table expiry
//		if request.HasHandlers() {
//			in.Queue(request, conn, interp.String("GET"), ...)
//		}
//		in.Drain()
//	}
//	in.End()
//	in.ExpireAll(); in.Drain()
//	in.Queue(in.Event("zeek_done")); in.Drain()
//
// Records of script-defined types are made with [Interp.RecordType] (once)
// and [Interp.NewRecord], which sets defaults; fields are addressed by the
// Index of a [resolve.Field].
//
// Builtins of other packages are values of type [Builtin] in a map by
// qualified name, merged before New; see package builtin for the form.
package interp

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// A Report is a message of a running script.
type Report struct {
	Pos  syntax.Pos
	Kind string // "error", "warning" or "info"
	Msg  string
}

func (r Report) String() string { return Message(r.Pos, r.Kind, r.Msg) }

// Counters say what has been done so far.
type Counters struct {
	Events  uint64 // dispatched
	Queued  uint64
	Calls   uint64 // of function, event and hook bodies
	Errors  uint64 // at run time
	Timers  uint64 // expired
	Waiting uint64 // the most timers at a time
	Whens   uint64 // conditions that were waited for
	Expired uint64 // table entries
}

// MaxDepth is how many bodies may be running within each other.
const MaxDepth = 20_000

// An Interp is a running program.
type Interp struct {
	// OnEvent, if not nil, is called before the handlers of each event of the queue.
	// AllEvents keeps events without handlers too.
	OnEvent   func(ev *Func, args []Value) error
	AllEvents bool

	// Stdout is where print prints; os.Stdout unless set before Start.
	Stdout io.Writer
	// Printed, if set, is asked before values are printed to a file; they are not if
	// it returns true. The values are valid until then.
	Printed func(f *File, values []Value) bool
	// Report takes messages; nil writes them to os.Stderr as lines.
	Report func(Report)
	// Clock gives the time of the wall clock in seconds since 1970; nil asks the system.
	Clock func() float64
	// Tracer may be nil.
	Tracer Tracer
	// Live makes the network time begin with the wall clock, once globals are
	// initialised: there is no capture to set it.
	Live bool
	// Seed makes random numbers and unique ids repeat.
	Seed uint64

	Counters Counters

	prog    *resolve.Program
	globals []Value
	funcs   []*Func          // by resolve.Func.Index
	named   []*Func          // by id: sorted by name, then anonymous functions
	byName  map[string]*Func // and events that no script mentions
	layouts map[*resolve.Type]*layout
	inits   []func()
	main    *code
	errs    []error

	frames    []*Frame
	depth     int
	inBuiltin *code          // of the frames of traced builtins
	args      []Value        // arguments of builtins under evaluation
	builtins  []*BuiltinCall // in progress up to nested, used again
	nested    int
	builders  []*builder // that remember something
	steps     int
	canceled  atomic.Bool

	queue, draining batch
	drains          uint64
	flooded         bool // events are being dropped
	timers          timerHeap
	timerSeq        uint64
	now, began      float64 // network time, and its first value
	whens           []*pendingWhen
	whenNow         *pendingWhen
	delivered       bool                   // a "return when" has given its value to who waits for it
	waiting         map[*resolve.Func]bool // functions that may make a condition wait
	outstanding     atomic.Int32           // answers that builtins wait for
	answered        chan struct{}
	groupsOff       []group

	stdout      *File
	files       map[*File]struct{}
	terminating bool
	ending      bool
	exited      bool
	exitCode    int
	scanning    scanPace
}

// New compiles a program. Every builtin that the program declares must be in
// builtins. The error joins all that was found, each with its position.
func New(prog *resolve.Program, builtins map[string]Builtin) (*Interp, error) {
	in := &Interp{
		Stdout:  os.Stdout,
		prog:    prog,
		globals: make([]Value, len(prog.Globals)),
		funcs:   make([]*Func, len(prog.Funcs)),
		byName:  make(map[string]*Func, len(prog.Funcs)),
		layouts: map[*resolve.Type]*layout{},
		files:   map[*File]struct{}{},
		steps:   pollEvery,

		answered:  make(chan struct{}, 1),
		inBuiltin: &code{},
	}
	in.declare(builtins)
	in.findWaiting()
	for i := range prog.Funcs {
		in.compileBodies(in.funcs[i])
	}
	in.compileInits()
	if prog.Main != nil {
		in.main = &code{body: prog.Main, fn: &Func{Name: "<main>", typ: mainType, id: -1}, pos: prog.Main.Span.Start}
		in.compileBody(in.main)
	}
	if len(in.errs) > 0 {
		return nil, errors.Join(in.errs...)
	}
	return in, nil
}

var mainType = &resolve.Type{Kind: resolve.Callable, Sig: &resolve.Signature{Result: resolve.VoidType}}

// declare makes the Func of each function and numbers them by name.
func (in *Interp) declare(builtins map[string]Builtin) {
	for i, def := range in.prog.Funcs {
		f := &Func{Name: def.Name, typ: def.Type, def: def}
		if def.Builtin {
			b, ok := builtins[def.Name]
			if !ok && def.Used {
				in.errorAt(def.Pos, "there is no builtin %s", def.Name)
			}
			f.builtin = b
		}
		f.declareBodies()
		in.funcs[i] = f
		in.byName[def.Name] = f
	}
	in.named = slices.Clone(in.funcs)
	slices.SortStableFunc(in.named, func(a, b *Func) int { return strings.Compare(a.Name, b.Name) })
	for i, f := range in.named {
		f.id = traceID(i)
	}
}

// traceID is i as far as ids of traces reach.
func traceID(i int) int16 {
	if i > 1<<15-1 {
		return -1
	}
	return int16(i)
}

func (in *Interp) errorAt(pos syntax.Pos, format string, args ...any) {
	in.errs = append(in.errs, &syntax.Error{Pos: pos, Msg: fmt.Sprintf(format, args...)})
}

// Program returns what is being run.
func (in *Interp) Program() *resolve.Program { return in.prog }

// Start initialises globals and runs the statements outside of functions.
// The error is the first that a script had, ErrCanceled, or nil.
func (in *Interp) Start() error {
	in.stdout = NewFile("/dev/stdout", in.Stdout)
	in.files[in.stdout] = struct{}{}
	for name, v := range map[string]**Value{
		"table_expire_interval":  &in.scanning.every,
		"table_expire_delay":     &in.scanning.delay,
		"table_incremental_step": &in.scanning.step,
	} {
		if g := in.prog.Global(name); g != nil {
			*v = &in.globals[g.Index]
		}
	}
	var first error
	for _, init := range in.inits {
		if err := in.guard(init); err != nil && first == nil {
			first = err
		}
	}
	if in.Live && first == nil {
		first = in.Advance(in.Now())
	}
	if in.main != nil && first == nil {
		first = in.guard(func() { in.invoke(in.main, in.main.fn, nil) })
	}
	return first
}

// Guard runs f and catches what scripts that f calls may do: the error is a
// *RuntimeError, already reported, or ErrCanceled. Engine code needs it around
// TablePut and TableDelete, which may call &on_change functions.
func (in *Interp) Guard(f func()) error { return in.guard(f) }

// guard runs f, which may be left by a script's error; it reports that.
func (in *Interp) guard(f func()) (err error) {
	m, when := in.mark(), in.whenNow
	defer func() {
		if p := recover(); p != nil {
			err = in.caught(p, m)
			in.whenNow = when
		}
	}()
	f()
	return nil
}

// A mark is how much was under way at some point.
type mark struct{ depth, args, nested int }

func (in *Interp) mark() mark { return mark{in.depth, len(in.args), in.nested} }

// caught ends what p left unfinished since m: frames, traced calls, builtins.
func (in *Interp) caught(p any, m mark) error {
	// A builtin that takes any found a value of a type it cannot work with.
	if _, ok := p.(*runtime.TypeAssertionError); ok && in.nested > m.nested {
		c := in.builtins[in.nested-1]
		p = scriptPanic{&RuntimeError{Pos: c.Pos, Msg: c.fn.Name + ": an argument has the wrong type"}}
	}
	var err error
	switch p := p.(type) {
	case scriptPanic:
		if !p.err.Pos.IsValid() {
			p.err.Pos = in.place(m)
		}
		if p.err.Stack == nil {
			p.err.Stack = in.stack()
		}
		in.Counters.Errors++
		in.report(Report{p.err.Pos, "error", p.err.Msg})
		err = p.err
	case cancelPanic:
		err = ErrCanceled
	case waitPanic:
		err = errWaiting
	default:
		panic(p)
	}
	for in.depth > m.depth {
		fr := in.frames[in.depth]
		if fr.traced {
			in.traceLeave(fr)
		}
		in.depth--
		clear(fr.slots)
		fr.ret = Value{}
	}
	clear(in.args[m.args:])
	in.args = in.args[:m.args]
	in.nested = m.nested
	return err
}

// Stack lists the innermost bodies that are running, and where each is defined.
func (in *Interp) Stack() []StackEntry { return in.stack() }

// place is about where an error happened that does not know: at the call of a
// builtin, or in the body that is running.
func (in *Interp) place(m mark) syntax.Pos {
	if in.nested > m.nested {
		return in.builtins[in.nested-1].Pos
	}
	if in.depth > m.depth && in.frames[in.depth].code != nil {
		return in.frames[in.depth].code.pos
	}
	return syntax.Pos{}
}

// stack lists the innermost bodies that are running.
func (in *Interp) stack() []StackEntry {
	const most = 20
	var s []StackEntry
	for d := in.depth; d > 0 && len(s) < most; d-- {
		if c := in.frames[d].code; c.fn != nil {
			s = append(s, StackEntry{c.fn.Name, c.pos})
		}
	}
	return s
}

func (in *Interp) report(r Report) {
	if in.Report != nil {
		in.Report(r)
		return
	}
	fmt.Fprintln(os.Stderr, r)
}

// Send reports something that is not tied to a failing expression.
func (in *Interp) Send(r Report) { in.report(r) }

// Cancel makes running scripts stop soon; it may be called by any goroutine.
// Drain and the like then return ErrCanceled.
func (in *Interp) Cancel() { in.canceled.Store(true) }

// Canceled reports whether Cancel or Exit has been called.
func (in *Interp) Canceled() bool { return in.canceled.Load() }

// Terminate asks for the end of the run after the current event, as
// terminate() does; Terminating tells.
func (in *Interp) Terminate()        { in.terminating = true }
func (in *Interp) Terminating() bool { return in.terminating }

// End says that the run is at its end: what scripts schedule from now on is
// dropped, as it would never happen. Ending tells.
func (in *Interp) End()         { in.ending = true }
func (in *Interp) Ending() bool { return in.ending }

// Exit ends the run at once with this exit status, as exit() does.
func (in *Interp) Exit(code int) {
	in.exited, in.exitCode = true, code
	in.canceled.Store(true)
	panic(cancelPanic{})
}

// ExitCode is the status that exit() was called with.
func (in *Interp) ExitCode() (code int, exited bool) { return in.exitCode, in.exited }

// Now is the wall clock, in seconds since 1970.
func (in *Interp) Now() float64 {
	if in.Clock != nil {
		return in.Clock()
	}
	return float64(time.Now().UnixMicro()) / 1e6
}

// Event returns the event of this qualified name. There always is one: of an
// event that no script knows HasHandlers is false.
func (in *Interp) Event(name string) *Func {
	f := in.byName[name]
	if f == nil {
		f = &Func{Name: name, id: -1}
		in.byName[name] = f
	}
	return f
}

// Func returns the function, event or hook of this qualified name, or nil.
func (in *Interp) Func(name string) *Func {
	if f := in.byName[name]; f != nil && f.def != nil {
		return f
	}
	return nil
}

// Funcs returns all functions, events and hooks by their ids in traces, from
// 0: the named ones sorted by name, then anonymous ones as they were compiled.
func (in *Interp) Funcs() []*Func { return in.named }

// Call calls a function, a hook (giving a bool) or all handlers of an event
// at once. The error is a *RuntimeError, already reported, or ErrCanceled.
func (in *Interp) Call(f *Func, args ...Value) (v Value, err error) {
	err = in.guard(func() { v = in.call(f, args, syntax.Pos{}) })
	return v, err
}

// Global returns the variable of this qualified name and whether there is one.
func (in *Interp) Global(name string) (Value, bool) {
	g := in.prog.Global(name)
	if g == nil {
		return Value{}, false
	}
	return in.globals[g.Index], true
}

// SetGlobal sets a variable to a value of its type and reports whether there is one.
func (in *Interp) SetGlobal(name string, v Value) bool {
	g := in.prog.Global(name)
	if g == nil {
		return false
	}
	in.globals[g.Index] = v
	return true
}

// Type returns the named type, or nil.
func (in *Interp) Type(name string) *resolve.Type { return in.prog.Type(name) }

// RecordType returns the record type of this qualified name, or an error that
// names it: engine code needs it declared by a script.
func (in *Interp) RecordType(name string) (*resolve.Type, error) {
	t := in.prog.Type(name)
	if t == nil || t.Kind != resolve.Record {
		return nil, fmt.Errorf("no script declares the record type %s", name)
	}
	return t, nil
}

// EnumValue returns the enum constant of this qualified name.
func (in *Interp) EnumValue(name string) (Value, bool) {
	c := in.prog.Label(name)
	if c == nil {
		return Value{}, false
	}
	return Enum(c.Type(), c.Value.(int64)), true
}

// File registers a file that scripts may write, to be flushed and closed by Close.
func (in *Interp) File(f *File) { in.files[f] = struct{}{} }

// Flush writes what print has buffered for standard output.
func (in *Interp) Flush() error {
	if in.stdout == nil {
		return nil
	}
	return in.stdout.Flush()
}

// FlushAll flushes all open files.
func (in *Interp) FlushAll() error {
	var errs []error
	for f := range in.files {
		if f.Open {
			errs = append(errs, f.Flush())
		}
	}
	return errors.Join(errs...)
}

// StdoutFile is the file that print prints to, once Start has been called.
func (in *Interp) StdoutFile() *File { return in.stdout }

// Close flushes standard output and closes the files that scripts left open.
func (in *Interp) Close() error {
	var errs []error
	for f := range in.files {
		if f == in.stdout {
			errs = append(errs, f.Flush())
		} else {
			errs = append(errs, f.Close())
		}
	}
	clear(in.files)
	return errors.Join(errs...)
}
