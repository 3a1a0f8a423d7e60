package probe

import (
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"brig/result"
)

// exitOf says how a process ended. The status of one that a signal ended is
// 128 and the signal's number, as shells have it.
func exitOf(s *os.ProcessState) result.Exit {
	ws, ok := s.Sys().(syscall.WaitStatus)
	if ok && ws.Signaled() {
		return result.Exit{Status: 128 + int(ws.Signal()), Signal: unix.SignalName(ws.Signal())}
	}
	return result.Exit{Status: s.ExitCode()}
}

// usageOf is what the kernel accounted to the process and the children it
// waited for.
func usageOf(s *os.ProcessState, wall time.Duration) result.Usage {
	u := result.Usage{Wall: wall.Nanoseconds()}
	ru, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return u
	}
	u.User, u.System = ru.Utime.Nano(), ru.Stime.Nano()
	u.PeakRSS = int64(ru.Maxrss)
	if runtime.GOOS != "darwin" {
		u.PeakRSS *= 1024 // bytes there, KB elsewhere
	}
	u.MinorFaults, u.MajorFaults = int64(ru.Minflt), int64(ru.Majflt)
	u.Voluntary, u.Involuntary = int64(ru.Nvcsw), int64(ru.Nivcsw)
	u.ReadBlocks, u.WriteBlocks = int64(ru.Inblock), int64(ru.Oublock)
	return u
}
