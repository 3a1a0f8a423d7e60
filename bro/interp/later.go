package interp

import "brig/bro/syntax"

// This file lets builtins wait for what lies outside of the program, such as
// the name service, without holding up the run.

// An answer is what a builtin that was called in the condition of a when waits for.
type answer struct {
	ready chan func() Value
	value Value
}

// Later runs work on a goroutine of its own, and lets the condition of the
// "when" that the builtin was called in wait for it: the call returns only once
// the value is there. work must not touch the interpreter; what it returns is
// called by the interpreter to make the value. Outside of a condition Later
// does nothing and returns false.
func (c *BuiltinCall) Later(work func() func() Value) (Value, bool) {
	in := c.In
	w := in.whenNow
	if w == nil {
		return Value{}, false
	}
	a := w.answers[c.Pos]
	if a == nil {
		a = &answer{ready: make(chan func() Value, 1)}
		if w.answers == nil {
			w.answers = map[syntax.Pos]*answer{}
		}
		w.answers[c.Pos] = a
		in.outstanding.Add(1)
		go func() {
			a.ready <- work()
			in.outstanding.Add(-1)
			select {
			case in.answered <- struct{}{}:
			default:
			}
		}()
	}
	if a.value.IsSet() {
		return a.value, true
	}
	select {
	case f := <-a.ready:
		a.value = f()
		return a.value, true
	default:
		panic(waitPanic{})
	}
}

// Outstanding is the number of answers that conditions wait for. Each sends
// on the channel Answered when it has come; Drain then takes it up.
func (in *Interp) Outstanding() int { return int(in.outstanding.Load()) }

// Answered tells that an answer has come.
func (in *Interp) Answered() <-chan struct{} { return in.answered }
