// Command trace makes a function trace of any size and has brig decode it
// from a pipe: how fast, and with how much memory?
//
//	go run ./bench/trace -size 10000                # MB of entries, version 1
//	go run ./bench/trace -size 1000 -version 2
//	go run ./bench/trace -size 100 -o trace.out     # keep it, decode nothing
//
// The trace is that of an engine with 800 function bodies: most packets are one
// of 400 kinds, each of which makes the same nested calls whenever it comes,
// and one in fifty is like no other. Entries have clocks. The same seed gives
// the same trace.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"brig/trace"
)

func main() {
	size := flag.Int64("size", 1000, "MB of entries before packing, at 24 bytes an entry")
	seed := flag.Uint64("seed", 1, "of the random numbers")
	version := flag.Int("version", 1, "of the format: 1, packed with LZF, or 2")
	brig := flag.String("brig", "bin/brig", "program that decodes")
	out := flag.String("o", "", "write the trace to this file instead, and its map beside it")
	flag.Parse()
	if err := run(*size*1e6/24, *seed, *version, *brig, *out); err != nil {
		fmt.Fprintln(os.Stderr, "trace:", err)
		os.Exit(1)
	}
}

func run(entries int64, seed uint64, version int, brig, out string) error {
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
	return decode(brig, func(w io.Writer) error { return generate(w, entries, seed, version) })
}

// decode runs brig decode on what write writes.
func decode(brig string, write func(io.Writer) error) error {
	dir, err := os.MkdirTemp("", "brig-bench-trace-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(dir+"/map", names().Text(), 0o666); err != nil {
		return err
	}
	cmd := exec.Command(brig, "decode", "-m", dir+"/map", "-t", "-", "-o", dir+"/documents")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = errors.Join(write(in), in.Close(), cmd.Wait())
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		unit := int64(1 << 10)
		if runtime.GOOS == "darwin" {
			unit = 1
		}
		cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		fmt.Printf("the decoder took %v of processor time and %d MB at most\n", cpu.Round(1e7), usage.Maxrss*unit/1e6)
	}
	return err
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
