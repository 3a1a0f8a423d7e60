package main

import "context"

// unlessDone does work that knows no context, and leaves it behind when ctx
// ends: it may be waiting for a pipe.
func unlessDone(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-done:
		return err
	}
}
