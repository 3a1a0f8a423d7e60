package interp

import (
	"fmt"
	"math"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file queues events and dispatches them.
//
// The queue is two batches: handlers fill one while the other is dispatched,
// so events run strictly in the order in which they were raised. Arguments
// lie in one array for each batch, which is used again: once warm, an event
// costs no allocation.

type batch struct {
	items []queued
	args  []Value
}

type queued struct {
	ev     *Func
	lo, hi int // of args
}

// MaxQueued is how many events may wait. What is raised beyond that is dropped,
// which is reported once in a row: handlers that raise more than one event each
// would otherwise take all memory.
const MaxQueued = 1 << 22

// Queue appends an event to the queue. Events without handlers are dropped, unless
// AllEvents is set.
func (in *Interp) Queue(ev *Func, args ...Value) {
	if len(ev.bodies) == 0 && !in.AllEvents {
		return
	}
	q := &in.queue
	if len(q.items) >= MaxQueued {
		in.full(ev)
		return
	}
	lo := len(q.args)
	for _, a := range args { // one by one: they are too few for one append
		q.args = append(q.args, a)
	}
	q.items = append(q.items, queued{ev, lo, len(q.args)})
	in.Counters.Queued++
}

// full drops an event.
func (in *Interp) full(ev *Func) {
	if !in.flooded {
		in.flooded = true
		in.report(Report{Kind: "error", Msg: fmt.Sprintf("%d events are waiting; %s and others that are raised now are dropped", MaxQueued, ev.Name)})
	}
}

// Pending reports whether events are waiting.
func (in *Interp) Pending() bool { return len(in.queue.items) > 0 }

// Waiting is the number of queued events.
func (in *Interp) Waiting() int { return len(in.queue.items) }

// Drain dispatches events, those that handlers raise included, until none is
// left (but see maxRounds), and looks after "when" conditions. The error can only be ErrCanceled;
// called from within a handler Drain does nothing.
func (in *Interp) Drain() error {
	if in.depth > 0 || in.draining.items != nil && len(in.draining.items) > 0 {
		return nil
	}
	if in.canceled.Load() {
		return ErrCanceled
	}
	for rounds := 0; ; {
		for ; len(in.queue.items) > 0 && rounds < maxRounds; rounds++ {
			if err := in.drainBatch(); err != nil {
				return err
			}
		}
		if len(in.whens) > 0 {
			if err := in.checkWhens(); err != nil {
				return err
			}
		}
		if len(in.queue.items) == 0 || rounds == maxRounds {
			if in.drains++; in.drains%releaseEvery == 0 {
				in.release()
			}
			return nil
		}
	}
}

// releaseEvery is the number of Drains after which frames let go of what calls left in
// them. They are few, but larger than what a packet's handlers use of them.
const releaseEvery = 64

// maxRounds is how many generations of events, each raised by the one before,
// Drain dispatches. An event that raises itself for ever leaves its successor
// to the next Drain, so that time goes on.
const maxRounds = 1_000_000

func (in *Interp) drainBatch() error {
	in.queue, in.draining = in.draining, in.queue
	b := &in.draining
	var err error
	for i := range b.items {
		q := &b.items[i]
		in.Counters.Events++
		q.ev.raised++
		if in.OnEvent != nil {
			if err = in.OnEvent(q.ev, b.args[q.lo:q.hi]); err != nil {
				break
			}
		}
		if err = in.dispatch(q.ev, b.args[q.lo:q.hi]); err != nil {
			break
		}
	}
	clear(b.args)
	clear(b.items)
	b.args, b.items = b.args[:0], b.items[:0]
	if len(in.queue.items) < MaxQueued {
		in.flooded = false
	}
	return err
}

// Dispatch runs the handlers of an event at once, without the queue.
func (in *Interp) Dispatch(ev *Func, args ...Value) error {
	in.Counters.Events++
	ev.raised++
	return in.dispatch(ev, args)
}

func (in *Interp) dispatch(ev *Func, args []Value) error {
	for i := 0; i < len(ev.bodies); {
		var err error
		if i, err = in.invokeFrom(i, ev, args); err == ErrCanceled {
			return err
		}
	}
	return nil
}

// invokeFrom runs the bodies of an event or hook from the i-th on, up to the last or one
// that fails: an error of the script ends only that. It returns the number of the
// body to go on with: none after a veto.
func (in *Interp) invokeFrom(i int, f *Func, args []Value) (next int, err error) {
	m := in.mark()
	next = i
	defer func() {
		if p := recover(); p != nil {
			err = in.caught(p, m)
		}
	}()
	var fr *Frame // in which c's arguments are
	for next < len(f.bodies) {
		c := f.bodies[next]
		next++ // also if c fails
		if c.off {
			fr = nil
			continue
		}
		if fr == nil || !in.renew(fr, c) {
			fr = in.push(c)
			c.bind(fr, args)
		}
		in.execStmt(fr, c, f)
		if fr.vetoed {
			fr.vetoed = false
			return vetoed, nil
		}
		if !c.leaves {
			fr = nil
		}
	}
	return next, nil
}

// vetoed is what invokeFrom returns after a veto.
const vetoed = math.MaxInt

// call calls f from Go or through a value. Errors panic.
func (in *Interp) call(f *Func, args []Value, pos syntax.Pos) Value {
	if f.builtin != nil {
		mark := len(in.args)
		in.args = append(in.args, args...)
		return in.callBuiltin(&builtinSite{pos, f.typ.Sig.Result, f}, mark)
	}
	switch f.flavour() {
	case resolve.Hook:
		return Bool(in.callHook(f, args))
	case resolve.Event:
		for _, c := range f.bodies {
			if !c.off {
				in.invoke(c, f, args)
			}
		}
		return Value{}
	}
	if len(f.bodies) == 0 {
		fail(pos, "function %s has no body", f.Name)
	}
	return in.invoke(f.bodies[0], f, args)
}

// callHook runs bodies until one vetoes. An error ends its body only.
func (in *Interp) callHook(f *Func, args []Value) bool {
	for i := 0; i < len(f.bodies); {
		var err error
		if i, err = in.invokeFrom(i, f, args); err == ErrCanceled {
			panic(cancelPanic{})
		}
		if i == vetoed {
			return false
		}
	}
	return true
}

// callBuiltin calls a builtin with in.args[mark:] and drops these.
func (in *Interp) callBuiltin(at *builtinSite, mark int) Value {
	f := at.fn
	traced := f.traced && in.Tracer != nil
	if traced {
		in.depth++
		g := in.frameAt(in.depth, 0, at.Pos)
		g.code = in.inBuiltin
		in.traceEnter(g, f.id, 0)
	}
	if in.nested == len(in.builtins) {
		in.builtins = append(in.builtins, &BuiltinCall{In: in})
	}
	c := in.builtins[in.nested]
	in.nested++
	c.Args, c.builtinSite = in.args[mark:len(in.args):len(in.args)], at
	v, err := f.builtin(c)
	if err != nil {
		fail(at.Pos, "%s: %v", f.Name, err)
	}
	in.nested--
	if traced {
		in.traceLeave(in.frames[in.depth])
		in.depth--
	}
	clear(in.args[mark:])
	in.args = in.args[:mark]
	return v
}
