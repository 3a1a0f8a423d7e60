package tracer

import (
	"math/bits"
	"time"
)

// A clock gives the two times of an entry, in nanoseconds since its start.
//
// # Real time
//
// Where the processor has a counter that runs at one rate whatever the
// processor does, real time is that counter: reading it costs half of what the
// system's clock does. What a tick is worth is measured against the system's
// monotonic clock, at first over firstLook and then ever more exactly, each
// time that resync has passed; the clock is set right then, but never back.
//
// # Virtual time
//
// The CPU clock of the process is a system call away, fifty times as far as
// the real clock. But a process that did not run between two entries was away
// for longer than virtualSlack; when less has passed, it was running. So the
// virtual time is read when there was such a gap, and each time that resync
// has passed; in between it follows the real time. It never runs backwards:
// when a reading shows that it had gone too far, it waits.
type clock struct {
	start   time.Time
	counter bool
	tick    int64 // counter when real time was base
	base    int64
	scale   uint64 // nanoseconds a tick, times 2^32
	first   int64  // counter at the start
	next    int64  // real time of the next resync

	last     int64 // real time given out last
	lag      int64 // of the virtual time behind the real time
	origin   int64 // of the CPU clock
	furthest int64 // virtual time given out
}

// All in nanoseconds.
const (
	firstLook    = 200_000
	resync       = 10_000_000
	virtualSlack = 5_000
)

func (c *clock) begin() {
	*c = clock{counter: counterRunsEvenly(), origin: processTime(), start: time.Now(), next: resync}
	if c.counter {
		c.first = readCounter()
		for time.Since(c.start) < firstLook {
		}
		c.set(readCounter())
	}
}

// name says what the real time is read from.
func (c *clock) name() string {
	if c.counter {
		return counterName
	}
	return "system"
}

// set sets the clock right by the system's when the counter is at tick.
func (c *clock) set(tick int64) {
	real := int64(time.Since(c.start))
	if tick > c.first {
		c.scale = uint64(float64(real) / float64(tick-c.first) * (1 << 32))
	}
	c.tick, c.base = tick, max(real, c.last)
}

// look reads the CPU clock.
func (c *clock) look(real int64) { c.lag = real - (processTime() - c.origin) }

func (c *clock) now() (real, virtual int64) {
	var tick int64
	if c.counter {
		tick = readCounter()
		high, low := bits.Mul64(uint64(max(tick-c.tick, 0)), c.scale)
		real = c.base + int64(high<<32|low>>32)
	} else {
		real = int64(time.Since(c.start))
	}
	switch {
	case real >= c.next:
		c.next = real + resync
		if c.counter {
			c.set(tick)
			real = c.base
		}
		c.look(real)
	case real-c.last >= virtualSlack:
		c.look(real)
	}
	c.last = real
	virtual = real - c.lag
	if virtual < c.furthest {
		return real, c.furthest
	}
	c.furthest = virtual
	return real, virtual
}
