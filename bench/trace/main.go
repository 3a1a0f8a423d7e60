// Command trace makes a function trace of any size and has brig decode it
// from a pipe: how fast, and with how much memory?
//
//	go run ./bench/trace -size 10000                # MB of entries, version 1
//	go run ./bench/trace -size 1000 -version 2 -procs 1
//	go run ./bench/trace -size 1000 -files          # and write PyBrIG's files
//	go run ./bench/trace -size 100 -o trace.out     # keep it, decode nothing
//
// The trace is that of an engine with 800 function bodies: most packets are one
// of 400 kinds, each of which makes the same nested calls whenever it comes,
// and one in fifty is like no other. Entries have clocks. The same seed gives
// the same trace.
//
// A trace of up to 2 GB of entries is made before it is decoded, in a temporary
// file: then rates are also entries by the clock. A larger one is made meanwhile
// and goes through a pipe, and the rate is by processor time only. Beside them
// are those of copying entries and of expanding blocks alone, on one processor.
// The decoder works out all documents, and writes the profile for pprof.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"brig/trace"
)

func main() {
	size := flag.Int64("size", 1000, "MB of entries before packing, at 24 bytes an entry")
	seed := flag.Uint64("seed", 1, "of the random numbers")
	version := flag.Int("version", 1, "of the format: 1, packed with LZF, or 2")
	procs := flag.Int("procs", runtime.GOMAXPROCS(0), "processors that the decoder uses")
	memory := flag.String("memory", "256MiB", "that the decoder may take")
	files := flag.Bool("files", false, "write the six files of PyBrIG's decoder, whose doubles take time")
	brig := flag.String("brig", "bin/brig", "program that decodes")
	out := flag.String("o", "", "write the trace to this file instead, and its map beside it")
	flag.Parse()
	d := decoder{*brig, *procs, *memory, *files}
	if err := run(*size*1e6/24, *seed, *version, d, *out); err != nil {
		fmt.Fprintln(os.Stderr, "trace:", err)
		os.Exit(1)
	}
}

func run(entries int64, seed uint64, version int, d decoder, out string) error {
	if version != 1 && version != 2 {
		return fmt.Errorf("version %d: want 1 or 2", version)
	}
	if out != "" {
		f, err := os.Create(out)
		if err != nil {
			return err
		}
		w := bufio.NewWriterSize(f, 1<<20)
		return errors.Join(generate(w, entries, seed, version), w.Flush(), f.Close(), os.WriteFile(out+".map", names().Text(), 0o666))
	}
	what := "all documents"
	if d.files {
		what += " and files"
	}
	fmt.Printf("version %d, %s, GOMAXPROCS=%d, %s of memory\n", version, what, d.procs, d.memory)
	took, err := d.decode(func(w io.Writer) error { return generate(w, entries, seed, version) }, entries <= maxFile/24)
	if err != nil {
		return err
	}
	copying, expanding, err := baselines(min(entries, 2_000_000), seed, version)
	if err != nil {
		return err
	}
	packing := "LZF"
	if version == 2 {
		packing = "zstd"
	}
	for _, t := range []struct {
		of  string
		was time.Duration
	}{{"processor time", took.processor}, {"the clock", took.clock}} {
		if t.was > 0 {
			rate := float64(entries) / t.was.Seconds()
			fmt.Printf("%.1f million entries a second of %s; on one processor copying %.1f (%.3f of it), %s alone %.1f (%.2f of it)\n",
				rate/1e6, t.of, copying/1e6, rate/copying, packing, expanding/1e6, rate/expanding)
		}
	}
	fmt.Println()
	return nil
}

// maxFile bounds the bytes of the entries of a trace that is made before it is
// decoded.
const maxFile = 2_000_000_000

// A decoder is the program that decodes, and how.
type decoder struct {
	brig   string
	procs  int
	memory string
	files  bool
}

// A duration is what decoding took: processor time and, if the trace was there
// before, time by the clock.
type duration struct{ processor, clock time.Duration }

// decode runs brig decode on what write writes, into a file first or into a
// pipe meanwhile.
func (d decoder) decode(write func(io.Writer) error, first bool) (took duration, err error) {
	dir, err := os.MkdirTemp("", "brig-bench-trace-")
	if err != nil {
		return took, err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(dir+"/map", names().Text(), 0o666); err != nil {
		return took, err
	}
	args := []string{"decode", "-m", dir + "/map", "-t", "-", "--memory", d.memory, "--top", "1", "--pprof", dir + "/profile.pb.gz"}
	if d.files {
		args = append(args, "-o", dir+"/documents")
	}
	cmd := exec.Command(d.brig, args...)
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", d.procs))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if first {
		took.clock, err = fromFile(cmd, dir+"/trace", write)
	} else {
		err = fromPipe(cmd, write)
	}
	if err != nil {
		return took, err
	}
	took.processor = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		unit := int64(1 << 10)
		if runtime.GOOS == "darwin" {
			unit = 1
		}
		fmt.Printf("the decoder took %v of processor time and %d MB at most\n", took.processor.Round(1e7), usage.Maxrss*unit/1e6)
	}
	return took, nil
}

