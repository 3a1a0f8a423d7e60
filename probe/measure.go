package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"brig/result"
)

// MinInterval is the shortest interval between two samples.
const MinInterval = time.Millisecond

// A Command is a program to run and measure.
type Command struct {
	Args []string // the program, looked up in PATH unless it has a slash, and its arguments
	Dir  string   // where it runs; empty means here
	Env  []string // its environment; nil means the probe's own

	// Stdout and Stderr get what the program writes; nil means nowhere. Its
	// standard input is empty.
	Stdout, Stderr io.Writer

	// Interval is the time between two samples, MinInterval or more.
	Interval time.Duration
	// Stream is a file, which must not exist, that samples are kept in while
	// they are taken, see ReadSamples. A run of less than a second makes none.
	// Empty keeps all samples in memory.
	Stream string
	// Most bounds the samples that a run keeps, 2 or more; the others are thinned
	// out. 0 keeps as many as a document holds.
	Most int
	// Suspend stops the program (SIGSTOP) while it is sampled, so that all
	// values of a sample are of one moment.
	Suspend bool
	// Apart gives the program the last processor to itself, and keeps the probe on
	// the others, where there are two or more (Linux).
	Apart bool
	// Grace is how long a program that is to stop has between SIGTERM and
	// SIGKILL.
	Grace time.Duration
}

// Measure runs a command to its end and returns what it took: the Command,
// Started, Exit, Usage, Noise and Samples of a run. How the program ended is
// not an error; that it could not be started is.
//
// The program gets a process group of its own. When ctx ends, the group is
// stopped and Measure returns ctx's error. Whatever of the group outlives
// its first process is killed, so nothing of it is left when Measure
// returns. On Linux the program is also killed when the probe itself dies.
func Measure(ctx context.Context, c Command) (*result.Run, error) {
	if len(c.Args) == 0 {
		return nil, errors.New("measuring: no command given")
	}
	if c.Interval < MinInterval {
		return nil, fmt.Errorf("measuring: interval %v is shorter than %v", c.Interval, MinInterval)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	quota := quotaFile("/")
	before := settle(ctx)
	before.Quota = heldBack(quota)
	own := ownTime()

	p, err := start(c)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() {
		p.signal(syscall.SIGTERM)
		select {
		case <-p.ended:
		case <-time.After(c.Grace):
			p.signal(syscall.SIGKILL)
		}
	})
	defer stop()
	rec := &recorder{interval: c.Interval, path: c.Stream, most: c.Most}
	schedule := p.sample(rec, c.Suspend)
	err = p.wait()
	after := readCondition("/")
	after.Quota = heldBack(quota)
	samples, streamErr := rec.document()
	if err := errors.Join(ctx.Err(), streamErr); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	run := &result.Run{
		Command: c.Args,
		Started: p.started.UTC(),
		Exit:    p.exit,
		Usage:   p.usage,
		Samples: samples,
		Noise: result.Noise{
			Before:  before,
			After:   after,
			Probe:   ownTime() - own,
			Late:    schedule.worst.Nanoseconds(),
			Late50:  schedule.quantile(0.50),
			Late99:  schedule.quantile(0.99),
			Missed:  schedule.missed,
			Stopped: schedule.stopped.Nanoseconds(),
			Apart:   p.processor,
		},
	}
	run.Noise.Broken = brokenGates(run, processors("/"))
	return run, nil
}

// Waiting for the machine to come to rest: how long, and how often it is
// looked at.
const (
	maxSettle  = 150 * time.Millisecond
	settleStep = 5 * time.Millisecond
)

// settle returns the condition of the machine once a processor is free, or
// when it has waited long enough. What started the probe, a container runtime
// above all, is busy for a moment after it did.
func settle(ctx context.Context) result.Condition {
	cpus := processors("/")
	for end := time.Now().Add(maxSettle); ; {
		c := readCondition("/")
		if !busy(&c, cpus) || time.Now().After(end) {
			return c
		}
		select {
		case <-ctx.Done():
			return c
		case <-time.After(settleStep):
		}
	}
}

// A child is the first process of a command.
//
// One goroutine starts it and waits for it, on a thread of its own: on Linux
// the child is killed when the thread that started it ends. It notes when
// the child ended, lets the sampling loop know, and reaps the child only
// when that has read the last of it.
type child struct {
	cmd     *exec.Cmd
	apart   bool      // to have a processor to itself
	started time.Time // just before the process was made
	wall    time.Duration
	floor   int64         // see usage
	peak    int64         // of the resident set, as sampled
	ended   chan struct{} // closed when it ended
	bell    *os.File      // reads as closed when it ended
	bellFd  int32
	yielded time.Time     // when other goroutines had a turn
	reap    chan struct{} // closed when it may be waited for
	done    chan error    // gets the outcome of waiting
	copies  []*copier

	processor *int64    // that it had to itself
	counters  *counters // of the processor, set up before it started
	exit      result.Exit
	usage     result.Usage

	mu     sync.Mutex
	reaped bool
}

func start(c Command) (*child, error) {
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Dir, cmd.Env = c.Dir, c.Env
	cmd.SysProcAttr = childAttr()
	p := &child{
		cmd:   cmd,
		apart: c.Apart,
		ended: make(chan struct{}),
		reap:  make(chan struct{}),
		done:  make(chan error, 1),
	}
	var err error
	if cmd.Stdout, err = p.pipe(c.Stdout); err == nil {
		cmd.Stderr, err = p.pipe(c.Stderr)
	}
	var ring *os.File
	if err == nil {
		p.bell, ring, err = os.Pipe()
	}
	if err == nil {
		p.bellFd = int32(p.bell.Fd())
		running := make(chan error)
		go p.run(ring, running)
		err = <-running
	}
	for _, c := range p.copies {
		c.w.Close() // the child's end
	}
	if err != nil {
		p.closePipes()
		return nil, fmt.Errorf("starting %s: %w", c.Args[0], startError(err, c))
	}
	for _, c := range p.copies {
		go c.copy()
	}
	return p, nil
}

