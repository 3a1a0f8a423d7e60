package probe

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
	"unsafe"

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
	err := p.launch()
	if err != nil {
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
	p.cmd.ProcessState, err = p.cmd.Process.Wait()
	p.reaped = true
	p.done <- err
}

// launch starts the child, on a processor of its own if that is wanted. The
// thread that does joins the probe's others afterwards.
func (p *child) launch() error {
	if !p.apart {
		p.started = time.Now()
		return p.cmd.Start()
	}
	last, others, err := separate()
	if err != nil {
		return err
	}
	if last >= 0 {
		processor := int64(last)
		p.processor = &processor
	}
	p.started = time.Now()
	err = p.cmd.Start()
	if last < 0 {
		return err
	}
	back := unix.SchedSetaffinity(0, &others)
	if back == nil || err != nil {
		return err
	}
	// A program that shares its processor with the probe is not measured as asked.
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	_ = p.cmd.Wait()
	return fmt.Errorf("leaving processor %d to the program: %w", last, back)
}

// Go's runtime takes the processor from a goroutine that waits in the kernel, and
// gives it one when it comes back; a thread of the runtime that has work to do
// looks every 20 µs whether there is more. With a sample every millisecond that
// takes several times what the samples do. So in waits of up to maxHeld the
// runtime is not told; instead other goroutines get a turn every holdTime, before
// the runtime sees to that itself after 10 ms.
const (
	maxHeld  = 2 * time.Millisecond
	holdTime = 5 * time.Millisecond
)

// await waits for the child's end, but not beyond a time. The runtime's own
// timers are good to a millisecond, this one to the kernel's timer slack of
// 50 µs.
func (p *child) await(until time.Time) bool {
	bell := []unix.PollFd{{Fd: p.bellFd, Events: unix.POLLIN}}
	for {
		now := time.Now()
		wait := max(until.Sub(now), 0)
		ts := unix.NsecToTimespec(wait.Nanoseconds())
		var n int
		var err error
		if wait <= maxHeld && runtime.GOMAXPROCS(0) > 1 {
			if now.Sub(p.yielded) > holdTime {
				p.yielded = now
				runtime.Gosched()
			}
			n, err = heldPpoll(bell, &ts)
		} else {
			n, err = unix.Ppoll(bell, &ts, nil)
		}
		if err != unix.EINTR {
			return n > 0
		}
	}
}

// heldPpoll is ppoll(2) without telling Go's runtime.
func heldPpoll(fds []unix.PollFd, timeout *unix.Timespec) (int, error) {
	n, _, errno := unix.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(&fds[0])), uintptr(len(fds)), uintptr(unsafe.Pointer(timeout)), 0, 0, 0)
	if errno != 0 {
		return -1, errno
	}
	return int(n), nil
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
