//go:build !linux

package probe

import (
	"os"
	"syscall"
	"time"
)

const finalRow = false

func childAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// run starts the child and waits for it, see child. It is reaped at once:
// these systems have no way that Go offers to wait without that.
func (p *child) run(ring *os.File, running chan<- error) {
	p.started = time.Now()
	if err := p.cmd.Start(); err != nil {
		ring.Close()
		running <- err
		return
	}
	running <- nil
	pid := p.cmd.Process.Pid
	state, err := p.cmd.Process.Wait()
	p.wall = time.Since(p.started)
	p.mu.Lock()
	p.reaped = true
	_ = syscall.Kill(-pid, syscall.SIGKILL) // what is left of the group
	p.mu.Unlock()
	p.cmd.ProcessState = state
	close(p.ended)
	ring.Close()
	<-p.reap
	p.done <- err
}

// ownPeak is not known here.
func ownPeak() int64 { return 0 }

// pause stops the child, without waiting until it stands still.
func (p *child) pause() bool { return syscall.Kill(p.cmd.Process.Pid, syscall.SIGSTOP) == nil }

// await waits for the child's end, but not beyond a time.
func (p *child) await(until time.Time) bool {
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-p.ended:
		return true
	case <-t.C:
		return false
	}
}
