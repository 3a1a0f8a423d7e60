package probe

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"brig/result"
)

// Counters are perf events of the program that is about to be started, with
// all threads and children it will have. They are set up on the thread that
// starts it and counted from the moment the program itself runs, so nothing
// of it is missed and nothing of the probe is in them.
type counters struct {
	fd     [4]int
	column [4]int
	absent []result.Absence
	buf    [24]byte
}

// An event is what a counter counts, see perf_event_open(2).
type event struct {
	column int
	kind   uint32
	config uint64
}

func hardwareEvents() [4]event {
	return [4]event{
		{colCycles, unix.PERF_TYPE_HARDWARE, unix.PERF_COUNT_HW_CPU_CYCLES},
		{colInstructions, unix.PERF_TYPE_HARDWARE, unix.PERF_COUNT_HW_INSTRUCTIONS},
		{colCacheMisses, unix.PERF_TYPE_HARDWARE, unix.PERF_COUNT_HW_CACHE_MISSES},
		{colBranchMisses, unix.PERF_TYPE_HARDWARE, unix.PERF_COUNT_HW_BRANCH_MISSES},
	}
}

// openCounters sets up the counters of what the calling thread starts next.
// The thread must be locked.
func openCounters(events [4]event) *counters {
	c := new(counters)
	for i, e := range events {
		attr := unix.PerfEventAttr{
			Type:        e.kind,
			Size:        uint32(unsafe.Sizeof(unix.PerfEventAttr{})),
			Config:      e.config,
			Read_format: unix.PERF_FORMAT_TOTAL_TIME_ENABLED | unix.PERF_FORMAT_TOTAL_TIME_RUNNING,
			Bits: unix.PerfBitDisabled | unix.PerfBitEnableOnExec | unix.PerfBitInherit |
				unix.PerfBitExcludeKernel | unix.PerfBitExcludeHv,
		}
		fd, err := unix.PerfEventOpen(&attr, 0, -1, -1, unix.PERF_FLAG_FD_CLOEXEC)
		if err != nil {
			fd = -1
			c.absent = append(c.absent, result.Absence{
				Columns: []string{columnNames[e.column]}, Reason: "perf_event_open: " + countersError(err)})
		}
		c.fd[i], c.column[i] = fd, e.column
	}
	return c
}

// countersError says what stands behind an error of perf_event_open(2).
func countersError(err error) string {
	switch err {
	case unix.ENOENT, unix.ENODEV, unix.EOPNOTSUPP, unix.ENXIO:
		return fmt.Sprintf("%v: this machine does not offer the processor's counters", err)
	case unix.EPERM, unix.EACCES:
		b, readErr := os.ReadFile("/proc/sys/kernel/perf_event_paranoid")
		if readErr != nil {
			return err.Error()
		}
		return fmt.Sprintf("%v: kernel.perf_event_paranoid is %s", err, strings.TrimSpace(string(b)))
	}
	return err.Error()
}

func (c *counters) close() {
	if c == nil {
		return
	}
	for _, fd := range c.fd {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
}

// read reads the counters. One that has not had its turn yet has no value.
func (c *counters) read(r *row) {
	if c == nil {
		return
	}
	for i, fd := range c.fd {
		if fd < 0 {
			continue
		}
		if n, err := unix.Read(fd, c.buf[:]); err != nil || n != len(c.buf) {
			continue
		}
		value := binary.NativeEndian.Uint64(c.buf[0:])
		enabled := binary.NativeEndian.Uint64(c.buf[8:])
		running := binary.NativeEndian.Uint64(c.buf[16:])
		switch {
		case enabled == 0 || value == 0 && running == 0 && enabled < 1e6:
			r.set(c.column[i], 0) // nothing ran yet
		case running == 0:
		case running < enabled:
			r.set(c.column[i], int64(float64(value)*(float64(enabled)/float64(running))))
		default:
			r.set(c.column[i], int64(value))
		}
	}
}
