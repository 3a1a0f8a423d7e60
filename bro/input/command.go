package input

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// A command is a shell command whose output is read. It has a process group
// of its own, which is signalled as a whole, and reads nothing unless the stream says what.
type command struct {
	line      string
	input     *string // what it reads
	kill      bool    // end it with SIGKILL
	separator string
	patience  time.Duration // that it gets at the end of input

	cmd  *exec.Cmd
	outs []*output
}

// An output is standard output or standard error of the command.
type output struct {
	pipe   *os.File
	lines  *lineReader
	stderr bool
	ended  bool
}

func (c *command) running() bool { return c.cmd != nil }

func (c *command) start(withErr bool) error {
	cmd := exec.Command("/bin/sh", "-c", c.line)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = grace // for what has left the group and keeps standard input open
	if c.input != nil {
		cmd.Stdin = strings.NewReader(*c.input)
	}
	cmd.Stderr = os.Stderr
	outs := []*output{{}}
	targets := []*io.Writer{&cmd.Stdout}
	if withErr {
		outs = append(outs, &output{stderr: true})
		targets = append(targets, &cmd.Stderr)
	}
	var ends []*os.File
	closeAll := func(files []*os.File) {
		for _, f := range files {
			f.Close()
		}
	}
	for i, o := range outs {
		r, w, err := os.Pipe()
		if err != nil {
			closeAll(ends)
			return fmt.Errorf("running the command: %w", err)
		}
		o.pipe, o.lines, *targets[i] = r, newLineReader(r, c.separator), w
		ends = append(ends, w)
	}
	err := cmd.Start()
	closeAll(ends)
	if err != nil {
		for _, o := range outs {
			o.pipe.Close()
		}
		return fmt.Errorf("running the command: %w", err)
	}
	c.cmd, c.outs = cmd, outs
	return nil
}

// poll is how long one look at an output waits. More than nothing, for a
// deadline that has passed would forbid to look at all.
const poll = 5 * time.Millisecond

// gather sends what the command writes, until it ends: then the result is
// true. If it is followed, only what is there now; at the end of input
// what comes within its patience.
func (c *command) gather(r *rawReader, follow, atEnd bool) (ended bool) {
	until := time.Now()
	if atEnd {
		until = until.Add(c.patience)
	}
	for !r.feed.stopped {
		ended = true
		for _, o := range c.outs {
			if !o.ended {
				o.ended = c.look(r, o)
			}
			ended = ended && o.ended
		}
		if ended || follow && !time.Now().Before(until) {
			return ended
		}
		r.feed.flush()
		select {
		case <-r.feed.s.fw.quit:
			return false
		default:
		}
	}
	return false
}

// look sends what an output has now, and reports whether it has ended.
func (c *command) look(r *rawReader, o *output) bool {
	wait := poll
	if len(c.outs) == 1 && r.mode == manual {
		wait = 100 * time.Millisecond // nothing else is to be done, and what comes is read at once
	}
	o.pipe.SetReadDeadline(time.Now().Add(wait))
	for {
		b, err := o.lines.next()
		switch {
		case err == errTooLong:
			r.tooLong()
			continue
		case errors.Is(err, os.ErrDeadlineExceeded):
			return false
		case err != nil:
			if rest := o.lines.rest(); len(rest) > 0 {
				r.takeFrom(rest, o.stderr)
			}
			if err != io.EOF {
				r.feed.report(levelError, ": reading the output of the command: "+err.Error())
			}
			return true
		}
		if !r.takeFrom(b, o.stderr) {
			return false
		}
	}
}

// wait waits for the end of the command, whose outputs have ended.
func (c *command) wait() (code int, signal bool, err error) {
	for _, o := range c.outs {
		o.pipe.Close()
	}
	err = c.cmd.Wait()
	state := c.cmd.ProcessState
	c.cmd = nil
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && state == nil {
		return 0, false, fmt.Errorf("waiting for the command: %w", err)
	}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 0, true, nil
	}
	return state.ExitCode(), false, nil
}

// end ends a command that is still running.
func (c *command) end() {
	if c.cmd == nil {
		return
	}
	signal := syscall.SIGTERM
	if c.kill {
		signal = syscall.SIGKILL
	}
	group := -c.cmd.Process.Pid
	_ = syscall.Kill(group, signal) // it may have ended already
	until := time.Now().Add(grace)
	insist := time.AfterFunc(grace, func() { _ = syscall.Kill(group, syscall.SIGKILL) })
	_, _, _ = c.wait()                                              // nobody wants to know how it ended
	for syscall.Kill(group, 0) == nil && time.Now().Before(until) { // what it has started may take longer
		time.Sleep(poll)
	}
	insist.Stop()
	_ = syscall.Kill(group, syscall.SIGKILL)
}

// grace is what a command has between SIGTERM and SIGKILL.
const grace = 500 * time.Millisecond
