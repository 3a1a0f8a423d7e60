package probe

import (
	"fmt"
	"math/bits"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// LastProcessor returns the last of the processors that the calling thread may use,
// which is what a program has that is set apart, and the set of the others. On a
// single processor there is nothing to set apart: then it returns -1.
func LastProcessor() (last int, others unix.CPUSet, err error) {
	if err := unix.SchedGetaffinity(0, &others); err != nil {
		return -1, others, fmt.Errorf("asking for processors: %w", err)
	}
	if others.Count() < 2 {
		return -1, others, nil
	}
	for last = len(others)*bits.UintSize - 1; !others.IsSet(last); last-- {
	}
	others.Clear(last)
	return last, others, nil
}

// separate moves the calling thread to the last of the processors that the probe
// may use, where what it starts will be, and all other threads of the probe to the
// others. It returns what LastProcessor does.
func separate() (last int, others unix.CPUSet, err error) {
	if last, others, err = LastProcessor(); err != nil || last < 0 {
		return last, others, err
	}
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return -1, others, err
	}
	for _, t := range threads {
		id, err := strconv.Atoi(t.Name())
		if err != nil {
			continue
		}
		if err := unix.SchedSetaffinity(id, &others); err != nil && err != unix.ESRCH {
			return -1, others, fmt.Errorf("leaving processor %d: %w", last, err)
		}
	}
	var alone unix.CPUSet
	alone.Set(last)
	if err := unix.SchedSetaffinity(0, &alone); err != nil {
		return -1, others, fmt.Errorf("taking processor %d: %w", last, err)
	}
	return last, others, nil
}
