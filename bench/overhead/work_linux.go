package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// A piece is one piece of the engine's work.
type piece struct {
	At  int64 // when it ended, in ns of the monotonic clock
	CPU int64 // processor time of the thread that works, in ns
}

// A piece is steps of arithmetic and accesses at random to as much memory as
// a core has for itself. It takes about a millisecond.
const (
	steps  = 300_000
	memory = 512 << 10 // bytes
)

// work is what the engine's process does for so long, on one processor unless
// that is -1. It writes the pieces to a file.
func work(length, processor, file string) error {
	d, err := time.ParseDuration(length)
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	if n, err := strconv.Atoi(processor); err != nil {
		return err
	} else if n >= 0 {
		var set unix.CPUSet
		set.Set(n)
		if err := unix.SchedSetaffinity(0, &set); err != nil {
			return fmt.Errorf("taking processor %d: %w", n, err)
		}
	}
	var cells [memory / 8]uint64
	pieces := make([]piece, 0, d/(100*time.Microsecond))
	x := uint64(88172645463325252)
	for end := now() + d.Nanoseconds(); now() < end && len(pieces) < cap(pieces); {
		for range steps {
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
			cells[x%uint64(len(cells))] += x
		}
		pieces = append(pieces, piece{now(), clock(unix.CLOCK_THREAD_CPUTIME_ID)})
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(binary.Write(f, binary.NativeEndian, pieces), f.Close())
}

// now is the monotonic clock, which all processes share.
func now() int64 { return clock(unix.CLOCK_MONOTONIC) }

// clock reads a clock of the kernel, in ns. Those used here are always there.
func clock(id int32) int64 {
	var ts unix.Timespec
	_ = unix.ClockGettime(id, &ts)
	return ts.Nano()
}
