package trace

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// packetsOf returns the entries of packets of some kinds that begin alike.
func packetsOf(rng *rand.Rand, n int) (list []Entry) {
	var kinds [][]Entry
	for range 1 + rng.IntN(20) {
		var kind []Entry
		if len(kinds) > 0 && rng.IntN(2) == 0 {
			like := kinds[rng.IntN(len(kinds))]
			kind = slices.Clone(like[:rng.IntN(len(like)+1)])
		}
		var open []ID
		for _, e := range kind {
			switch {
			case e.Options&Call != 0:
				open = append(open, e.ID)
			case e.Options&Return != 0:
				open = open[:len(open)-1]
			}
		}
		for range rng.IntN(12) {
			e := Entry{Options: Call | Clocks, ID: MakeID(rng.IntN(200), rng.IntN(2))}
			switch {
			case len(open) > 0 && rng.IntN(2) == 0:
				e.Options, e.ID = Return|Clocks, open[len(open)-1]
				open = open[:len(open)-1]
			case rng.IntN(4) == 0:
				e.Options = []Options{ComponentEvent, ComponentEvent | Clocks, ComponentLeft | Clocks, 0}[rng.IntN(4)]
			default:
				open = append(open, e.ID)
			}
			kind = append(kind, e)
		}
		for _, id := range slices.Backward(open) {
			kind = append(kind, Entry{Options: Return | Clocks, ID: id})
		}
		kinds = append(kinds, append(kind, Entry{Options: ComponentEvent, ID: 1}))
	}
	var now, lag int64
	for len(list) < n {
		for i, e := range kinds[rng.IntN(len(kinds))] {
			now += rng.Int64N(1 << rng.IntN(20))
			if rng.IntN(300) == 0 {
				lag += rng.Int64N(1000)
				now -= rng.Int64N(1000)
			}
			if rng.IntN(2000) == 0 {
				now += maxSpan
			}
			if e.Options&Clocks != 0 {
				e.Real, e.Virtual = now, now-lag
			}
			if i == 0 {
				e.Options |= Timestamp
				e.Time = now
			}
			if rng.IntN(500) == 0 {
				e.Options |= []Options{Usage, Outside, Timestamp, Call}[rng.IntN(4)]
			}
			list = append(list, e)
		}
	}
	return list
}

// recognised returns the entries of a block after those that are left of the
// one before it, read as repeats as far as they are some, and how many packets
// were. What may go on in the next block is left.
func recognised(t *testing.T, b, rest *Block, p *Patterns, s *Symbols, made *[][]byte) (list []Entry, repeats int) {
	t.Helper()
	c, ok := b.After(rest)
	if !ok {
		t.Fatal("no room for the rest of a block")
	}
	var f Fields
	var r Repeat
	add := func(symbols []byte, real, virtual []int64, start *Start) {
		f := Fields{Symbols: symbols}
		for i := range real {
			symbol := s.List[f.Symbol(i)]
			e := Entry{Options: symbol.Options &^ Usage, ID: symbol.ID, Real: real[i], Virtual: virtual[i]}
			if i == 0 && start != nil {
				e.Time = start.Time
			}
			list = append(list, e)
		}
	}
	for {
		n := c.Repeat(p, 7, &r)
		if n == Unfinished {
			c.Rest(rest)
			return list, repeats
		}
		if n >= 0 {
			symbols := (*made)[n]
			f := Fields{Symbols: symbols}
			f.Real, f.Virtual = p.Clocks(n, &r)
			if len(symbols) != 4*len(f.Real) {
				t.Fatalf("a repeat of %d entries, the pattern has %d", len(f.Real), len(symbols)/4)
			}
			sameClocks(t, &r, f, s)
			add(symbols, f.Real, f.Virtual, &Start{Time: r.Time})
			repeats++
			continue
		}
		end := c.Fields(&f, s, 1000)
		add(f.Symbols, f.Real, f.Virtual, f.Start)
		usage := len(f.Usages) > 0
		if f.Start != nil && !f.Start.Outside && end == NextPacket && !usage {
			switch n, added := p.Add(7, f.Symbols, s.List); {
			case added:
				*made = append(*made, bytes.Clone(f.Symbols))
			case n >= 0 && !bytes.Equal((*made)[n], f.Symbols):
				t.Fatalf("a packet is known as pattern %d, which has other entries", n)
			}
		}
		f.Reset()
		if end == BlockEnd {
			if c.Err() != nil {
				t.Fatal(c.Err())
			}
			return list, repeats
		}
	}
}

// sameClocks checks what a repeat tells of its clocks.
func sameClocks(t *testing.T, r *Repeat, f Fields, s *Symbols) {
	t.Helper()
	var clocked []int
	for i := range f.Real {
		if s.List[f.Symbol(i)].Options&Clocks != 0 {
			clocked = append(clocked, i)
		}
	}
	for _, i := range clocked {
		for _, j := range clocked {
			real, virtual := f.Real[i]-f.Real[j], f.Virtual[i]-f.Virtual[j]
			if r.Data == nil && max(real, virtual) > r.Span {
				t.Fatalf("clocks of entries %d and %d differ by %d and %d, more than the span %d", j, i, real, virtual, r.Span)
			}
			if r.Even && real != virtual {
				t.Fatalf("clocks of entries %d and %d differ by %d and %d, and are to go on alike", j, i, real, virtual)
			}
		}
	}
}

// Packets that are recognised have the entries that are there, whatever the
// block holds.
func TestRepeats(t *testing.T) {
	repeats, joined := 0, 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 3))
		list := packetsOf(rng, 4000)
		var data bytes.Buffer
		order := Order(seed % 2)
		version := 1 + int(seed/2%2)
		if version == 2 {
			w, err := NewWriter2(&data, &Map{})
			if err != nil {
				t.Fatal(err)
			}
			for i := range list {
				if w.Append(&list[i]); i%1500 == 0 {
					w.Flush()
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		} else {
			for chunk := range slices.Chunk(list, 1500) {
				if err := WriteBlock(&data, order, true, chunk); err != nil {
					t.Fatal(err)
				}
			}
		}
		r := NewReader(&data, order)
		p, s := NewPatterns(version), NewSymbols()
		var made [][]byte
		var b, rest Block
		var want, got []Entry
		var e Entry
		for r.Next(&b) == nil {
			if err := b.Expand(); err != nil {
				t.Fatal(err)
			}
			known := Options(symbolOptions1)
			if version == 2 {
				known = symbolOptions2
			}
			for c := b.Cursor(); c.Next(&e); {
				if version == 2 && (symbol{e.Options, e.ID}).leaves() || e.Options&Timestamp == 0 {
					e.Time = 0 // begins no packet
				}
				e.Options &= known &^ Usage
				e.User, e.System, e.MaxRSS = 0, 0, 0
				want = append(want, e)
			}
			if rest.Entries > 0 {
				joined++
			}
			list, n := recognised(t, &b, &rest, p, s, &made)
			got = append(got, list...)
			repeats += n
		}
		for c := rest.Cursor(); rest.Entries > 0 && c.Next(&e); {
			e.Options &= symbolOptions1
			got = append(got, e)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: version %d: %d entries, want %d, or they differ", seed, version, len(got), len(want))
		}
	}
	t.Logf("%d repeats, %d blocks began with what was left of another", repeats, joined)
	if repeats < 1000 || joined < 10 {
		t.Errorf("only %d packets were recognised, and %d blocks continued", repeats, joined)
	}
}