func fromFile(cmd *exec.Cmd, name string, write func(io.Writer) error) (time.Duration, error) {
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(write(w), w.Flush()); err != nil {
		return 0, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	cmd.Stdin = f
	begin := time.Now()
	err = cmd.Run()
	return time.Since(begin), err
}

func fromPipe(cmd *exec.Cmd, write func(io.Writer) error) error {
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	return errors.Join(write(in), in.Close(), cmd.Wait())
}

// baselines returns how many entries a second of processor time are copied, and
// expanded: the best of some rounds of a trace of the same kind.
func baselines(entries int64, seed uint64, version int) (copying, expanding float64, err error) {
	var data bytes.Buffer
	if err := generate(&data, entries, seed, version); err != nil {
		return 0, 0, err
	}
	var blocks []*trace.Block
	r := trace.NewReader(&data, trace.LittleEndian)
	entries = 0
	for {
		b := new(trace.Block)
		if err := r.Next(b); err == io.EOF {
			break
		} else if err != nil {
			return 0, 0, err
		}
		entries += int64(b.Entries)
		blocks = append(blocks, b)
	}
	from := make([]byte, 24*entries)
	to := make([]byte, len(from))
	var memory trace.Block
	for range 9 {
		begin := processorTime()
		copy(to, from)
		copying = max(copying, float64(entries)/(processorTime()-begin).Seconds())
		begin = processorTime()
		for _, b := range blocks {
			b.TakeMemory(&memory)
			if err := b.Expand(); err != nil {
				return 0, 0, err
			}
			memory.TakeMemory(b)
		}
		expanding = max(expanding, float64(entries)/(processorTime()-begin).Seconds())
	}
	return copying, expanding, nil
}

// processorTime returns what this process has had of processors.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // there is nothing it could not do
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

const functions, bodies = 400, 2

// names is the map of the trace.
func names() *trace.Map {
	m := &trace.Map{}
	for f := range functions {
		for b := range bodies {
			m.Functions = append(m.Functions, trace.Function{ID: trace.MakeID(f, b), Name: fmt.Sprintf("Module%02d::function%03d.%d", f%20, f, b)})
		}
	}
	return m
}

// generate writes a trace.
func generate(w io.Writer, entries int64, seed uint64, version int) error {
	var add func(*trace.Entry)
	var end func() error
	unit := int64(1) // nanoseconds
	if version == 2 {
		second, err := trace.NewWriter2(w, names())
		if err != nil {
			return err
		}
		add, end = second.Append, second.Close
	} else {
		first := trace.NewWriter(w)
		first.Packed = true
		add, end, unit = first.Append, first.Close, 1000
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	kinds := make([][]trace.Entry, 400)
	for k := range kinds {
		kinds[k] = packet(rng, nil)
	}
	var once []trace.Entry
	var now int64 // nanoseconds
	for n := int64(0); n < entries; {
		list := kinds[rng.IntN(len(kinds))]
		if rng.IntN(50) == 0 {
			once = packet(rng, once[:0])
			list = once
		}
		for i := range list {
			now += 40 + rng.Int64N(1000)
			e := list[i]
			e.Real, e.Virtual = now/unit, (now-now/1e6*50_000)/unit // away for a twentieth of the time
			if i == 0 {
				e.Options |= trace.Timestamp
				e.Time = now / unit
			}
			add(&e)
		}
		n += int64(len(list))
	}
	return end()
}

// packet appends the calls of a packet, balanced, to list.
func packet(rng *rand.Rand, list []trace.Entry) []trace.Entry {
	var stack [12]trace.ID
	depth := 0
	for range 20 + rng.IntN(60) {
		if depth == len(stack) || depth > 0 && rng.IntN(2) == 0 {
			depth--
			list = append(list, trace.Entry{Options: trace.Return | trace.Clocks, ID: stack[depth]})
			continue
		}
		stack[depth] = trace.MakeID(rng.IntN(functions), rng.IntN(bodies))
		list = append(list, trace.Entry{Options: trace.Call | trace.Clocks, ID: stack[depth]})
		depth++
	}
	for ; depth > 0; depth-- {
		list = append(list, trace.Entry{Options: trace.Return | trace.Clocks, ID: stack[depth-1]})
	}
	return list
}
