package interp

import "weak"

// This file keeps timers, driven by the network time.

// A timer does one of three things.
type timer struct {
	at    float64
	seq   uint64 // timers of one time fire in the order they were set
	ev    *Func  // raised with args, or
	args  []Value
	when  *pendingWhen        // gives up waiting, or
	table weak.Pointer[Table] // is looked through for what expires
}

func (a *timer) before(b *timer) bool { return a.at < b.at || a.at == b.at && a.seq < b.seq }

// A timerHeap is a binary heap, the next timer first.
type timerHeap []timer

func (h *timerHeap) push(t timer) {
	s := append(*h, t)
	i := len(s) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !s[i].before(&s[up]) {
			break
		}
		s[i], s[up] = s[up], s[i]
		i = up
	}
	*h = s
}

func (h *timerHeap) pop() timer {
	s := *h
	top := s[0]
	n := len(s) - 1
	s[0] = s[n]
	s[n] = timer{}
	s = s[:n]
	for i := 0; ; {
		down := 2*i + 1
		if down >= n {
			break
		}
		if down+1 < n && s[down+1].before(&s[down]) {
			down++
		}
		if !s[down].before(&s[i]) {
			break
		}
		s[i], s[down] = s[down], s[i]
		i = down
	}
	*h = s
	return top
}

// NetworkTime is the time of the traffic, in seconds since 1970; 0 before the
// first packet.
func (in *Interp) NetworkTime() float64 { return in.now }

// Advance sets the network time, which does not go back, and fires the timers
// that are due: scheduled events are queued, tables expire entries, "when"
// statements time out.
func (in *Interp) Advance(now float64) error {
	if now < in.now {
		return nil
	}
	if in.began == 0 {
		in.began = now
	}
	in.now = now
	for len(in.timers) > 0 && in.timers[0].at <= now {
		if err := in.fire(in.timers.pop()); err != nil {
			return err
		}
	}
	return nil
}

// ExpireAll fires all timers whatever their time, as Bro does at its end, but
// those of tables, which keep their entries.
func (in *Interp) ExpireAll() error {
	due := in.timers
	in.timers = nil
	for len(due) > 0 {
		if t := due.pop(); t.ev != nil || t.when != nil {
			if err := in.fire(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// NextTimer is the time of the next timer, if there is one.
func (in *Interp) NextTimer() (at float64, ok bool) {
	if len(in.timers) == 0 {
		return 0, false
	}
	return in.timers[0].at, true
}

// Timers is the number of timers waiting.
func (in *Interp) Timers() int { return len(in.timers) }

// TimerKinds is the number of timers waiting of scheduled events, of tables with expiry,
// and of conditions that will be waited for no longer.
func (in *Interp) TimerKinds() (events, tables, whens int) {
	for i := range in.timers {
		switch t := &in.timers[i]; {
		case t.ev != nil:
			events++
		case t.when != nil:
			whens++
		default:
			tables++
		}
	}
	return events, tables, whens
}

// Whens is the number of conditions that were waited for, and that still are.
func (in *Interp) Whens() (total uint64, pending int) { return in.Counters.Whens, len(in.whens) }

func (in *Interp) fire(t timer) error {
	in.Counters.Timers++
	switch {
	case t.ev != nil:
		in.Queue(t.ev, t.args...)
	case t.when != nil:
		if err := in.guard(func() { in.timeoutWhen(t.when) }); err == ErrCanceled {
			return err
		}
	default:
		if table := t.table.Value(); table != nil {
			in.scan(table)
		}
	}
	return nil
}

func (in *Interp) setTimer(t timer) {
	in.timerSeq++
	t.seq = in.timerSeq
	in.timers.push(t)
	in.Counters.Waiting = max(in.Counters.Waiting, uint64(len(in.timers)))
}

// Schedule raises an event when the network time reaches at.
func (in *Interp) Schedule(at float64, ev *Func, args ...Value) {
	in.setTimer(timer{at: at, ev: ev, args: args})
}
