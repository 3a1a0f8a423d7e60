package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"brig/trace"
)

// A recording is a trace to decode.
type recording struct {
	file    string // with the trace, or with the beginning of what write writes
	mapFile string // of version 1
	entries int64
	write   func(io.Writer) error // writes one that is too long for a file
}

// A decoder is the program that decodes, and what.
type decoder struct {
	brig         string
	memory       string
	files, pprof bool
}

// A taken is what decoding took: processor time, time by the clock if the trace
// was in a file, and bytes of memory.
type taken struct {
	processor, clock time.Duration
	memory           int64
}

// least returns the least time of either and the most memory.
func (t taken) least(o taken) taken {
	if t.processor == 0 {
		return o
	}
	return taken{min(t.processor, o.processor), min(t.clock, o.clock), max(t.memory, o.memory)}
}

// decode runs brig decode.
func (d decoder) decode(dir string, t *recording, processors int) (took taken, err error) {
	args := []string{"decode", "-t", "-", "--memory", d.memory, "--top", "1"}
	if t.mapFile != "" {
		args = append(args, "-m", t.mapFile)
	}
	if d.pprof {
		args = append(args, "--pprof", dir+"/profile.pb.gz")
	}
	if d.files {
		args = append(args, "-o", dir+"/documents")
	}
	cmd := exec.Command(d.brig, args...)
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", processors))
	cmd.Stderr = os.Stderr
	if t.write != nil {
		err = intoPipe(cmd, t.write)
	} else {
		took.clock, err = runOn(cmd, t.file)
	}
	if err != nil {
		return took, fmt.Errorf("running %v: %w", cmd.Args, err)
	}
	took.processor = processorTime(cmd)
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		took.memory = usage.Maxrss << 10
		if runtime.GOOS == "darwin" {
			took.memory = usage.Maxrss
		}
	}
	return took, nil
}

func runOn(cmd *exec.Cmd, file string) (time.Duration, error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	cmd.Stdin = f
	begin := time.Now()
	err = cmd.Run()
	return time.Since(begin), err
}

func intoPipe(cmd *exec.Cmd, write func(io.Writer) error) error {
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	written := write(in)
	in.Close()
	if err := cmd.Wait(); err != nil {
		return err // rather than that the pipe broke
	}
	return written
}

func processorTime(cmd *exec.Cmd) time.Duration {
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// baselines returns how many entries a second are copied, and expanded: the best
// of some rounds of the beginning of the trace.
func (t *recording) baselines() (copying, expanding float64, err error) {
	f, err := os.Open(t.file)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	r := trace.NewReader(f, trace.LittleEndian)
	if _, err := r.Map(); err != nil {
		return 0, 0, err
	}
	var blocks []*trace.Block
	entries := 0
	for entries < baselineEntries {
		b := new(trace.Block)
		if err := r.Next(b); err == io.EOF {
			break
		} else if err != nil {
			return 0, 0, err
		}
		entries += b.Entries
		blocks = append(blocks, b)
	}
	from := make([]byte, 24*entries)
	to := make([]byte, len(from))
	var memory trace.Block
	for range 9 {
		begin := time.Now()
		copy(to, from)
		copying = max(copying, float64(entries)/time.Since(begin).Seconds())
		begin = time.Now()
		for _, b := range blocks {
			b.TakeMemory(&memory)
			if err := b.Expand(); err != nil {
				return 0, 0, err
			}
			memory.TakeMemory(b)
		}
		expanding = max(expanding, float64(entries)/time.Since(begin).Seconds())
	}
	return copying, expanding, nil
}

const baselineEntries = 2_000_000
