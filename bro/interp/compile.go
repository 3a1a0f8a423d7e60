package interp

import (
	"fmt"
	"net/netip"
	"slices"

	"brig/bro/pattern"
	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles bodies, constants and the layouts of records. Each
// expression and statement becomes one Go closure (files expr.go, number.go,
// compare.go, operator.go, scalar.go, assign.go, stmt.go, while.go); positions
// are captured where something can fail.
//
// What makes it fast, by measurement ("make bench" has the figures):
//
// Calling a closure costs one to two nanoseconds, as much as all that a simple
// one does, so what counts is how many are called. Expressions of scalar types
// give bare words and tests give bools (num, cond), which stay in registers; a
// Value is 24 bytes and storing one has to ask for the write barrier. The
// commonest shapes have a closure that does the whole of them: variable and
// constant, variable and variable, field of a variable, element at a variable,
// v[|v|] = x, x = x op y, while ( i < n ) ... ++i (while.go). All else is put together from
// parts.
//
// A closure loads all that it captures each time it is called. A position is
// four loads, so fast closures capture none: what they do not expect, errors
// included, they leave in a last call to the closure of the general shape, and
// have nothing to save across it.
//
// A closure that calls nothing needs no stack, and looks for none when it is
// called. What panics at a bad index calls; so slots are read without a look
// whether they exist (Frame.at).
//
// A call takes the frame of its depth as the call before left it. It need not
// be cleared, since a variable is visible only behind the statement that sets
// it. A body that only chooses what to return has no statements that report a
// status (tail): with that fib went from 13 to 8 times the time of Go's.
//
// Errors are panics (error.go). Looking for Cancel is a counter in loops and
// calls, not an atomic load.
//
// Not done: vectors of bare words instead of Values. They would take a third of
// the memory and most of what appending costs is the collector's work on
// pointers, but every reader of a vector would have two forms to know.

// A compiler compiles one body, or one expression that stands for itself.
type compiler struct {
	in    *Interp
	slots int // of a frame: the body's variables, then scratch
	// definite holds variables that have a value wherever they are visible,
	// so that reading them needs no check.
	definite map[*resolve.Local]bool
	scalar   bool  // return leaves a bare word
	operands []int // slots of what enclosing RecordCoerce nodes convert
	waiting  int   // conditions of when statements around
	// watched are the globals that such a condition names; with unwatched it
	// depends on containers of local variables too.
	watched   []*Value
	unwatched bool
}

func (in *Interp) newCompiler(b *resolve.Body) *compiler {
	c := &compiler{in: in, definite: map[*resolve.Local]bool{}}
	if b != nil {
		c.slots = len(b.Locals)
		for _, p := range b.Params {
			c.definite[p] = true
		}
	}
	return c
}

func (c *compiler) scratch() int {
	c.slots++
	return c.slots - 1
}

func (c *compiler) errorAt(pos syntax.Pos, format string, args ...any) {
	c.in.errorAt(pos, format, args...)
}

// declareBodies makes the codes of f, so that calls can be compiled before the
// bodies are.
func (f *Func) declareBodies() {
	for i, b := range f.def.Bodies {
		f.bodies = append(f.bodies, &code{body: b, fn: f, id: traceID(i), pos: b.Span.Start})
	}
}

func (in *Interp) compileBodies(f *Func) {
	for i, co := range f.bodies {
		in.compileBody(co)
		if i > 0 {
			f.bodies[i-1].leaves = leavesFor(f.bodies[i-1], co)
		}
	}
}

// leavesFor reports whether what a body leaves in its frame begins with the arguments as
// the next one wants them.
func leavesFor(co, next *code) bool {
	return co.plain && co.params == next.params && co.body.Args == nil && next.body.Args == nil &&
		!slices.ContainsFunc(co.body.Params, func(p *resolve.Local) bool { return p.Assigned })
}

func (in *Interp) compileBody(co *code) {
	b := co.body
	c := in.newCompiler(b)
	co.plain = len(b.Captures) == 0
	for _, p := range b.Params {
		if p.Shared {
			co.shared = append(co.shared, p.Slot)
		}
	}
	for _, l := range b.Locals {
		co.plain = co.plain && !l.Shared
	}
	for _, k := range b.Captures {
		co.inners = append(co.inners, k.Inner.Slot)
		c.definite[k.Inner] = true
	}
	t := co.fn.typ.Sig.Result
	isFunction := co.fn.flavour() == resolve.Function
	if isFunction && t != nil && isScalar(t.Kind) {
		c.scalar, co.scalar = true, t
	}
	switch {
	case !isFunction || !endsInReturn(b.Stmts):
		co.run = c.block(b.Stmts)
	case c.scalar:
		co.word = tail(c, b.Stmts, func(e resolve.Expr) func(*Frame) uint64 { return c.num(e) })
	default:
		co.value = tail(c, b.Stmts, func(e resolve.Expr) func(*Frame) Value { return c.expr(e) })
	}
	co.direct = co.plain
	if co.direct {
		co.quick = co.word
	}
	co.slots = c.slots
	co.params = len(b.Params)
}

// standalone compiles an expression outside of any body.
func (in *Interp) standalone(e resolve.Expr) func() Value {
	c := in.newCompiler(nil)
	x := c.expr(e)
	if c.slots == 0 {
		fr := &Frame{in: in}
		return func() Value { return x(fr) }
	}
	co := &code{fn: &Func{Name: "<initialisation>"}, pos: e.Pos(), slots: c.slots}
	return func() Value {
		fr := in.push(co)
		v := x(fr)
		clear(fr.slots[:co.slots])
		in.depth--
		return v
	}
}

// compileInits prepares what Start does.
func (in *Interp) compileInits() {
	for _, t := range in.prog.Types {
		if t.Kind == resolve.Record {
			in.layout(t)
		}
	}
	// Containers that no declaration gives a value begin empty. What has
	// defaults or attributes that may depend on other globals does so in the
	// order of declaration, the others before all else.
	given := map[*resolve.Global]bool{}
	for _, i := range in.prog.Inits {
		given[i.Target] = given[i.Target] || i.Op == resolve.InitSet
	}
	var late []*resolve.Global
	for _, g := range in.prog.Globals {
		switch {
		case given[g] || !g.Type.IsContainer():
		case g.Type.Kind == resolve.Record || g.Attrs != nil && tableMatters(g.Attrs):
			late = append(late, g)
		default:
			in.inits = append(in.inits, in.compileEmpty(g))
		}
	}
	for _, i := range in.prog.Inits {
		for len(late) > 0 && late[0].Index <= i.Target.Index {
			in.inits = append(in.inits, in.compileEmpty(late[0]))
			late = late[1:]
		}
		in.inits = append(in.inits, in.compileInit(i))
	}
	for _, g := range late {
		in.inits = append(in.inits, in.compileEmpty(g))
	}
}

func (in *Interp) compileEmpty(g *resolve.Global) func() {
	make := in.newCompiler(nil).emptyMaker(g.Type, g.Attrs)
	slot, fr := &in.globals[g.Index], &Frame{in: in}
	return func() { *slot = make(fr) }
}

func (in *Interp) compileInit(i *resolve.Init) func() {
	value := in.standalone(i.Value)
	slot := &in.globals[i.Target.Index]
	attrs := func() *TableAttrs { return nil }
	if k := i.Target.Type.Kind; k == resolve.Table || k == resolve.Set {
		make := in.newCompiler(nil).tableAttrs(i.Target.Attrs, i.Target.Type)
		fr := &Frame{in: in}
		attrs = func() *TableAttrs { return make(fr) }
	}
	raw := rawOutput(i.Target.Attrs)
	if i.Op == resolve.InitSet {
		return func() {
			v := value()
			if raw {
				v.raw()
			}
			if t, ok := v.ref.(*Table); ok {
				t.adopt(attrs())
				in.touchAll(t)
			}
			*slot = v
		}
	}
	var change func() Value
	if a := i.Target.Attrs; a != nil && i.Op == resolve.InitAdd && a.AddFunc != nil {
		change = in.standalone(a.AddFunc)
	} else if a != nil && i.Op == resolve.InitRemove && a.DeleteFunc != nil {
		change = in.standalone(a.DeleteFunc)
	}
	op := resolve.Add
	if i.Op == resolve.InitRemove {
		op = resolve.Sub
	}
	update := in.newCompiler(nil).update(op, i.Target.Type, i.Value.Type(), i.Pos)
	return func() {
		v := value()
		if change != nil && slot.IsSet() {
			*slot = in.call(change().Func(), []Value{*slot, v}, i.Pos)
			return
		}
		if !slot.IsSet() {
			*slot = in.zero(i.Target.Type)
		}
		update(slot, v)
		if t, ok := slot.ref.(*Table); ok {
			in.touchAll(t)
		}
	}
}

// zero is what += starts from on a variable without a value.
func (in *Interp) zero(t *resolve.Type) Value {
	switch {
	case isScalar(t.Kind):
		return Value{0, t}
	case t.Kind == resolve.String:
		return String("")
	}
	return Value{}
}

// constant turns a constant into a value.
func (c *compiler) constant(e *resolve.Const) Value {
	t := e.Type()
	switch x := e.Value.(type) {
	case bool:
		return Bool(x)
	case int64:
		return scalar(uint64(x), t)
	case uint64:
		return scalar(x, t)
	case float64:
		return scalar(Double(x).n, t)
	case string:
		return String(x)
	case resolve.PortNumber:
		v, ok := ParsePort(fmt.Sprintf("%d/%s", x.Num, x.Proto))
		if !ok {
			c.errorAt(e.Pos(), "bad port %d/%s", x.Num, x.Proto)
		}
		return v
	case netip.Addr:
		return Addr(x)
	case netip.Prefix:
		return Subnet(x)
	case resolve.PatternText:
		var flags pattern.Flags
		if x.IgnoreCase {
			flags |= pattern.FoldCase
		}
		if x.SingleLine {
			flags |= pattern.SingleLine
		}
		p, err := pattern.Compile(x.Text, flags)
		if err != nil {
			c.errorAt(e.Pos(), "%v", err)
			return Value{}
		}
		return Pattern(p)
	}
	c.errorAt(e.Pos(), "constant of type %s has no form", t)
	return Value{}
}

// A layout tells how records of a type begin: a template, and the fields that
// are made anew for each record.
type layout struct {
	template []Value // the memory of a record, its head first
	dynamic  []dynamicField
}

type dynamicField struct {
	index int
	make  func() Value
}

func (in *Interp) layout(t *resolve.Type) *layout {
	if l, ok := in.layouts[t]; ok {
		return l
	}
	l := &layout{template: make([]Value, len(t.Fields)+1)}
	fields := recordIn(l.template, t).fields()
	in.layouts[t] = l
	for i, f := range t.Fields {
		c := in.newCompiler(nil)
		if d := f.Default(); d != nil {
			if k, ok := d.(*resolve.Const); ok {
				fields[i] = c.constant(k)
			} else {
				l.dynamic = append(l.dynamic, dynamicField{i, in.standalone(d)})
			}
		} else if f.Type.IsContainer() && !f.Optional {
			attrs := f.Attrs
			if attrs != nil && attrs.Table != nil {
				attrs = attrs.Table
			}
			fr := &Frame{in: in}
			make := c.emptyMaker(f.Type, attrs)
			l.dynamic = append(l.dynamic, dynamicField{i, func() Value { return make(fr) }})
		}
	}
	return l
}

// NewRecord returns a record of type t as an empty constructor makes it, with
// defaults and empty containers. A script's error in a default is reported
// and leaves the field unset.
func (in *Interp) NewRecord(t *resolve.Type) *Record {
	var r *Record
	if err := in.guard(func() { r = in.layout(t).record() }); err != nil {
		return NewRecord(t)
	}
	return r
}

// A RecordMaker is NewRecord for who makes many records of one type.
type RecordMaker struct {
	in *Interp
	l  layout
}

// RecordMaker makes records of type t. Fields that are given get no value of
// their own: the caller sets them.
func (in *Interp) RecordMaker(t *resolve.Type, given ...int) *RecordMaker {
	l := in.layout(t)
	m := &RecordMaker{in: in, l: layout{template: l.template}}
	for _, d := range l.dynamic {
		if !slices.Contains(given, d.index) {
			m.l.dynamic = append(m.l.dynamic, d)
		}
	}
	return m
}

// New returns a new record.
func (m *RecordMaker) New() *Record {
	r := m.l.begin()
	m.fill(r)
	return r
}

// NewTogether returns a record of each maker, in one piece of memory that lives
// as long as any of them: for records that end together.
func NewTogether(into []*Record, makers ...*RecordMaker) {
	size := 0
	for _, m := range makers {
		size += len(m.l.template)
	}
	space := make([]Value, size)
	for i, m := range makers {
		n := copy(space, m.l.template)
		into[i] = recordAt(space)
		space = space[n:]
		m.fill(into[i])
	}
}

// fill gives a record the defaults that are made anew; none at all if one of them fails.
func (m *RecordMaker) fill(r *Record) {
	if len(m.l.dynamic) > 0 && m.in.guard(func() { fill(r, m.l.dynamic) }) != nil {
		clear(r.fields())
	}
}

// begin returns a new record as it is before its dynamic fields are made.
func (l *layout) begin() *Record {
	return recordAt(l.template).clone()
}

// record returns a new record with all defaults.
func (l *layout) record() *Record {
	r := l.begin()
	fill(r, l.dynamic)
	return r
}

func fill(r *Record, fields []dynamicField) {
	for i := range fields {
		r.SetAt(fields[i].index, fields[i].make())
	}
}

// emptyMaker makes the empty value of a container type.
func (c *compiler) emptyMaker(t *resolve.Type, attrs *resolve.Attrs) expr {
	switch t.Kind {
	case resolve.Vector:
		return func(*Frame) Value { return NewVector(t).Value() }
	case resolve.Record:
		in := c.in
		var l *layout // may still be under construction here, if t is within itself
		return func(*Frame) Value {
			if l == nil {
				l = in.layout(t)
			}
			return l.record().Value()
		}
	}
	make := c.tableAttrs(attrs, t)
	return func(fr *Frame) Value { return newTable(t, make(fr)).Value() }
}
