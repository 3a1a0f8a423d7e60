package trace

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
)

// benchmarkEntries are calls and returns with clocks, as the engine writes
// them: 24 bytes each.
func benchmarkEntries(n int) []Entry {
	rng := rand.New(rand.NewPCG(1, 2))
	list := make([]Entry, n)
	var stack []ID
	var real, virtual int64
	for i := range list {
		real += rng.Int64N(4)
		virtual += rng.Int64N(4)
		e := &list[i]
		if len(stack) > 0 && (len(stack) > 10 || rng.IntN(2) == 0) {
			e.Options, e.ID = Return|Clocks, stack[len(stack)-1]
			stack = stack[:len(stack)-1]
		} else {
			e.Options, e.ID = Call|Clocks, MakeID(rng.IntN(400), rng.IntN(2))
			stack = append(stack, e.ID)
		}
		e.Real, e.Virtual = real, virtual
	}
	return list
}

// BenchmarkLZF gives the rates of expanded bytes beside that of copying them.
func BenchmarkLZF(b *testing.B) {
	list := benchmarkEntries(blockSize / 24)
	src := make([]byte, 0, blockSize)
	for i := range list {
		src = src[:len(src)+24]
		LittleEndian.put(src[len(src)-24:], &list[i])
	}
	var p packer
	packed := make([]byte, len(src))
	packed = packed[:p.pack(packed, src)]
	dst := make([]byte, len(src))
	b.Run("do=copy", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		for b.Loop() {
			copy(dst, src)
		}
	})
	b.Run("do=expand", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		for b.Loop() {
			if err := expandLZF(dst, packed, len(dst)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(packed))/float64(len(src)), "packed/size")
	})
	b.Run("do=pack", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		for b.Loop() {
			p.pack(dst, src)
		}
	})
}

// nanoseconds are the same entries with clocks finer by a thousand: calls that
// take some hundred nanoseconds.
func nanoseconds(list []Entry) []Entry {
	rng := rand.New(rand.NewPCG(3, 4))
	var real int64
	for i := range list {
		real += 40 + int64(100*rng.ExpFloat64())
		list[i].Real, list[i].Virtual = real, real-real/20000
	}
	return list
}

// BenchmarkAppend is one entry.
func BenchmarkAppend(b *testing.B) {
	b.Run("version=2", func(b *testing.B) {
		list := nanoseconds(benchmarkEntries(1 << 14))
		w, err := NewWriter2(io.Discard, &Map{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			w.Append(&list[i&(1<<14-1)])
			i++
		}
		b.ReportMetric(float64(w.Written())/float64(i), "bytes/entry")
	})
	for _, packed := range []bool{false, true} {
		name := "packed=no"
		if packed {
			name = "packed=yes"
		}
		b.Run(name, func(b *testing.B) {
			list := benchmarkEntries(1 << 14)
			w := NewWriter(io.Discard)
			w.Packed = packed
			b.SetBytes(24)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				w.Append(&list[i&(1<<14-1)])
				i++
			}
		})
	}
}

// BenchmarkNext is one block read, expanded and walked over.
func BenchmarkNext(b *testing.B) {
	b.Run("version=1", benchmarkNext1)
	b.Run("version=2", benchmarkNext2)
}

func benchmarkNext2(b *testing.B) {
	list := nanoseconds(benchmarkEntries(1 << 16))
	var buf bytes.Buffer
	w, err := NewWriter2(&buf, &Map{})
	if err != nil {
		b.Fatal(err)
	}
	for i := range list {
		w.Append(&list[i])
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	var blk Block
	var e Entry
	r := NewReader(bytes.NewReader(buf.Bytes()), LittleEndian)
	if err := r.Next(&blk); err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		if err := blk.Expand(); err != nil {
			b.Fatal(err)
		}
		for c := blk.Cursor(); c.Next(&e); {
			n++
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds()/1e6, "Mentries/s")
}

func benchmarkNext1(b *testing.B) {
	list := benchmarkEntries(blockSize / 24)
	var buf bytes.Buffer
	if err := WriteBlock(&buf, LittleEndian, true, list); err != nil {
		b.Fatal(err)
	}
	in := bytes.NewReader(nil)
	var blk Block
	var e Entry
	for b.Loop() {
		in.Reset(buf.Bytes())
		if err := NewReader(in, LittleEndian).Next(&blk); err != nil {
			b.Fatal(err)
		}
		if err := blk.Expand(); err != nil {
			b.Fatal(err)
		}
		for c := blk.Cursor(); c.Next(&e); {
		}
	}
	b.SetBytes(int64(24 * len(list)))
	b.ReportMetric(float64(b.N)*float64(len(list))/b.Elapsed().Seconds()/1e6, "Mentries/s")
}
