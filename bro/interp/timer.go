package interp

// This file keeps timers, driven by the network time.

type timer struct {
	at   float64
	seq  uint64 // timers of one time fire in the order they were set
	ev   *Func  // raised with args, or
	args []Value
	fire func()
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
	in.now = now
	return in.fire(now)
}

// ExpireAll fires all timers whatever their time, as Bro does at its end.
func (in *Interp) ExpireAll() error {
	for n := len(in.timers); n > 0 && len(in.timers) > 0; n-- {
		if err := in.fireNext(); err != nil {
			return err
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

func (in *Interp) fire(now float64) error {
	for len(in.timers) > 0 && in.timers[0].at <= now {
		if err := in.fireNext(); err != nil {
			return err
		}
	}
	return nil
}

func (in *Interp) fireNext() error {
	t := in.timers.pop()
	in.Counters.Timers++
	if t.ev != nil {
		in.Queue(t.ev, t.args...)
		return nil
	}
	if err := in.guard(t.fire); err == ErrCanceled {
		return err
	}
	return nil
}

// At calls f when the network time reaches at; engine code uses it for
// timeouts of its own.
func (in *Interp) At(at float64, f func()) { in.at(at, f) }

func (in *Interp) at(at float64, f func()) {
	in.timerSeq++
	in.timers.push(timer{at: at, seq: in.timerSeq, fire: f})
}

// Schedule raises an event when the network time reaches at.
func (in *Interp) Schedule(at float64, ev *Func, args ...Value) {
	in.timerSeq++
	in.timers.push(timer{at: at, seq: in.timerSeq, ev: ev, args: args})
}
