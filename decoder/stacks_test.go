package decoder

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"brig/result"
)

// The document has the stacks that took most time, with all they were called
// from, and says how many it leaves out.
func TestStackTimes(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 5))
		b := &Breakdown{Clock: CPUClock, Stacks: []Stack{}}
		for i := range rng.IntN(3000) {
			s := Stack{Parent: -1, Function: &Function{Name: fmt.Sprint("f", rng.IntN(30))}, Calls: int64(i)}
			if i > 0 && rng.IntN(9) > 0 {
				s.Parent = i - 1 - rng.IntN(min(i, 40))
			}
			switch rng.IntN(12) {
			case 0:
			case 1:
				s.Exclusive = -rng.Int64N(1000)
			case 2:
				if seed%10 == 0 {
					s.Exclusive = math.MaxInt64 - rng.Int64N(1000)
				}
			default:
				s.Exclusive = rng.Int64N(50)
			}
			b.Stacks = append(b.Stacks, s)
		}
		if diff := gocmp.Diff(plainStacks(b), b.StackTimes()); diff != "" {
			t.Fatalf("seed %d (-plain +got):\n%s", seed, diff)
		}
	}
}

// plainStacks makes the document the plain way.
func plainStacks(b *Breakdown) *result.Stacks {
	inclusive := make([]int64, len(b.Stacks))
	for i := range b.Stacks {
		for at := i; at >= 0; at = b.Stacks[at].Parent {
			if own := max(0, b.Stacks[i].Exclusive); inclusive[at] > math.MaxInt64-own {
				inclusive[at] = math.MaxInt64
			} else {
				inclusive[at] += own
			}
		}
	}
	var all []int
	var total int64
	for i, took := range inclusive {
		if took > 0 {
			all = append(all, i)
		}
		if b.Stacks[i].Parent < 0 {
			total = saturated(total, took)
		}
	}
	slices.SortStableFunc(all, func(x, y int) int { return cmp.Compare(inclusive[y], inclusive[x]) })
	kept := all[:min(len(all), 400)]
	for len(kept) > 0 && float64(inclusive[kept[len(kept)-1]]) < math.Floor(float64(total)/1000) {
		kept = kept[:len(kept)-1]
	}
	if len(kept) == 0 {
		return nil
	}
	doc := &result.Stacks{Clock: "CPU time", Omitted: int64(len(all) - len(kept)), Left: total}
	slices.Sort(kept)
	for _, i := range kept {
		s := b.Stacks[i]
		if !slices.Contains(doc.Names, s.Function.Name) {
			doc.Names = append(doc.Names, s.Function.Name)
		}
		doc.Name = append(doc.Name, slices.Index(doc.Names, s.Function.Name))
		doc.Parent = append(doc.Parent, slices.Index(kept, s.Parent))
		doc.Calls = append(doc.Calls, s.Calls)
		doc.Exclusive = append(doc.Exclusive, max(0, s.Exclusive))
		rest := inclusive[i] - max(0, s.Exclusive)
		for _, j := range kept {
			if b.Stacks[j].Parent == i {
				rest -= inclusive[j]
			}
		}
		doc.Rest = append(doc.Rest, max(0, rest))
		if s.Parent < 0 {
			doc.Left -= inclusive[i]
		}
	}
	doc.Left = max(0, doc.Left)
	return doc
}

// A trace's stacks are in its timings, those of components apart.
func TestStacksOfTrace(t *testing.T) {
	_, p := decodeCase(t, "testdata/export/nested.txtar")
	doc := p.ScriptTimings()
	own := func(timings []result.Timing, stacks *result.Stacks) {
		t.Helper()
		times := map[string]int64{}
		for _, f := range timings {
			times[f.Name] = *f.Exclusive
		}
		for i := range stacks.Name {
			times[stacks.Names[stacks.Name[i]]] -= stacks.Exclusive[i]
		}
		for name, left := range times {
			if left != 0 {
				t.Errorf("the stacks of %s have %d ns less than it took", name, left)
			}
		}
	}
	own(doc.Functions, doc.Stacks)
	own(doc.Components, doc.ComponentStacks)
}