// startError makes the reason stand alone: exec's errors repeat the path,
// and that of a missing directory names the program instead.
func startError(err error, c Command) error {
	if c.Dir != "" {
		if fi, statErr := os.Stat(c.Dir); statErr != nil {
			return statErr
		} else if !fi.IsDir() {
			return fmt.Errorf("%s is not a directory", c.Dir)
		}
	}
	var path *os.PathError
	var look *exec.Error
	switch {
	case errors.As(err, &look):
		return look.Err
	case errors.As(err, &path):
		return path.Err
	}
	return err
}

// signal sends a signal to the child's process group, unless the group's
// number may have passed on to another.
func (p *child) signal(sig syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		_ = syscall.Kill(-p.cmd.Process.Pid, sig) // the group may be gone
	}
}

// sample records samples on schedule until the child ends. Sample k is due at
// k intervals after the start, whenever the one before was taken; what comes
// too late is left out.
func (p *child) sample(rec *recorder, suspend bool) (l lateness) {
	defer p.counters.close()
	s, err := openSampler("/", p.cmd.Process.Pid, p.counters)
	if err != nil {
		// It ended at once, or may not be read: a run without samples.
		<-p.ended
		return l
	}
	defer s.close()
	rec.absent = s.absent
	var r row
	for due := time.Duration(0); !p.await(p.started.Add(due)); {
		now := time.Since(p.started)
		if due > 0 {
			l.add(now - due)
		}
		running := suspend && p.pause()
		r.at = now.Nanoseconds()
		alive := s.read(&r)
		if running {
			_ = syscall.Kill(p.cmd.Process.Pid, syscall.SIGCONT)
			l.stopped += time.Since(p.started) - now
		}
		if alive {
			rec.add(&r)
		}
		if rec.err != nil {
			p.signal(syscall.SIGKILL) // for nothing: its samples are lost
			break
		}
		next := (time.Since(p.started)/rec.interval + 1) * rec.interval
		l.missed += int64((next-due)/rec.interval) - 1
		due = next
	}
	<-p.ended // so that its wall time may be read
	if finalRow && rec.err == nil {
		r.at = p.wall.Nanoseconds()
		s.readFinal(&r)
		rec.addFinal(&r)
	}
	p.peak = s.peak
	return l
}

// A lateness says how far behind their times samples were taken. Delays are
// counted in classes an eighth wide, so that a run of any length takes the
// same memory.
type lateness struct {
	worst   time.Duration
	missed  int64         // samples not taken because the one before was that late
	stopped time.Duration // that the child stood still
	taken   int64
	class   [8 * 64]int64
}

func (l *lateness) add(d time.Duration) {
	l.worst = max(l.worst, d)
	l.taken++
	l.class[delayClass(max(d, 0))]++
}

// delayClass is the class of a delay of at least 0: below 8 ns each has its
// own, above each doubling has eight.
func delayClass(d time.Duration) int {
	if d < 8 {
		return int(d)
	}
	e := bits.Len64(uint64(d)) - 4
	return 8*e + int(d>>e)
}

// quantile is a delay that a share of all do not exceed, rounded up to the
// bound of its class.
func (l *lateness) quantile(share float64) *int64 {
	seen := int64(0)
	for c, n := range l.class {
		if seen += n; n > 0 && float64(seen) >= share*float64(l.taken) {
			e := max(c/8-1, 0)
			bound := min(int64(c-8*e+1)<<e-1, l.worst.Nanoseconds())
			return &bound
		}
	}
	return nil
}

// wait reaps the child and ends its output.
func (p *child) wait() error {
	close(p.reap)
	err := <-p.done
	p.bell.Close()
	for _, c := range p.copies {
		// A process that left the group may hold the pipe for ever.
		_ = c.r.SetReadDeadline(time.Now().Add(time.Second))
		if e := <-c.done; e != nil && err == nil {
			err = fmt.Errorf("keeping the output of %s: %w", p.cmd.Args[0], e)
		}
		c.r.Close()
	}
	if err != nil {
		return err
	}
	p.exit, p.usage = exitOf(p.cmd.ProcessState), usageOf(p.cmd.ProcessState, p.wall)
	// A process begins as a copy of the one that starts it, and Linux counts
	// the peak of that copy as its own. A peak no higher than the probe's
	// is only a bound; then the highest one sampled is better, if there is one.
	if p.peak > 0 && p.usage.PeakRSS <= p.floor {
		p.usage.PeakRSS = p.peak
	}
	return nil
}

func (p *child) closePipes() {
	if p.bell != nil {
		p.bell.Close()
	}
	for _, c := range p.copies {
		c.r.Close()
	}
}

// A copier passes on what the child writes to one of its outputs.
type copier struct {
	r, w *os.File
	to   io.Writer
	done chan error
}

// pipe makes one output of the child.
func (p *child) pipe(to io.Writer) (io.Writer, error) {
	if to == nil {
		return nil, nil
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.copies = append(p.copies, &copier{r, w, to, make(chan error, 1)})
	return w, nil
}

func (c *copier) copy() {
	_, err := io.Copy(c.to, c.r)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	if err != nil {
		_, _ = io.Copy(io.Discard, c.r) // or the child would wait for ever
	}
	c.done <- err
}

// ownTime is the CPU time this process has used, in ns.
func ownTime() int64 {
	var ru unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &ru) != nil {
		return 0
	}
	return ru.Utime.Nano() + ru.Stime.Nano()
}
