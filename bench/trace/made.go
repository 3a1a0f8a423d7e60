package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"

	"brig/trace"
)

// maxFile bounds the bytes of the made-up entries of a trace that is kept in a
// file.
const maxFile = 2_000_000_000

// makeUp makes a trace up.
func makeUp(dir string, entries int64, seed uint64, version int) (*recording, error) {
	t := &recording{file: dir + "/trace", mapFile: dir + "/map", entries: entries}
	if err := os.WriteFile(t.mapFile, names().Text(), 0o666); err != nil {
		return nil, err
	}
	kept := entries
	if entries > maxFile/24 {
		t.write = func(w io.Writer) error { return generate(w, entries, seed, version) }
		kept = baselineEntries
	}
	fmt.Printf("version %d, a made-up trace of %.1f million entries\n", version, float64(entries)/1e6)
	return t, makeFile(t.file, kept, seed, version)
}

func makeFile(name string, entries int64, seed uint64, version int) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(generate(w, entries, seed, version), w.Flush(), f.Close())
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
