package probe

import (
	"context"
	"time"

	"brig/result"
)

// How quiet a machine is to be before a run: a tighter limit than the gates
// have for the run itself, over a time in which ticks tell something.
const (
	quietLook  = 100 * time.Millisecond
	quietShare = 0.25 // of all processors' time, used or stolen
)

// WaitQuiet waits until other programs leave the processors alone, but not
// longer than limit. It looks for a tenth of a second at a time, in which the caller
// should do nothing. A machine that does not tell is taken to be quiet.
func WaitQuiet(ctx context.Context, limit time.Duration) (waited time.Duration, quiet bool) {
	began := time.Now()
	cpus := processors("/")
	for {
		look := min(quietLook, limit-time.Since(began))
		if look <= 0 {
			return time.Since(began), false
		}
		before, from := readCondition("/"), time.Now()
		select {
		case <-ctx.Done():
			return time.Since(began), false
		case <-time.After(look):
		}
		if after := readCondition("/"); !disturbing(&before, &after, time.Since(from), cpus) {
			return time.Since(began), true
		}
	}
}

// disturbing reports whether others used much of the processors between two
// moments, or want all of them now.
func disturbing(before, after *result.Condition, elapsed time.Duration, processors int) bool {
	used, _ := grown(before.Busy, after.Busy)
	stolen, _ := grown(before.Steal, after.Steal)
	return float64(used+stolen) > quietShare*float64(elapsed)*float64(processors) || busy(after, processors)
}
