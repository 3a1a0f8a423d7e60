package bro

import (
	"context"
	"time"

	"brig/bro/interp"
)

// This file lets scripts hold up the packets of a capture: nothing else does,
// once the first packet was read.

func (e *engine) suspendBuiltins() map[string]interp.Builtin {
	info := func(text string) { e.in.Send(interp.Report{Kind: "info", Msg: text}) }
	return map[string]interp.Builtin{
		// suspend_processing holds up the next packet until continue_processing
		// was called as often.
		"suspend_processing": func(*interp.BuiltinCall) (interp.Value, error) {
			if e.suspended++; e.suspended == 1 {
				info("processing suspended")
			}
			return interp.Value{}, nil
		},
		"continue_processing": func(*interp.BuiltinCall) (interp.Value, error) {
			if e.suspended == 1 {
				info("processing continued")
			}
			e.suspended = max(e.suspended-1, 0)
			return interp.Value{}, nil
		},
		"is_processing_suspended": func(*interp.BuiltinCall) (interp.Value, error) {
			return interp.Bool(e.suspended > 0), nil
		},
	}
}

// held waits until a script continues the processing it has suspended. The
// network time stands still meanwhile; readers look for changes by the clock on
// the wall. When nothing is left that could raise an event the run goes on.
func (e *engine) held(ctx context.Context) error {
	beat := time.NewTicker(e.input.Heartbeat())
	defer beat.Stop()
	for e.suspended > 0 && !e.in.Terminating() && ctx.Err() == nil {
		answers := e.in.Outstanding() > 0
		busy := e.input.Expects() || answers
		more, err := e.input.Live()
		if err != nil {
			return err
		}
		if err := e.in.Drain(); err != nil {
			return err
		}
		switch {
		case more || e.suspended == 0:
		case !busy:
			e.in.Send(interp.Report{Kind: "warning", Msg: "processing is suspended, but nothing is left that could continue it; going on"})
			e.suspended = 0
		case answers:
			select {
			case <-e.in.Answered():
			case <-time.After(10 * time.Millisecond):
			}
		default:
			e.input.Wait(ctx, e.input.Heartbeat())
		}
		select {
		case <-beat.C:
			e.input.Look()
		default:
		}
	}
	return nil
}
