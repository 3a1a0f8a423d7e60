package interp

import (
	"errors"
	"hash/maphash"
	"slices"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles "when" statements and looks after those that wait.
//
// A when keeps a copy of its frame, a deep one unless it has a capture list. Its condition is tried at once, and again
// when the event queue has run empty and a global that it names has changed,
// or what that holds; without such globals it is tried each time. So it goes
// until it is true or the timeout has passed. An error in the condition is
// reported, and the condition goes on waiting for a change. A function that says "return when" can only be called from the
// condition of another when, or from a function that this calls: that condition is left (waitPanic) and tried
// again once the value is there. The values of calls that had to wait are kept, so that none of
// them is made twice; functions in between run again.

type pendingWhen struct {
	fr            *Frame
	cond          cond
	watched       []*Value // globals that the condition names, if they decide it
	seen          state    // of them
	body, timeout stmt
	waits         bool // for the value of a call
	done          bool
	awaits        callSite               // whose value it waits for, none if that of a builtin
	values        map[callSite]Value     // of calls that had to wait
	answers       map[syntax.Pos]*answer // of builtins that wait, by the places of their calls
	call          callSite               // under evaluation
	turns         map[*resolve.Call]int  // how often each call was reached in this evaluation

	parent *pendingWhen // of a "return when": who waits for it, and
	site   callSite
}

// A callSite is one of the times that a call is made in an evaluation of a condition, by the
// condition itself or by a function that it calls.
type callSite struct {
	call *resolve.Call
	turn int
}

type waitPanic struct{}

var errWaiting = errors.New("waiting")

func (c *compiler) when(s *resolve.When) stmt {
	in, pos := c.in, s.Pos()
	test, watched := c.whenCond(s.Cond)
	scalar := c.scalar
	c.scalar = false // what the bodies return is kept for who waits, as a Value
	body := c.loopBody(s.Body)
	var timeoutBody stmt
	if s.TimeoutBody != nil {
		timeoutBody = c.stmt(s.TimeoutBody)
	}
	c.scalar = scalar
	var timeout num
	if s.Timeout != nil {
		timeout = c.num(s.Timeout)
	}
	captures := s.Captures
	return func(fr *Frame) status {
		w := &pendingWhen{cond: test, watched: watched, body: body, timeout: timeoutBody}
		w.fr = &Frame{slots: slices.Clone(fr.slots[:fr.code.slots]), in: in, code: fr.code}
		if len(captures) == 0 {
			copier{done: map[any]any{}}.copyAll(w.fr.slots, w.fr.slots)
		}
		for _, k := range captures {
			if k.Mode == resolve.ByCopy {
				w.fr.slots[k.Inner.Slot] = capture(fr, k)
			}
		}
		if s.Returns {
			if in.whenNow == nil {
				fail(pos, "return when is called outside of the condition of a when")
			}
			w.parent, w.site = in.whenNow, in.whenNow.call
			w.parent.awaits = w.site
		}
		in.whens = append(in.whens, w)
		in.Counters.Whens++
		w.look()
		in.tryWhen(w)
		if timeout != nil && !w.done {
			in.setTimer(timer{at: in.now + Value{n: timeout(fr)}.Double(), when: w})
		}
		if s.Returns {
			if v, ok := w.parent.values[w.site]; ok {
				fr.ret = v // the word too, if the result is a scalar
				return returned
			}
			panic(waitPanic{})
		}
		return normal
	}
}

// whenCond compiles a condition whose calls remember what they waited for, and
// tells which globals it names.
func (c *compiler) whenCond(e resolve.Expr) (cond, []*Value) {
	outer := c.watched
	c.watched = nil
	c.waiting++
	test := c.cond(e)
	c.waiting--
	watched := c.watched
	if c.unwatched {
		watched = nil
	}
	c.watched, c.unwatched = outer, false
	return test, watched
}

// look reports whether the condition is to be tried: what it names has changed
// since the latest look, or nobody can tell. While it waits for the value of a
// call, nothing but that value counts.
func (w *pendingWhen) look() bool {
	if w.waits && w.awaits.call != nil {
		_, come := w.values[w.awaits]
		return come
	}
	var now state
	for _, v := range w.watched {
		now.add(*v, 0)
	}
	same := now == w.seen && !now.vague && len(w.watched) > 0
	w.seen = now
	return !same || w.waits
}

// A state is a digest of values. It differs, very likely, when they or what
// they hold do, unless it is vague.
type state struct {
	digest uint64
	vague  bool // there is too much to look at
}

func (s *state) add(v Value, depth int) {
	const deepest, most = 4, 256
	var parts []Value
	switch r := v.ref.(type) {
	case *Table:
		s.digest = mix(s.digest, uint64(r.epoch)<<32^uint64(len(r.hashes)))
		s.digest = mix(s.digest, uint64(r.live))
		parts = r.vals
	case *Record:
		parts = r.fields()
	case *Vector:
		parts = r.elems
	case *Opaque: // builtins change it in place
		s.vague = true
	default:
		s.digest = mix(s.digest, v.hash())
		return
	}
	s.digest = mix(s.digest, maphash.Comparable(hashSeed, v.ref))
	if len(parts) > most || depth > deepest {
		s.vague = true
		return
	}
	for _, p := range parts {
		s.add(p, depth+1)
	}
}

// mayWait reports whether a call may make the condition of a when wait that it is part of, or
// that the function is part of which it is part of.
func (c *compiler) mayWait(e *resolve.Call) bool {
	ref, ok := e.Fun.(*resolve.FuncRef)
	return c.waiting > 0 || c.in.prog.Waits && (!ok || c.in.waiting[ref.Func])
}

// findWaiting finds the functions that may make a condition wait.
func (in *Interp) findWaiting() {
	if !in.prog.Waits {
		return
	}
	in.waiting = map[*resolve.Func]bool{}
	for found := true; found; {
		found = false
		for _, f := range in.prog.Funcs {
			if !in.waiting[f] && slices.ContainsFunc(f.Bodies, in.bodyWaits) {
				in.waiting[f], found = true, true
			}
		}
	}
}

func (in *Interp) bodyWaits(b *resolve.Body) bool {
	return b.Waits || b.CallsAny || slices.ContainsFunc(b.Calls, func(f *resolve.Func) bool { return in.waiting[f] })
}

// waitable wraps a call that may make the condition of a when wait.
func (c *compiler) waitable(e *resolve.Call, call expr) expr {
	in := c.in
	return func(fr *Frame) Value {
		w := in.whenNow
		if w == nil {
			return call(fr)
		}
		site := callSite{e, w.turns[e]}
		if v, ok := w.values[site]; ok {
			w.turns[e]++
			return v
		}
		if w.turns == nil {
			w.turns = map[*resolve.Call]int{}
		}
		w.turns[e]++
		outer := w.call
		w.call = site
		v := call(fr)
		w.call = outer
		return v
	}
}

// tryWhen evaluates the condition of w, and runs its body if it is true.
func (in *Interp) tryWhen(w *pendingWhen) {
	holds := false
	outer := in.whenNow
	in.whenNow = w
	w.waits, w.awaits, w.call = false, callSite{}, callSite{}
	clear(w.turns)
	err := in.guard(func() { holds = w.cond(w.fr) })
	in.whenNow = outer
	switch {
	case err == errWaiting:
		w.waits = true
	case err == ErrCanceled:
		panic(cancelPanic{})
	case err != nil && len(w.watched) == 0:
		in.endWhen(w, nil)
	case holds:
		in.endWhen(w, w.body)
	}
}

// endWhen runs what is left to do, and gives the value to who waits for it.
func (in *Interp) endWhen(w *pendingWhen, body stmt) {
	w.done = true
	if body == nil {
		return
	}
	outer := in.whenNow
	in.whenNow = nil
	err := in.guard(func() { body(w.fr) })
	in.whenNow = outer
	if err == ErrCanceled {
		panic(cancelPanic{})
	}
	if p := w.parent; p != nil && err == nil {
		if p.values == nil {
			p.values = map[callSite]Value{}
		}
		p.values[w.site] = w.fr.ret
		in.delivered = true
	}
}

func (in *Interp) timeoutWhen(w *pendingWhen) {
	if w.done {
		return
	}
	in.endWhen(w, w.timeout)
	if w.timeout == nil {
		w.done = true
	}
}

// checkWhens tries all that wait and drops those that are done.
func (in *Interp) checkWhens() error {
	err := in.guard(func() {
		for more := true; more; more = in.delivered {
			in.delivered = false
			for i := 0; i < len(in.whens); i++ {
				if w := in.whens[i]; !w.done && w.look() {
					in.tryWhen(w)
				}
			}
		}
	})
	in.whens = slices.DeleteFunc(in.whens, func(w *pendingWhen) bool { return w.done })
	return err
}
