//go:build linux || freebsd

package tracer

import "golang.org/x/sys/unix"

// processTime returns the CPU time of the process in nanoseconds.
func processTime() int64 {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &ts) != nil {
		return 0
	}
	return ts.Nano()
}
