package decoder

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"brig/trace"
)

// generate returns the entries of a trace of an engine: packets of a few
// kinds, each of which makes the same nested calls whenever it comes.
func generate(n int, seed uint64) []trace.Entry {
	rng := rand.New(rand.NewPCG(seed, 0))
	kinds := make([][]trace.Entry, 400)
	for k := range kinds {
		var stack []trace.ID
		for range 20 + rng.IntN(60) {
			if len(stack) > 0 && (len(stack) == 12 || rng.IntN(2) == 0) {
				kinds[k] = append(kinds[k], trace.Entry{Options: trace.Return | trace.Clocks, ID: stack[len(stack)-1]})
				stack = stack[:len(stack)-1]
			} else {
				id := trace.MakeID(rng.IntN(400), rng.IntN(2))
				kinds[k] = append(kinds[k], trace.Entry{Options: trace.Call | trace.Clocks, ID: id})
				stack = append(stack, id)
			}
		}
		for i := len(stack) - 1; i >= 0; i-- {
			kinds[k] = append(kinds[k], trace.Entry{Options: trace.Return | trace.Clocks, ID: stack[i]})
		}
	}
	var list []trace.Entry
	var real, virtual int64
	for len(list) < n {
		from := len(list)
		list = append(list, kinds[rng.IntN(len(kinds))]...)
		for i := from; i < len(list); i++ {
			real += rng.Int64N(4)
			virtual += rng.Int64N(3)
			list[i].Real, list[i].Virtual = real, virtual
		}
		list[from].Options |= trace.Timestamp
		list[from].Time = real
	}
	return list
}

// BenchmarkDecode makes all documents of a trace. Beside it are the copying of
// its entries and the expansion alone, in the same unit.
func BenchmarkDecode(b *testing.B) {
	list := generate(2_000_000, 1)
	for _, version := range []int{trace.Version, trace.Version2} {
		b.Run(fmt.Sprintf("version=%d", version), func(b *testing.B) { benchmarkDecode(b, list, version) })
	}
}

func benchmarkDecode(b *testing.B, list []trace.Entry, version int) {
	var data bytes.Buffer
	writeBenchmark(b, &data, list, version)
	rate := func(b *testing.B) {
		b.ReportMetric(float64(b.N)*float64(len(list))/b.Elapsed().Seconds()/1e6, "Mentries/s")
	}
	b.Run("do=copy", func(b *testing.B) {
		src := make([]byte, 24*len(list))
		dst := make([]byte, len(src))
		for b.Loop() {
			copy(dst, src)
		}
		rate(b)
	})
	blocks := allBlocks(&data)
	b.Run("do=expand", func(b *testing.B) {
		var memory trace.Block
		for b.Loop() {
			for _, block := range blocks {
				block.TakeMemory(&memory)
				if err := block.Expand(); err != nil {
					b.Fatal(err)
				}
				memory.TakeMemory(block)
			}
		}
		rate(b)
	})
	b.Run("do=analyse", func(b *testing.B) {
		for _, block := range blocks {
			if err := block.Expand(); err != nil {
				b.Fatal(err)
			}
		}
		for b.Loop() {
			a := newAnalysis(&trace.Map{}, defaultLimits, version, new(known), false)
			for _, block := range blocks {
				if err := a.block(block); err != nil {
					b.Fatal(err)
				}
			}
		}
		rate(b)
	})
	for _, procs := range []string{"1", "all"} {
		b.Run("do=decode,procs="+procs, func(b *testing.B) {
			if procs == "1" {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			}
			for b.Loop() {
				if _, err := Decode(context.Background(), bytes.NewReader(data.Bytes()), &trace.Map{}, DefaultMemory, nil); err != nil {
					b.Fatal(err)
				}
			}
			rate(b)
		})
	}
}

// BenchmarkBlocks is the decoding of blocks, apart from reading and documents,
// once all packets are known. It gives the least time that each block has taken to
// expand and to analyse, by entry: what else the machine does matters less.
func BenchmarkBlocks(b *testing.B) {
	list := generate(600_000, 1)
	for _, version := range []int{trace.Version, trace.Version2} {
		b.Run(fmt.Sprintf("version=%d", version), func(b *testing.B) {
			var data bytes.Buffer
			writeBenchmark(b, &data, list, version)
			blocks := allBlocks(&data)
			a := newAnalysis(&trace.Map{}, defaultLimits, version, new(known), false)
			expanded, analysed := make([]time.Duration, len(blocks)), make([]time.Duration, len(blocks))
			var memory trace.Block
			for n := 0; b.Loop(); n++ {
				for i, block := range blocks {
					block.TakeMemory(&memory)
					begin := time.Now()
					if err := block.Expand(); err != nil {
						b.Fatal(err)
					}
					middle := time.Now()
					if err := a.block(block); err != nil {
						b.Fatal(err)
					}
					end := time.Now()
					memory.TakeMemory(block)
					if n == 0 || middle.Sub(begin) < expanded[i] {
						expanded[i] = middle.Sub(begin)
					}
					if n == 0 || end.Sub(middle) < analysed[i] {
						analysed[i] = end.Sub(middle)
					}
				}
			}
			var expand, analyse time.Duration
			for i := range blocks {
				expand += expanded[i]
				analyse += analysed[i]
			}
			n := float64(len(list))
			b.ReportMetric(float64(expand)/n, "expand-ns/entry")
			b.ReportMetric(float64(analyse)/n, "analyse-ns/entry")
			b.ReportMetric(n/(expand+analyse).Seconds()/1e6, "Mentries/s")
			b.ReportMetric(float64(expand)/float64(expand+analyse), "of-expansion")
		})
	}
}

// allBlocks returns the blocks of a trace.
func allBlocks(data *bytes.Buffer) (blocks []*trace.Block) {
	r := trace.NewReader(bytes.NewReader(data.Bytes()), trace.LittleEndian)
	for {
		block := new(trace.Block)
		if r.Next(block) != nil {
			return blocks
		}
		blocks = append(blocks, block)
	}
}

func writeBenchmark(b *testing.B, data *bytes.Buffer, list []trace.Entry, version int) {
	var add func(*trace.Entry)
	var end func() error
	if version == trace.Version2 {
		w, err := trace.NewWriter2(data, &trace.Map{})
		if err != nil {
			b.Fatal(err)
		}
		add, end = w.Append, w.Close
	} else {
		w := trace.NewWriter(data)
		w.Packed = true
		add, end = w.Append, w.Close
	}
	for i := range list {
		e := list[i]
		if version == trace.Version2 { // nanoseconds, and away now and then
			e.Real = e.Real*300 + int64(i%97)
			e.Virtual = e.Real - e.Real>>20<<15
		}
		add(&e)
	}
	if err := end(); err != nil {
		b.Fatal(err)
	}
}
