package logs

import (
	"container/list"
	"errors"
	"fmt"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// This file lets records wait: the hook Log::log_stream_policy, or a function
// that is called when a delay ends, may call Log::delay, for example until a
// name is looked up. A record is written once Log::delay_finish has been
// called as often as Log::delay, when it has waited for the stream's longest
// delay, when too many records wait, and at the end.

// Delays are the records of a stream that wait.
type delays struct {
	longest float64 // seconds
	most    int
	byToken map[uint64]*delayed
	queue   *list.List // of *delayed, in the order in which they began to wait
	timer   bool       // one is set
}

// A delayed is a record that waits or is about to.
type delayed struct {
	s       *stream
	rec     *interp.Record
	token   uint64
	refs    int // how many delay_finish are due
	expires float64
	then    []*interp.Func // called when the delay ends; one that gives F drops the record
	place   *list.Element  // nil while the hooks are still running
}

// newDelays takes what a Log::Stream says about delays.
func newDelays(def *interp.Record) delays {
	d := delays{byToken: map[uint64]*delayed{}, queue: list.New(), longest: 0.2, most: 1000}
	if v := def.Field("max_delay_interval"); v.IsSet() {
		d.longest = v.Seconds()
	}
	if v := def.Field("max_delay_queue_size"); v.IsSet() {
		d.most = int(min(v.Count(), 1<<30))
	}
	return d
}

func (d *delays) forget(w *delayed) {
	delete(d.byToken, w.token)
	if w.place != nil {
		d.queue.Remove(w.place)
	}
}

// token makes the value that scripts finish a delay with; 0 is for a delay
// that was refused.
func token(t *resolve.Type, n uint64) interp.Value { return (&interp.Opaque{T: t, X: n}).Value() }

// delay marks the record being written as one that waits. then may be nil.
func (fw *Framework) delay(id interp.Value, rec *interp.Record, then *interp.Func) (uint64, error) {
	switch {
	case len(fw.writing) == 0:
		return 0, errors.New("Log::delay is called outside of the hook Log::log_stream_policy")
	case fw.closing:
		return 0, errors.New("Log::delay is called at the end of the run")
	}
	w := fw.writing[len(fw.writing)-1]
	if w.s != fw.stream(id) || w.rec != rec {
		return 0, errors.New("Log::delay is called for another record than the one being written")
	}
	if w.delayed == nil {
		fw.lastToken++
		w.delayed = &delayed{s: w.s, rec: rec, token: fw.lastToken, expires: fw.in.NetworkTime() + w.s.delays.longest}
		w.s.delays.byToken[w.delayed.token] = w.delayed
	}
	w.delayed.refs++
	if then != nil {
		w.delayed.then = append(w.delayed.then, then)
	}
	return w.delayed.token, nil
}

// delayFinish takes one delay of a record back.
func (fw *Framework) delayFinish(call caller, id interp.Value, rec *interp.Record, tok interp.Value) error {
	s := fw.stream(id)
	if s == nil {
		return fmt.Errorf("there is no log stream %s", id.Label())
	}
	var n uint64
	if tok.Kind() == resolve.Opaque {
		n, _ = tok.Opaque().X.(uint64)
	}
	w := s.delays.byToken[n]
	switch {
	case n == 0:
		return errors.New("Log::delay_finish is called with a token that Log::delay did not give")
	case w == nil:
		return fmt.Errorf("no record of log stream %s is delayed with this token", id.Label())
	case w.rec != rec:
		return fmt.Errorf("another record of log stream %s is delayed with this token", id.Label())
	case w.refs == 0:
		return errors.New("Log::delay_finish is called more often than Log::delay")
	}
	w.refs--
	if w.refs == 0 && w.place != nil {
		return fw.release(call, w)
	}
	return nil
}

// enqueue lets a record wait, or writes it if all of its delays are finished.
func (fw *Framework) enqueue(call caller, w *delayed) {
	d := &w.s.delays
	w.place = d.queue.PushBack(w)
	if w.refs == 0 {
		fw.report(fw.release(call, w))
		return
	}
	fw.evict(call, w.s)
	fw.setTimer(w.s)
}

// evict writes the records that have waited longest while there are too many.
func (fw *Framework) evict(call caller, s *stream) {
	for n := s.delays.queue.Len() - s.delays.most; n > 0; n-- {
		fw.report(fw.release(call, s.delays.queue.Front().Value.(*delayed)))
	}
}

// setTimer sees to it that expire is called when a record has waited too long.
func (fw *Framework) setTimer(s *stream) {
	d := &s.delays
	if front := d.queue.Front(); front != nil && !d.timer {
		d.timer = true
		fw.in.Schedule(front.Value.(*delayed).expires, fw.in.Event("Log::__delay_expired"), s.id)
	}
}

// expire writes the records that have waited too long.
func (fw *Framework) expire(call caller, s *stream) {
	d := &s.delays
	d.timer = false
	now := fw.in.NetworkTime()
	for n := d.queue.Len(); n > 0; n-- {
		w := d.queue.Front().Value.(*delayed)
		if w.expires > now && !fw.in.Ending() {
			break
		}
		fw.report(fw.release(call, w))
	}
	fw.setTimer(s)
}

// release ends a delay: the functions that were given for that are called,
// which may delay the record again, and then the record is written.
func (fw *Framework) release(call caller, w *delayed) error {
	w.s.delays.forget(w)
	again := &writing{s: w.s, rec: w.rec}
	pass := true
	fw.during(again, func() {
		for _, then := range w.then {
			if !call(then, w.rec.Value(), w.s.id).Bool() {
				pass = false
			}
		}
	})
	switch {
	case again.delayed != nil:
		fw.enqueue(call, again.delayed)
		return nil
	case !pass:
		return nil
	}
	return fw.toFilters(call, w.s, w.rec.Value(), false)
}

// releaseAll writes all records that wait, outside of any handler.
func (fw *Framework) releaseAll(s *stream) {
	call := func(f *interp.Func, args ...interp.Value) interp.Value {
		v, err := fw.in.Call(f, args...)
		if err != nil || !v.IsSet() && (f.IsHook() || f.Type().Sig.Result.Kind == resolve.Bool) {
			return interp.Bool(false) // reported already
		}
		return v
	}
	for n := s.delays.queue.Len(); n > 0; n-- {
		fw.report(fw.release(call, s.delays.queue.Front().Value.(*delayed)))
	}
}

func (fw *Framework) report(err error) {
	if err != nil {
		fw.in.Send(interp.Report{Kind: "error", Msg: err.Error()})
	}
}
