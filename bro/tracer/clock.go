package tracer

import "time"

// virtualSlack is how far the virtual clock may be carried on with the real
// one, in microseconds, before it is read again.
const virtualSlack = 20

// A clock gives the two times of an entry, in microseconds since its start.
//
// The CPU clock of a process is a system call away, ten times as far as the
// real clock. But a process that was interrupted since the last reading was
// so for longer than a few microseconds; when less than virtualSlack has
// passed, it was running. So the virtual time is read once in a while and
// follows the real time in between. It never runs backwards: when a reading
// shows that it had gone too far, by virtualSlack at most, it waits.
type clock struct {
	start    time.Time
	origin   int64 // of the CPU clock
	readAt   int64 // real time of the last reading
	reading  int64 // virtual time then
	furthest int64 // virtual time given out
}

func (c *clock) begin() {
	*c = clock{start: time.Now(), origin: processTime()}
}

func (c *clock) now() (real, virtual int64) {
	real = int64(time.Since(c.start)) / 1000
	if real-c.readAt >= virtualSlack {
		c.readAt, c.reading = real, processTime()-c.origin
	}
	virtual = c.reading + real - c.readAt
	if virtual < c.furthest {
		return real, c.furthest
	}
	c.furthest = virtual
	return real, virtual
}
