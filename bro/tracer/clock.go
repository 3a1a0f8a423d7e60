package tracer

import (
	"math/bits"
	"time"

	"golang.org/x/sys/unix"
)

// A clock gives the two times of an entry, in nanoseconds since its start.
//
// # Real time
//
// Where the processor has a counter that runs at one rate whatever the
// processor does, real time is that counter: reading it costs half of what the
// system's clock does. What a tick is worth is measured against the system's
// monotonic clock, at first over firstLook and then ever more exactly, when
// resync has passed; the clock is set right then, but never back.
//
// # Virtual time
//
// The CPU clock of the thread is a system call away, many times as far as the
// real clock. But a thread that did not run between two entries was away for
// longer than virtualSlack; when less has passed, it was running. So the
// virtual time is read when there was such a gap, and once a batch; in between
// it follows the real time. It never runs backwards: when a reading shows that
// it had gone too far, it waits.
type clock struct {
	reading
	start   time.Time
	counter bool
	first   int64  // ticks at the start
	resync  int64  // real time of the next resync
	last    int64  // ticks of the entry before
	slack   uint64 // virtualSlack in ticks
	gap     uint64 // since the entry before, that is looked at: slack, or 0
	origin  int64  // of the CPU clock
}

// A reading says what time it is at any tick that is not far away.
type reading struct {
	tick  int64 // when real time was base
	base  int64
	scale uint64 // nanoseconds a tick, times 2^32
	lag   int64  // of the virtual time behind the real time
}

// All in nanoseconds.
const (
	firstLook    = 200_000
	resync       = 10_000_000
	virtualSlack = 5_000
)

func (c *clock) begin() {
	*c = clock{counter: counterRunsEvenly(), origin: threadTime(), start: time.Now(), resync: resync}
	c.scale = 1 << 32
	c.first = c.ticks()
	if c.counter {
		for time.Since(c.start) < firstLook {
		}
	}
	c.set(c.ticks(), 0)
	c.last, c.gap = c.tick, c.slack
}

// name says what the real time is read from.
func (c *clock) name() string {
	if c.counter {
		return counterName
	}
	return "system"
}

// ticks reads the counter, or the system's clock.
func (c *clock) ticks() int64 {
	if c.counter {
		return readCounter()
	}
	return int64(time.Since(c.start))
}

// at is the real time at a tick.
func (r *reading) at(tick int64) int64 {
	high, low := bits.Mul64(uint64(max(tick-r.tick, 0)), r.scale)
	return r.base + int64(high<<32|low>>32)
}

// set sets the clock right by the system's, but not back before a real time.
func (c *clock) set(tick, before int64) {
	real := int64(time.Since(c.start))
	if c.counter && tick > c.first {
		c.scale = uint64(float64(real) / float64(tick-c.first) * (1 << 32))
	}
	c.tick, c.base = tick, max(real, before)
	c.slack = min(virtualSlack<<32/max(c.scale, 1), maxTicks)
}

// look reads the CPU clock, and sets the clock right when it is time to.
func (c *clock) look(tick int64) {
	before := c.at(c.last)
	if real := c.at(tick); real >= c.resync || real < before {
		c.set(tick, before)
		c.resync = c.base + resync
	}
	c.lag = c.at(tick) - (threadTime() - c.origin)
	c.last, c.gap = tick, c.slack
}

// threadTime returns the CPU time of the thread in nanoseconds.
func threadTime() int64 {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts) != nil {
		return 0
	}
	return ts.Nano()
}
