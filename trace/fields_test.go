package trace

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// fieldsOf returns the entries that Fields reads, most at a time.
func fieldsOf(b *Block, most int) (list []Entry, err error) {
	var f Fields
	s := NewSymbols()
	c := b.Cursor()
	for end := Full; end != BlockEnd; {
		f.Reset()
		end = c.Fields(&f, s, most)
		for i := range f.Len() {
			symbol := s.List[f.Symbol(i)]
			e := Entry{Options: symbol.Options, ID: symbol.ID, Real: f.Real[i], Virtual: f.Virtual[i]}
			if i == 0 && f.Start != nil && !f.Start.Outside {
				e.Options |= Timestamp
				e.Time = f.Start.Time
			}
			if len(f.Usages) > 0 && f.Usages[0].At == i {
				e.User, e.System, e.MaxRSS = f.Usages[0].User, f.Usages[0].System, f.Usages[0].MaxRSS
				f.Usages = f.Usages[1:]
			}
			list = append(list, e)
		}
	}
	return list, c.Err()
}

// sameFields compares Fields with Next: the same entries and the same error,
// but for options without a meaning.
func sameFields(t testing.TB, b *Block, most int) {
	t.Helper()
	var want []Entry
	known := Options(symbolOptions1 | Timestamp)
	if b.Version() == Version2 {
		known = symbolOptions2 | Timestamp
	}
	c := b.Cursor()
	var e Entry
	for c.Next(&e) {
		e.Options &= known
		if (symbol{e.Options, e.ID}).leaves() { // begins no packet
			e.Options, e.Time = e.Options&^Timestamp, 0
		}
		want = append(want, e)
	}
	got, err := fieldsOf(b, most)
	if !slices.Equal(got, want) {
		t.Errorf("%d at a time: Fields gives %d entries, Next %d, or they differ", most, len(got), len(want))
	}
	if (err == nil) != (c.Err() == nil) || err != nil && err.Error() != c.Err().Error() {
		t.Errorf("%d at a time: Fields ends with %v, Next with %v", most, err, c.Err())
	}
}

// unlike returns entries of all kinds.
func unlike(n int) []Entry {
	rng := rand.New(rand.NewPCG(5, 6))
	options := []Options{Call | Clocks, Return | Clocks, Call | Clocks, Return | Clocks, Call, Return, ComponentEvent | Clocks,
		ComponentEvent, ComponentLeft | Clocks, 0, Usage | Call, Return | Usage | Clocks, Type | Call | Clocks, Call | Clocks | 1<<20}
	list := make([]Entry, n)
	var now int64
	var stack []ID
	for i := range list {
		e := Entry{Options: options[rng.IntN(len(options))], ID: ID(rng.IntN(300))}
		now += int64(1) << rng.IntN(20)
		switch {
		case e.Options&Call != 0:
			stack = append(stack, e.ID)
		case e.Options&Return != 0 && len(stack) > 0 && rng.IntN(20) > 0:
			e.ID = stack[len(stack)-1]
			stack = stack[:len(stack)-1]
		}
		if rng.IntN(10) == 0 {
			e.Options |= Timestamp
			e.Time = now
		}
		if e.Options&Clocks != 0 {
			e.Real, e.Virtual = now, now-now>>10
		}
		if e.Options&Usage != 0 {
			e.User, e.System, e.MaxRSS = now, 2*now, 3
		}
		list[i] = e
	}
	return list
}

func TestFields(t *testing.T) {
	list := unlike(20_000)
	var first, second bytes.Buffer
	if err := WriteBlock(&first, BigEndian, true, list); err != nil {
		t.Fatal(err)
	}
	if err := WriteBlock(&first, BigEndian, false, benchmarkEntries(5000)); err != nil {
		t.Fatal(err)
	}
	w, err := NewWriter2(&second, &Map{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		w.Append(&list[i])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{first.Bytes(), second.Bytes()} {
		r := NewReader(bytes.NewReader(data), BigEndian)
		var b Block
		blocks := 0
		for r.Next(&b) == nil {
			if err := b.Expand(); err != nil {
				t.Fatal(err)
			}
			for _, most := range []int{1, 2, 7, 1000, 100_000} {
				sameFields(t, &b, most)
			}
			blocks++
		}
		if blocks == 0 {
			t.Error("no blocks")
		}
	}
}
