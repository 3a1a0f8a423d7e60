package bro

import (
	"context"
	"time"
)

// This file runs what needs no packets: input streams, and scripts that wait
// for the wall clock.

// stays reports whether the run goes on without packets until a script calls
// terminate.
func (e *engine) stays() bool {
	v, ok := e.in.Global("exit_only_after_terminate")
	return ok && v.Bool()
}

// stay lets the wall clock be the network time until a script terminates the
// run, or until ctx ends.
func (e *engine) stay(ctx context.Context) error {
	in := e.in
	for !in.Terminating() && ctx.Err() == nil {
		now := in.Now()
		if err := in.Advance(now); err != nil {
			return err
		}
		more, err := e.input.Live()
		if err != nil {
			return err
		}
		if err := in.Drain(); err != nil {
			return err
		}
		if err := e.logs.Err(); err != nil {
			return err
		}
		if !more && !in.Terminating() {
			if err := in.Flush(); err != nil { // somebody may be watching
				return err
			}
			e.input.Wait(ctx, e.idle(now))
		}
	}
	return nil
}

// idle is how long nothing is due after now but what readers may bring.
func (e *engine) idle(now float64) time.Duration {
	until := now + 1
	if at, ok := e.in.NextTimer(); ok {
		until = min(until, at)
	}
	if at, ok := e.input.Next(); ok {
		until = min(until, at)
	}
	return max(time.Duration((until-now)*float64(time.Second)), time.Millisecond)
}
