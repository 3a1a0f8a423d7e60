package process

import (
	"fmt"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// startOn starts a program on the given processors. Its goroutine stays on
// its thread: a child inherits the processors of the thread that starts it,
// and is told to stop when that thread ends, as it does when brig is killed.
func startOn(cmd *exec.Cmd, cpus string) error {
	runtime.LockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	if cpus == "" {
		return cmd.Start()
	}
	set, err := parseCPUs(cpus)
	if err != nil {
		return err
	}
	// The thread is not used again once its goroutine ends.
	if err := unix.SchedSetaffinity(0, set); err != nil {
		return fmt.Errorf("pinning to processors %s: %w", cpus, err)
	}
	return cmd.Start()
}

// parseCPUs reads the kernel's list of processors: "0", "0-1", "0,2-3".
func parseCPUs(list string) (*unix.CPUSet, error) {
	var set unix.CPUSet
	most := len(set) * strconv.IntSize
	for part := range strings.SplitSeq(list, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		a, err1 := strconv.ParseUint(from, 10, 16)
		b, err2 := strconv.ParseUint(to, 10, 16)
		if err1 != nil || err2 != nil || a > b || int(b) >= most {
			return nil, fmt.Errorf("cpus %q: write a list of processors such as 0 or 0-1,3", list)
		}
		for cpu := a; cpu <= b; cpu++ {
			set.Set(int(cpu))
		}
	}
	return &set, nil
}
