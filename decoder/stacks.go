package decoder

import (
	"cmp"
	"math"
	"slices"

	"brig/result"
)

// A stackList is a list of call stacks, each after the one it was called from.
type stackList struct {
	clock  Clock
	n      int
	stack  func(i int) (parent int, calls, exclusive int64) // parent -1 if it has none
	nameOf func(i int) string
}

// document returns the stacks that took most time, and nil if there are none.
// Nothing is left out that one of them was called from: it took as long.
func (l *stackList) document() *result.Stacks {
	inclusive := make([]int64, l.n)
	var total int64
	for i := l.n - 1; i >= 0; i-- {
		parent, _, own := l.stack(i)
		inclusive[i] = saturated(inclusive[i], max(0, own))
		into := &total
		if parent >= 0 {
			into = &inclusive[parent]
		}
		*into = saturated(*into, inclusive[i])
	}
	kept, some := longest(inclusive, max(1, int64(float64(total)*result.LeastStacks)))
	if len(kept) == 0 {
		return nil
	}
	doc := &result.Stacks{Clock: string(l.clock), Omitted: some - int64(len(kept)), Left: total}
	place := make(map[int]int, len(kept))
	names := map[string]int{}
	for at, i := range kept {
		parent, calls, own := l.stack(i)
		from := &doc.Left
		if parent >= 0 {
			parent = place[parent]
			from = &doc.Rest[parent]
		}
		*from -= inclusive[i]
		place[i] = at
		name := l.nameOf(i)
		if _, ok := names[name]; !ok {
			names[name] = len(doc.Names)
			doc.Names = append(doc.Names, name)
		}
		doc.Name, doc.Parent, doc.Calls = append(doc.Name, names[name]), append(doc.Parent, parent), append(doc.Calls, calls)
		doc.Exclusive, doc.Rest = append(doc.Exclusive, max(0, own)), append(doc.Rest, inclusive[i]-max(0, own))
	}
	doc.Left = max(0, doc.Left)
	for i := range doc.Rest {
		doc.Rest[i] = max(0, doc.Rest[i])
	}
	return doc
}

// longest returns which times are the longest, in order, none of them less
// than so much, and how many are not 0.
func longest(times []int64, least int64) (kept []int, some int64) {
	shorten := func() {
		slices.SortFunc(kept, func(x, y int) int { return cmp.Or(cmp.Compare(times[y], times[x]), cmp.Compare(x, y)) })
		kept = kept[:min(len(kept), result.MaxStacks)]
	}
	for i, took := range times {
		if took > 0 {
			some++
		}
		if took < least {
			continue
		}
		if kept = append(kept, i); len(kept) == 2*result.MaxStacks {
			shorten()
			least = times[kept[len(kept)-1]] + 1
		}
	}
	shorten()
	slices.Sort(kept)
	return kept, some
}

// saturated adds what is not negative. A damaged trace can hold any times.
func saturated(x, y int64) int64 {
	if x > math.MaxInt64-y {
		return math.MaxInt64
	}
	return x + y
}

// stacks returns what took how long by call stack, of functions or components.
func (p *Profile) stacks(t *tree) *result.Stacks {
	list := &stackList{
		clock: WallClock, n: len(t.nodes) - 1, // node 0 is no stack
		stack: func(i int) (int, int64, int64) {
			n := &t.nodes[i+1]
			return int(n.parent) - 1, n.returns, n.exclusive * p.unit
		},
		nameOf: func(i int) string { return p.names[t.nodes[i+1].key] },
	}
	return list.document()
}

// StackTimes returns what took how long by call stack, of functions. It is nil
// if there are no stacks.
func (b *Breakdown) StackTimes() *result.Stacks {
	list := &stackList{
		clock: b.Clock, n: len(b.Stacks),
		stack: func(i int) (int, int64, int64) {
			s := &b.Stacks[i]
			if s.Function.Component {
				return s.Parent, 0, 0
			}
			return s.Parent, s.Calls, s.Exclusive
		},
		nameOf: func(i int) string { return b.Stacks[i].Function.Name },
	}
	return list.document()
}
