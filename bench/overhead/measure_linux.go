package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"brig/probe"
	"brig/result"
)

// A measurement is what came of sampling an engine in every second window.
type measurement struct {
	report
	sampled   time.Duration // by the clock
	cpu, wall []float64     // of each pair, what a piece took when sampled over what it took when not
}

// A report is what the probe's process says at its end.
type report struct {
	Samples int
	Noise   result.Noise
}

// warmUp is how long an engine runs before the first window.
const warmUp = time.Second

func measure(ctx context.Context, interval, length, window time.Duration, processor int, random *rand.Rand) (m measurement, err error) {
	self, err := os.Executable()
	if err != nil {
		return m, err
	}
	dir, err := os.MkdirTemp("", "overhead")
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "pieces")
	cmd := exec.CommandContext(ctx, self, probeRole, interval.String(),
		self, engineRole, (length + 2*warmUp).String(), strconv.Itoa(processor), file)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return m, err
	}
	if err := cmd.Start(); err != nil {
		return m, err
	}
	pairs, err := alternate(ctx, cmd.Process, length, window, random)
	err = errors.Join(err, json.NewDecoder(out).Decode(&m.report), cmd.Wait())
	if err != nil {
		return m, fmt.Errorf("sampling every %v: %w", interval, err)
	}
	pieces, err := readPieces(file)
	if err != nil {
		return m, err
	}
	m.sampled = warmUp + warmUp // before and after the windows
	for _, p := range pairs {
		m.sampled += time.Duration(p.on.to - p.on.from)
		on, ok1 := p.on.of(pieces, window)
		off, ok2 := p.off.of(pieces, window)
		if ok1 && ok2 {
			m.cpu = append(m.cpu, on.cpu/off.cpu)
			m.wall = append(m.wall, on.wall/off.wall)
		}
	}
	if len(m.cpu) == 0 {
		return m, errors.New("no pair of windows is whole")
	}
	return m, nil
}

// A span is a time in which the probe ran, or did not, in ns of the monotonic
// clock.
type span struct{ from, to int64 }

type pair struct{ on, off span }

// alternate stops the probe and has it go on.
func alternate(ctx context.Context, p *os.Process, length, window time.Duration, random *rand.Rand) ([]pair, error) {
	defer p.Signal(syscall.SIGCONT)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	wait := func(d time.Duration) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d):
			return nil
		}
	}
	if err := wait(warmUp); err != nil {
		return nil, err
	}
	var all []pair
	for range length / (2 * window) {
		var p2 pair
		order := [2]syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT}
		if random.IntN(2) == 0 {
			order[0], order[1] = order[1], order[0]
		}
		for _, signal := range order {
			if err := p.Signal(signal); err != nil {
				return nil, err
			}
			s := span{from: now()}
			if err := wait(window); err != nil {
				return nil, err
			}
			s.to = now()
			if signal == syscall.SIGCONT {
				p2.on = s
			} else {
				p2.off = s
			}
		}
		all = append(all, p2)
	}
	return all, nil
}

// A cost is what a piece takes in the mean, in ns.
type cost struct{ cpu, wall float64 }

// of is the cost of the pieces that lie in a span, of which most has to be covered.
func (s span) of(pieces []piece, window time.Duration) (c cost, ok bool) {
	var first, last *piece
	n := 0
	for i := range pieces {
		if p := &pieces[i]; p.At >= s.from && p.At <= s.to {
			if first == nil {
				first = p
			} else {
				n++
			}
			last = p
		}
	}
	if n == 0 || time.Duration(last.At-first.At) < window*3/4 {
		return c, false
	}
	return cost{float64(last.CPU-first.CPU) / float64(n), float64(last.At-first.At) / float64(n)}, true
}

func readPieces(name string) ([]piece, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	pieces := make([]piece, len(data)/binary.Size(piece{}))
	_, err = binary.Decode(data, binary.NativeEndian, pieces)
	return pieces, err
}

// sample is what the probe's process does: it measures a command.
func sample(interval string, command []string) error {
	d, err := time.ParseDuration(interval)
	if err != nil {
		return err
	}
	r, err := probe.Measure(context.Background(), probe.Command{
		Args: command, Env: os.Environ(), Stderr: os.Stderr, Interval: d, Grace: time.Second,
	})
	if err == nil && !r.Exit.OK() {
		err = fmt.Errorf("the engine ended with status %d", r.Exit.Status)
	}
	if err != nil {
		return err
	}
	samples := len(r.Samples.At)
	if t := r.Samples.Thinned; t != nil {
		samples = int(t.Taken)
	}
	return json.NewEncoder(os.Stdout).Encode(report{samples, r.Noise})
}

// separate leaves the last of the processors that this process may use to the
// engine and returns its number, -1 when there is only one. Processes that are
// started from this thread inherit that.
func separate() (engine int, err error) {
	engine, others, err := probe.LastProcessor()
	if err != nil || engine < 0 {
		return engine, err
	}
	runtime.LockOSThread()
	if err := unix.SchedSetaffinity(0, &others); err != nil {
		return -1, fmt.Errorf("leaving a processor to the engine: %w", err)
	}
	return engine, nil
}
