package trace_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"brig/trace"
)

// entries returns n entries in the manner of an engine: calls and returns
// that nest, with clocks that advance, and sometimes anything at all.
func entries(n int, seed uint64) []trace.Entry {
	rng := rand.New(rand.NewPCG(seed, 0))
	out := make([]trace.Entry, n)
	var stack []trace.ID
	real, virtual := int64(1_700_000_000_000_000), int64(0)
	for i := range out {
		e := &out[i]
		real += rng.Int64N(20)
		virtual += rng.Int64N(10)
		if len(stack) > 0 && (len(stack) > 10 || rng.IntN(2) == 0) {
			e.Options, e.ID = trace.Return, stack[len(stack)-1]
			stack = stack[:len(stack)-1]
		} else {
			e.Options, e.ID = trace.Call, trace.MakeID(rng.IntN(200), rng.IntN(2))
			stack = append(stack, e.ID)
		}
		e.Options |= trace.Clocks
		e.Real, e.Virtual = real, virtual
		if rng.IntN(20) == 0 {
			e.Options |= trace.Timestamp
			e.Time = real
		}
		if rng.IntN(50) == 0 {
			*e = trace.Entry{Options: trace.Options(rng.Uint32()), ID: trace.ID(rng.Uint32())}
			if e.Options&trace.Clocks != 0 {
				e.Real, e.Virtual = int64(rng.Uint64()), int64(rng.Uint64())
			}
			if e.Options&trace.Timestamp != 0 {
				e.Time = int64(rng.Uint64())
			}
			if e.Options&trace.Usage != 0 {
				e.User, e.System, e.MaxRSS = -1, int64(rng.Uint64()), 1<<62
			}
		}
	}
	return out
}

// encode returns a trace of the entries.
func encode(t testing.TB, list []trace.Entry, order trace.Order, packed bool) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := trace.NewWriter(&buf)
	w.Order, w.Packed = order, packed
	for i := range list {
		w.Append(&list[i])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// decode reads a whole trace.
func decode(r io.Reader, order trace.Order) ([]trace.Entry, error) {
	var out []trace.Entry
	var b trace.Block
	var e trace.Entry
	for tr := trace.NewReader(r, order); ; {
		if err := tr.Next(&b); err == io.EOF {
			return out, nil
		} else if err != nil {
			return out, err
		}
		if err := b.Expand(); err != nil {
			return out, err
		}
		c := b.Cursor()
		for c.Next(&e) {
			out = append(out, e)
		}
		if err := c.Err(); err != nil {
			return out, err
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 3, 100_000} {
		for _, order := range []trace.Order{trace.LittleEndian, trace.BigEndian} {
			for _, packed := range []bool{false, true} {
				want := entries(n, 1)
				data := encode(t, want, order, packed)
				got, err := decode(bytes.NewReader(data), order)
				if err != nil {
					t.Errorf("n=%d order=%v packed=%v: %v", n, order, packed, err)
				} else if !slices.Equal(got, want) {
					t.Errorf("n=%d order=%v packed=%v: entries differ", n, order, packed)
				}
			}
		}
	}
}
