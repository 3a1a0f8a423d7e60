package builtin

import (
	"cmp"
	"container/heap"
	"errors"
	"slices"

	"brig/bro/interp"
)

// A topk keeps the size most frequent elements (Metwally et al., Efficient
// Computation of Frequent and Top-k Elements, 2005). epsilon bounds by how
// much a count may be too high.
//
// The entries are a heap with the one on top that gives way to a new element:
// the least frequent, and among equals the one whose count is the oldest.
type topk struct {
	size    int
	byKey   map[string]*topkEntry
	entries []*topkEntry
	changes uint64
	pruned  bool
}

type topkEntry struct {
	v              value
	key            string
	count, epsilon uint64
	changed        uint64 // when the count was reached, to break ties
	at             int    // in the heap
}

func (t *topk) Len() int { return len(t.entries) }

func (t *topk) Less(i, j int) bool {
	a, b := t.entries[i], t.entries[j]
	return a.count < b.count || a.count == b.count && a.changed < b.changed
}

func (t *topk) Swap(i, j int) {
	t.entries[i], t.entries[j] = t.entries[j], t.entries[i]
	t.entries[i].at, t.entries[j].at = i, j
}

func (t *topk) Push(x any) {
	e := x.(*topkEntry)
	e.at = len(t.entries)
	t.entries = append(t.entries, e)
}

func (t *topk) Pop() any {
	e := t.entries[len(t.entries)-1]
	t.entries = t.entries[:len(t.entries)-1]
	return e
}

func topkInit(c call) (value, error) {
	if c.Count(0) == 0 || c.Count(0) > 1<<24 {
		return none, errors.New("the size must be between 1 and 16777216")
	}
	t := &topk{size: int(c.Count(0)), byKey: map[string]*topkEntry{}}
	return (&interp.Opaque{T: c.Result, X: t}).Value(), nil
}

// add counts v n times; in a full sketch a new element takes the place of the
// least one, and its count.
func (t *topk) add(v value, n, epsilon uint64) {
	key := v.String()
	t.changes++
	if e := t.byKey[key]; e != nil {
		e.count += n
		e.epsilon += epsilon
		e.changed = t.changes
		heap.Fix(t, e.at)
		return
	}
	e := &topkEntry{v: interp.Copy(v), key: key, count: n, epsilon: epsilon, changed: t.changes}
	if len(t.entries) >= t.size {
		least := heap.Pop(t).(*topkEntry)
		delete(t.byKey, least.key)
		e.count += least.count
		e.epsilon += least.count
	}
	t.byKey[key] = e
	heap.Push(t, e)
}

// sorted lists the entries, the most frequent first.
func (t *topk) sorted() []*topkEntry {
	list := slices.Clone(t.entries)
	slices.SortFunc(list, func(a, b *topkEntry) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.changed, b.changed))
	})
	return list
}

func topkSize(c call) (value, error) {
	t, err := opaque[*topk](c.Args[0])
	if err != nil {
		return none, err
	}
	return count(t.size)
}

// topkSum is how many elements were counted; what pruning dropped is missing.
func topkSum(c call) (value, error) {
	t, err := opaque[*topk](c.Args[0])
	if err != nil {
		return none, err
	}
	if t.pruned {
		c.Warn("topk_sum: the sketch has been pruned; the sum may be too low")
	}
	sum := uint64(0)
	for _, e := range t.entries {
		sum += e.count
	}
	return count(sum)
}

func topkAdd(c call) (value, error) {
	t, err := opaque[*topk](c.Args[0])
	if err == nil {
		t.add(c.Args[1], 1, 0)
	}
	return none, err
}

// topkTop gives the k most frequent elements, and those that are as frequent
// as the last of them.
func topkTop(c call) (value, error) {
	t, err := opaque[*topk](c.Args[0])
	if err != nil {
		return none, err
	}
	out := interp.NewVector(c.Result)
	last := uint64(0)
	for i, e := range t.sorted() {
		if uint64(i) >= c.Count(1) && (i == 0 || e.count < last) {
			break
		}
		out.Append(e.v)
		last = e.count
	}
	return out.Value(), nil
}

func topkAsk(f func(*topkEntry) uint64) interp.Builtin {
	return func(c call) (value, error) {
		t, err := opaque[*topk](c.Args[0])
		if err != nil {
			return none, err
		}
		e := t.byKey[c.Args[1].String()]
		if e == nil {
			c.Error("topk: %s is not among the elements kept", c.Args[1])
			return count(0)
		}
		return count(f(e))
	}
}

// topkMerge adds the second sketch to the first; without pruning the first
// may come to keep more than its size.
func topkMerge(c call, prune bool) (value, error) {
	a, err := opaque[*topk](c.Args[0])
	if err != nil {
		return none, err
	}
	b, err := opaque[*topk](c.Args[1])
	if err != nil {
		return none, err
	}
	size := a.size
	a.size = len(a.entries) + len(b.entries) + 1
	for _, e := range b.sorted() {
		a.add(e.v, e.count, e.epsilon)
	}
	if a.size = max(size, len(a.entries)); prune {
		a.size = size
		for len(a.entries) > size {
			delete(a.byKey, heap.Pop(a).(*topkEntry).key)
			a.pruned = true
		}
	}
	return none, nil
}
