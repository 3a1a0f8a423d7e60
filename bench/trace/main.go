// Command trace has brig decode a long function trace: how fast, and with how
// much memory?
//
//	go run ./bench/trace -engine bin/bro            # what the engine wrote, version 2
//	go run ./bench/trace -engine bin/bro -version 1 -procs 1,2
//	go run ./bench/trace -size 10000                # MB of made-up entries
//	go run ./bench/trace -size 1000 -files          # and write PyBrIG's files
//	go run ./bench/trace -size 100 -o trace.out     # keep it, decode nothing
//
// With an engine the trace is of its default scripts on many copies of the
// recorded capture, with all functions and components. The engine runs without
// it as well, in turn: what did the trace cost?
//
// A made-up trace is that of an engine with 800 function bodies: most packets
// are one of 400 kinds, each of which makes the same nested calls whenever it
// comes, and one in fifty is like no other. Entries have clocks. The same seed
// gives the same trace. One of more than 2 GB of entries is not kept in a file
// but goes through a pipe, and the rate is by processor time only.
//
// Beside the rates are those of copying entries and of expanding blocks alone,
// on one processor.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

func main() {
	size := flag.Int64("size", 1000, "MB of made-up entries before packing, at 24 bytes an entry")
	seed := flag.Uint64("seed", 1, "of the random numbers of a made-up trace")
	engine := flag.String("engine", "", "program that writes the trace, in place of a made-up one")
	copies := flag.Int("copies", 35, "copies of the recorded capture that the engine reads")
	version := flag.Int("version", 2, "of the format: 1, packed with LZF, or 2")
	procs := flag.String("procs", strconv.Itoa(runtime.GOMAXPROCS(0)), "processors that the decoder uses; a list has it decode with each")
	rounds := flag.Int("rounds", 3, "how often the decoder decodes with each; the best counts")
	memory := flag.String("memory", "256MiB", "that the decoder may take")
	files := flag.Bool("files", false, "write the six files of PyBrIG's decoder, whose doubles take time")
	pprof := flag.Bool("pprof", false, "write a profile for pprof")
	brig := flag.String("brig", "bin/brig", "program that decodes")
	out := flag.String("o", "", "write a made-up trace to this file, and its map beside it, and decode nothing")
	flag.Parse()
	if err := run(*size*1e6/24, *seed, *engine, *copies, *version, *procs, *rounds, decoder{*brig, *memory, *files, *pprof}, *out); err != nil {
		fmt.Fprintln(os.Stderr, "trace:", err)
		os.Exit(1)
	}
}

func run(entries int64, seed uint64, engine string, copies, version int, procs string, rounds int, d decoder, out string) error {
	if version != 1 && version != 2 {
		return fmt.Errorf("version %d: want 1 or 2", version)
	}
	var processors []int
	for text := range strings.SplitSeq(procs, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("processors %q: want numbers from 1 on, with commas between them", procs)
		}
		processors = append(processors, n)
	}
	if out != "" {
		return errors.Join(makeFile(out, entries, seed, version), os.WriteFile(out+".map", names().Text(), 0o666))
	}
	dir, err := os.MkdirTemp("", "brig-bench-trace-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var t *recording
	if engine != "" {
		t, err = record(dir, engine, d.brig, copies, version, rounds)
	} else {
		t, err = makeUp(dir, entries, seed, version)
	}
	if err != nil {
		return err
	}
	if t.write != nil {
		rounds = 1
	}
	copying, expanding, err := t.baselines()
	if err != nil {
		return err
	}
	packing := map[int]string{1: "LZF", 2: "zstd and checksums"}[version]
	fmt.Printf("  on one processor: copying %.0f million entries a second, expanding (%s) %.1f\n", copying/1e6, packing, expanding/1e6)
	var one time.Duration // by the clock
	for _, n := range processors {
		var best taken
		for range rounds {
			took, err := d.decode(dir, t, n)
			if err != nil {
				return err
			}
			best = best.least(took)
		}
		fmt.Printf("  decoding with GOMAXPROCS=%d", n)
		if best.clock > 0 {
			rate := float64(t.entries) / best.clock.Seconds()
			fmt.Printf(": %.1f million entries a second by the clock, %.2f of expanding", rate/1e6, rate/expanding)
			if n == 1 {
				one = best.clock
			} else if one > 0 {
				fmt.Printf(", %.2f times one processor", float64(one)/float64(best.clock))
			}
		}
		fmt.Printf("; %v of processor time (%.1f million a second), %d MB at most\n",
			best.processor.Round(1e7), float64(t.entries)/best.processor.Seconds()/1e6, best.memory/1e6)
	}
	return nil
}
