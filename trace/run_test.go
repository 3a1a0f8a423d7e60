package trace_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"brig/trace"
)

// A run is written as its entries are one by one: deep stacks, many symbols,
// other lags and clocks that go back between runs, across blocks.
func TestAppendRun(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 0))
	kinds := []trace.Options{trace.Call, trace.Return, trace.ComponentEvent, trace.ComponentLeft}
	var data bytes.Buffer
	w, err := trace.NewWriter2(&data, smallMap)
	if err != nil {
		t.Fatal(err)
	}
	var want []trace.Entry
	var stack []trace.ID
	real, lag := int64(0), int64(0)
	for len(want) < 400_000 {
		var symbols []trace.Symbol
		var times []int64
		for range rng.IntN(300) {
			s := trace.Symbol{Options: kinds[rng.IntN(4)] | trace.Clocks, ID: trace.ID(rng.IntN(1 + rng.IntN(20_000)))}
			switch {
			case s.Options&trace.Call != 0:
				stack = append(stack, s.ID)
			case s.Options&trace.Return != 0 && len(stack) > 0 && rng.IntN(50) > 0:
				s.ID, stack = stack[len(stack)-1], stack[:len(stack)-1]
			}
			real += rng.Int64N(1 << rng.IntN(30))
			symbols, times = append(symbols, s), append(times, real)
			want = append(want, trace.Entry{Options: s.Options, ID: s.ID, Real: real, Virtual: real - lag})
		}
		w.AppendRun(symbols, times, lag)
		switch rng.IntN(4) {
		case 0:
			e := trace.Entry{Options: trace.Call | trace.Timestamp, ID: 3, Time: real}
			w.Append(&e)
			want, stack = append(want, e), append(stack, 3)
		case 1:
			lag += rng.Int64N(1000)
		case 2:
			real -= rng.Int64N(1000)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := decode(&data, trace.LittleEndian)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("entry %d of %d: %+v, want %+v", i, len(want), got[min(i, len(got)-1)], want[i])
			}
		}
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
}
