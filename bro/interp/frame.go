package interp

import (
	"unsafe"

	"brig/bro/syntax"
)

// A Frame holds the variables of a running body. Frames belong to a depth of
// calls and are used again by the next call at that depth. A body finds in its
// slots what the call before left: a variable is visible only behind the
// statement that sets it, so nothing is cleared in between.
type Frame struct {
	slots  []Value // as many as the largest body at this depth had
	ret    Value   // what return left
	in     *Interp
	code   *code // nil: not used since release
	vetoed bool  // a hook body was left by break
	traced bool  // it was entered in the trace,
	fn     int16 // as this body
	body   int16
}

// at returns a slot of the body that runs in fr. It does not look whether there
// is one: push has seen to that. So a closure that reads variables calls
// nothing, and needs no stack.
func (fr *Frame) at(slot int) *Value {
	return (*Value)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(fr.slots)), uintptr(slot)*unsafe.Sizeof(Value{})))
}

// A status says how a statement ended.
type status int

const (
	normal status = iota
	next
	broken // by break
	fellThrough
	returned
	veto
)

type (
	expr func(*Frame) Value
	num  func(*Frame) uint64 // of scalar types: Value.n
	cond func(*Frame) bool
	stmt func(*Frame) status
)

// pollEvery is the number of calls and loop rounds between looks at Cancel.
const pollEvery = 4096

// poll is called when in.steps has run out.
func (in *Interp) poll() {
	in.steps = pollEvery
	if in.canceled.Load() {
		panic(cancelPanic{})
	}
}

// frameAt returns the frame of this depth with at least n slots.
func (in *Interp) frameAt(depth, n int, pos syntax.Pos) *Frame {
	for depth >= len(in.frames) {
		if depth > MaxDepth {
			in.depth--
			fail(pos, "calls nested deeper than %d", MaxDepth)
		}
		in.frames = append(in.frames, &Frame{in: in})
	}
	fr := in.frames[depth]
	if n > len(fr.slots) {
		fr.slots = make([]Value, n+n/2)
	}
	return fr
}

// push begins a call of c. The caller fills the slots of parameters; frames
// of calls made meanwhile lie above this one.
func (in *Interp) push(c *code) *Frame {
	if fr := in.reuse(c); fr != nil {
		return fr
	}
	return in.pushNew(c)
}

// reuse is push as far as it goes without making a frame or polling; else nil.
// It is small enough to be inlined.
func (in *Interp) reuse(c *code) *Frame {
	d := in.depth + 1
	if d >= len(in.frames) || in.steps <= 0 || c.slots > len(in.frames[d].slots) {
		return nil
	}
	in.depth = d
	in.steps--
	in.frames[d].code = c
	return in.frames[d]
}

// renew makes a call of c of the frame that the call before had at this depth, as far as
// reuse goes.
func (in *Interp) renew(fr *Frame, c *code) bool {
	if in.steps <= 0 || c.slots > len(fr.slots) {
		return false
	}
	in.depth++
	in.steps--
	fr.code = c
	return true
}

// pushNew is push when there is no frame, or it is time to poll.
func (in *Interp) pushNew(c *code) *Frame {
	if in.steps--; in.steps < 0 {
		in.poll()
	}
	in.depth++
	fr := in.frameAt(in.depth, c.slots, c.pos)
	fr.code = c
	return fr
}

// exec runs the body of a frame that push made and ends the call.
func (in *Interp) exec(fr *Frame, c *code, f *Func) Value {
	in.Counters.Calls++
	if c.direct {
		v := c.result(fr)
		in.depth--
		return v
	}
	return in.execFull(fr, c, f)
}

// execWord is exec for a scalar result that is wanted as a word.
func (in *Interp) execWord(fr *Frame, c *code, f *Func) uint64 {
	if !c.direct || c.scalar == nil {
		return in.exec(fr, c, f).n
	}
	in.Counters.Calls++
	var n uint64
	if c.word != nil {
		n = c.word(fr)
	} else if c.run(fr) == returned {
		n = fr.ret.n
	}
	in.depth--
	return n
}

// execStmt is exec where no result is wanted.
func (in *Interp) execStmt(fr *Frame, c *code, f *Func) {
	if !c.direct || c.run == nil {
		in.exec(fr, c, f)
		return
	}
	in.Counters.Calls++
	c.run(fr)
	in.depth--
}

// result runs the body; without a return the result is not set.
func (c *code) result(fr *Frame) Value {
	switch {
	case c.word != nil:
		return Value{c.word(fr), c.scalar}
	case c.value != nil:
		return c.value(fr)
	case c.run(fr) != returned:
		return Value{}
	case c.scalar != nil:
		return Value{fr.ret.n, c.scalar}
	}
	return fr.ret
}

// execFull is exec for bodies with shared or captured variables, and under trace.
func (in *Interp) execFull(fr *Frame, c *code, f *Func) Value {
	if !c.plain {
		clear(fr.slots[c.params:c.slots]) // an earlier call at this depth may have left cells there
		for _, s := range c.shared {
			fr.slots[s] = Value{0, &cell{fr.slots[s]}}
		}
		for i, s := range c.inners {
			fr.slots[s] = f.captured[i]
		}
	}
	if c.fn.traced && in.Tracer != nil {
		in.traceEnter(fr, c.fn.id, c.id)
	}
	v := c.result(fr)
	// What a closure captured is its own: changes stay for its next call.
	for i, s := range c.inners {
		f.captured[i] = fr.slots[s]
	}
	if fr.traced {
		in.traceLeave(fr)
	}
	in.depth--
	return v
}

// release drops what ended calls left in their frames: arguments and results
// stay there until then, or until the next call at the same depth.
func (in *Interp) release() {
	for d := in.depth + 1; d < len(in.frames) && in.frames[d].code != nil; d++ {
		fr := in.frames[d]
		clear(fr.slots)
		fr.ret, fr.code = Value{}, nil
	}
	in.forget()
}

// bind puts arguments into a frame.
func (c *code) bind(fr *Frame, args []Value) {
	if m := c.body.Args; m != nil {
		for i, a := range m {
			fr.slots[c.body.Params[i].Slot] = args[a]
		}
		return
	}
	slots := fr.slots[:c.params]
	for i := range slots { // one by one: they are too few for copy
		if i < len(args) {
			slots[i] = args[i]
		} else {
			slots[i] = Value{}
		}
	}
}

// invoke calls a body with these arguments.
func (in *Interp) invoke(c *code, f *Func, args []Value) Value {
	fr := in.push(c)
	c.bind(fr, args)
	return in.exec(fr, c, f)
}
