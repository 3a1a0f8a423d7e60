package interp

import (
	"errors"
	"slices"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// This file compiles "when" statements and looks after those that wait.
//
// A when keeps a copy of its frame. Its condition is tried at once, and again
// each time the event queue has run empty, until it is true or the timeout
// has passed. A function that says "return when" can only be called from the
// condition of another when: that condition is left (waitPanic) and tried
// again once the value is there; meanwhile the value of each call is kept, so
// that no call of a condition is made twice after it had to wait.

type pendingWhen struct {
	fr            *Frame
	cond          cond
	body, timeout stmt
	done          bool
	values        map[*resolve.Call]Value // of calls that had to wait
	answers       map[syntax.Pos]*answer  // of builtins that wait, by the places of their calls
	call          *resolve.Call           // under evaluation

	parent *pendingWhen // of a "return when": who waits for it, and
	site   *resolve.Call
}

type waitPanic struct{}

var errWaiting = errors.New("waiting")

func (c *compiler) when(s *resolve.When) stmt {
	in, pos := c.in, s.Pos()
	test := c.whenCond(s.Cond)
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
		w := &pendingWhen{cond: test, body: body, timeout: timeoutBody}
		w.fr = &Frame{slots: slices.Clone(fr.slots[:fr.code.slots]), in: in, code: fr.code}
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
		}
		in.whens = append(in.whens, w)
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

// whenCond compiles a condition whose calls remember what they waited for.
func (c *compiler) whenCond(e resolve.Expr) cond {
	c.waiting++
	test := c.cond(e)
	c.waiting--
	return test
}

// waitable wraps a call within the condition of a when.
func (c *compiler) waitable(e *resolve.Call, call expr) expr {
	in := c.in
	return func(fr *Frame) Value {
		w := in.whenNow
		if w == nil {
			return call(fr)
		}
		if v, ok := w.values[e]; ok {
			return v
		}
		outer := w.call
		w.call = e
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
	err := in.guard(func() { holds = w.cond(w.fr) })
	in.whenNow = outer
	switch {
	case err == errWaiting:
	case err == ErrCanceled:
		panic(cancelPanic{})
	case err != nil:
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
			p.values = map[*resolve.Call]Value{}
		}
		p.values[w.site] = w.fr.ret
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
		for i := 0; i < len(in.whens); i++ {
			if w := in.whens[i]; !w.done {
				in.tryWhen(w)
			}
		}
	})
	in.whens = slices.DeleteFunc(in.whens, func(w *pendingWhen) bool { return w.done })
	return err
}
