package probe

import (
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// finalRow says that a child that ended can be read until it is reaped.
const finalRow = true

func childAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// run starts the child and waits for it, see child.
func (p *child) run(ring *os.File, running chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	p.counters = openCounters(hardwareEvents())
	p.started = time.Now()
	if err := p.cmd.Start(); err != nil {
		p.counters.close()
		ring.Close()
		running <- err
		return
	}
	p.floor = ownPeak()
	running <- nil

	// Waiting without reaping keeps the process, its group and its files in
	// /proc, until the last of it is read and the group is killed.
	for {
		err := unix.Waitid(unix.P_PID, p.cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if err != unix.EINTR {
			break
		}
	}
	p.wall = time.Since(p.started)
	close(p.ended)
	ring.Close()
	<-p.reap

	p.mu.Lock()
	defer p.mu.Unlock()
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	var err error
	p.cmd.ProcessState, err = p.cmd.Process.Wait()
	p.reaped = true
	p.done <- err
}

// await waits for the child's end, but not beyond a time. The runtime's own
// timers are good to a millisecond, this one to the kernel's timer slack of
// 50 µs.
func (p *child) await(until time.Time) bool {
	bell := []unix.PollFd{{Fd: int32(p.bell.Fd()), Events: unix.POLLIN}}
	for {
		ts := unix.NsecToTimespec(max(time.Until(until), 0).Nanoseconds())
		n, err := unix.Ppoll(bell, &ts, nil)
		if err != unix.EINTR {
			return n > 0
		}
	}
}

// pause stops the child and waits until all of it stands still. It reports
// whether the child stands still because of that.
func (p *child) pause() bool {
	pid := p.cmd.Process.Pid
	if syscall.Kill(pid, syscall.SIGSTOP) != nil {
		return false
	}
	const stopped = 5 // CLD_STOPPED
	for {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WSTOPPED|unix.WEXITED|unix.WNOWAIT, nil)
		switch {
		case err == unix.EINTR:
		case err != nil || info.Code != stopped:
			return false // it ended
		default:
			// The stop has been seen; the next one is to be waited for anew.
			_ = unix.Waitid(unix.P_PID, pid, nil, unix.WSTOPPED|unix.WNOHANG, nil)
			return true
		}
	}
}

// ownPeak is the high-water mark of the probe's resident set.
func ownPeak() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	kb, _ := text(b).value("VmHWM:")
	return kb * 1024
}
