package probe

import (
	"context"
	"testing"
	"time"

	"brig/result"
)

func TestDisturbing(t *testing.T) {
	at := func(busy, steal, runnable int64) *result.Condition {
		return &result.Condition{Busy: &busy, Steal: &steal, Runnable: &runnable}
	}
	ms := time.Millisecond.Nanoseconds()
	for name, tt := range map[string]struct {
		after *result.Condition
		want  bool
	}{
		"idle":                 {at(1000, 0, 1), false},
		"a little":             {at(1000+40*ms, 0, 2), false},
		"much":                 {at(1000+60*ms, 0, 2), true},
		"stolen":               {at(1000, 60*ms, 1), true},
		"no processor is free": {at(1000, 0, 3), true},
		"not told":             {&result.Condition{}, false},
	} {
		if got := disturbing(at(1000, 0, 1), tt.after, 100*time.Millisecond, 2); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWaitQuietEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if waited, quiet := WaitQuiet(ctx, time.Hour); quiet || waited > time.Minute {
		t.Errorf("after its end: %v, quiet %v", waited, quiet)
	}
	if waited, quiet := WaitQuiet(t.Context(), 0); quiet || waited > time.Minute {
		t.Errorf("with no time: %v, quiet %v", waited, quiet)
	}
}
