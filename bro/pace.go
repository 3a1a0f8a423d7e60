package bro

import (
	"context"
	"time"
)

// A pacer holds packets back until as much time has passed since the first as
// the capture says, or a speed-th of it.
type pacer struct {
	speed float64 // 0 does not hold anything back
	first int64   // time of the first packet, ns
	began time.Time
}

// wait returns when it is the time of a packet, or when ctx is canceled. A packet
// that is late is not waited for, and neither are those that follow it, until
// the run has caught up.
func (p *pacer) wait(ctx context.Context, at int64) {
	switch {
	case p.speed == 0:
		return
	case p.began.IsZero():
		p.first, p.began = at, time.Now()
		return
	}
	left := time.Duration(float64(at-p.first)/p.speed) - time.Since(p.began)
	if left <= 0 {
		return
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
