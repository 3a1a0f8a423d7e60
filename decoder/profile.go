package decoder

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"brig/result"
	"brig/trace"
)

// A Profile is what a trace holds.
type Profile struct {
	Blocks   int64
	Bytes    int64 // of the trace
	Expanded int64 // bytes of entries, before packing
	Entries  int64
	Calls    int64
	Packets  int64 // entries with a timestamp

	// Unmatched returns had no open call and were dropped. Unwound calls had
	// no return and ended with a call around them; Open ones were never ended.
	Unmatched, Unwound, Open int64

	m           *trace.Map
	unit        int64    // nanoseconds that one of a clock's units is
	names       []string // sorted
	functions   []total  // sorted by name
	components  []total  // sorted by name
	tree, parts *tree    // of calls and of components, by name
	paths       chains   // call chains
	sequences   chains   // packet chains
	edges       []weighted
	lostEdges   int64 // calls by pairs that are not among them
	identifiers *identifiers
	costs       *costs
	attribution *attribution
	oddities    []Oddity

	damage  string // what ended the trace too early
	compat  bool   // as the decoder of 2013 made it
	rounded bool   // has the doubles of PyBrIG's files
}

// Map returns the map that the trace was decoded with.
func (p *Profile) Map() *trace.Map { return p.m }

// A total is what the trace holds of all identifiers with one name.
type total struct {
	name           int
	entries, calls int64
	timing         timing
	// Picoseconds of tracing in the exclusive and inclusive times.
	exclusive, inclusive int64
}

// A weighted edge leads from one name to another. Edges are sorted.
type weighted struct {
	from, to int
	count    int64
}

func (e weighted) compare(o weighted) int {
	return cmp.Or(cmp.Compare(e.from, o.from), cmp.Compare(e.to, o.to), cmp.Compare(e.count, o.count))
}

// chains is a set of counted sequences of names in lexical order (those whose
// names are not known come last, in the order of their digests).
type chains struct {
	list    []chain
	entries int64 // of the trace that were looked at
	// summarised counts what could not be told apart, beside the list.
	summarised int64
	// names appends the names of a chain to dst.
	names func(dst []int, c *chain) []int
}

type chain struct {
	count  int64
	length int64
	at     int32 // where it is, or -1 if its names are not known
	digest digest
}

func (p *Profile) finish(a *analysis) {
	a.repeats.drain(a)
	a.settle()
	a.endPacket()
	a.repeats, a.fields = nil, trace.Fields{} // documents have that memory
	p.costs = a.costs
	p.Entries, p.Calls, p.Packets = a.entries, a.calls, a.stamps
	p.Unmatched, p.Unwound = a.odd.unmatched.count, a.odd.unwound.count
	p.oddities = a.odd.list()
	for i := range a.stack {
		if a.identifiers.list[a.stack[i].identifier].script {
			p.Open++
		}
	}
	p.identifiers = a.identifiers

	p.names = slices.Sorted(slices.Values(a.symbols.names))
	rank := make([]int, len(p.names)) // of a symbol
	for i, name := range p.names {
		rank[a.symbols.index[name]] = i
	}
	p.attribute(a)
	p.functions = totals(a, rank, p.attribution, true)
	p.components = totals(a, rank, p.attribution, false)

	var both sync.WaitGroup
	both.Go(func() { p.parts = a.tree.project(keys(a, rank, false)) })
	p.tree = a.tree.project(keys(a, rank, true))
	both.Wait()
	a.tree = nil
	both.Go(func() { p.edges = edges(a, p.tree, rank) })
	p.sequences = sequences(a.packets, rank)
	p.paths = paths(p.tree, p.names, a.limits.workers)
	both.Wait()
	p.lostEdges = a.lostEdges
	p.paths.summarised = a.foldedReturns
	p.paths.entries, p.sequences.entries = a.entries, a.entries
}

// own returns the exclusive time of a total without tracing, in nanoseconds,
// and what was tracing; the time is nil when there is none.
func (t *total) own(unit int64) (time *int64, tracing int64) {
	own := t.timing.exclusive.nanoseconds(unit)
	if own == nil {
		return nil, 0
	}
	tracing = subtracted(*own, t.exclusive)
	*own -= tracing
	return own, tracing
}

// ownCPU returns the exclusive CPU time of a total without tracing, in
// nanoseconds, or nil when there is none.
func (t *total) ownCPU(unit int64) *int64 {
	own := t.timing.exclusiveCPU.nanoseconds(unit)
	if own != nil {
		*own -= subtracted(*own, t.exclusive)
	}
	return own
}

// all is own of the inclusive time.
func (t *total) all(unit int64) (time *int64, tracing int64) {
	all := t.timing.real.nanoseconds(unit)
	if all == nil {
		return nil, 0
	}
	tracing = subtracted(*all, t.inclusive)
	*all -= tracing
	return all, tracing
}

// totals adds up the identifiers that share a name.
func totals(a *analysis, rank []int, tracing *attribution, script bool) []total {
	at := make([]int32, len(rank)) // by name, plus 1
	n := int32(0)
	for i := range a.identifiers.list {
		if id := &a.identifiers.list[i]; id.script == script {
			at[rank[id.symbol]] = 1
		}
	}
	for i := range at {
		n += at[i]
		at[i] *= n
	}
	out := make([]total, n)
	for i := range a.identifiers.list {
		id := &a.identifiers.list[i]
		if id.script != script {
			continue
		}
		t := &out[at[rank[id.symbol]]-1]
		t.name = rank[id.symbol]
		t.entries += id.entries
		t.calls += id.calls
		t.timing.merge(&id.timing)
		t.exclusive += tracing.exclusive[i]
		t.inclusive += tracing.inclusive[i]
	}
	return out
}

// keys returns the names of identifiers that are functions, or of those that
// are components, and -1 for others.
func keys(a *analysis, rank []int, script bool) []int32 {
	out := make([]int32, len(a.identifiers.list))
	for i := range out {
		if id := &a.identifiers.list[i]; id.script == script {
			out[i] = int32(rank[id.symbol])
		} else {
			out[i] = -1
		}
	}
	return out
}

// edges adds up callers and callees by name.
func edges(a *analysis, t *tree, rank []int) []weighted {
	list := make([]weighted, 0, len(t.nodes)+len(a.foldedEdges))
	for _, n := range t.nodes[1:] {
		if n.parent > 0 {
			list = append(list, weighted{int(t.nodes[n.parent].key), int(n.key), n.calls})
		}
	}
	for e, count := range a.foldedEdges {
		ids := a.identifiers.list
		list = append(list, weighted{rank[ids[e.from].symbol], rank[ids[e.to].symbol], count})
	}
	// By caller first, of which there are few.
	first := make([]int32, len(rank)+1)
	for _, e := range list {
		first[e.from+1]++
	}
	for i := range rank {
		first[i+1] += first[i]
	}
	by := make([]int32, len(list))
	for i, free := 0, slices.Clone(first); i < len(list); i++ {
		at := &free[list[i].from]
		by[*at] = int32(i)
		*at++
	}
	var out []weighted
	var callees []int
	counts := make([]int64, len(rank))
	for from := range rank {
		callees = callees[:0]
		for _, i := range by[first[from]:first[from+1]] {
			e := &list[i]
			if counts[e.to] == 0 {
				callees = append(callees, e.to)
			}
			counts[e.to] += e.count
		}
		slices.Sort(callees)
		for _, to := range callees {
			out = append(out, weighted{from, to, counts[to]})
			counts[to] = 0
		}
	}
	return out
}

// paths returns the stacks of a sorted tree.
func paths(t *tree, names []string, workers int) chains {
	out := chains{names: t.keys, list: make([]chain, 0, len(t.nodes))}
	for i := range t.nodes {
		if n := &t.nodes[i]; i > 0 && n.returns > 0 {
			out.list = append(out.list, chain{count: n.returns, at: int32(i)})
		}
	}
	forms := make([][]byte, len(names))
	for i, name := range names {
		forms[i] = canonical(name)
	}
	const share = 1 << 14 // of the chains
	parallel(workers, (len(out.list)+share-1)/share, func(i int) {
		digests(t, forms, out.list[i*share:min((i+1)*share, len(out.list))])
	})
	return out
}

// digests works out the lengths and digests of stacks in the order of a sorted
// tree. On its way it keeps one digest in the making for each call of the stack,
// so that the digest of a chain costs its last name.
func digests(t *tree, forms [][]byte, list []chain) {
	type visit struct {
		node int32
		hash hash.Cloner
	}
	stack := []visit{{0, sha256.New().(hash.Cloner)}}
	var more []int32 // nodes between the stack and that of the next chain, from there
	for i := range list {
		c := &list[i]
		for n := c.at; ; n = t.nodes[n].parent {
			// Parents come before their children.
			for stack[len(stack)-1].node > n {
				stack = stack[:len(stack)-1]
			}
			if stack[len(stack)-1].node == n {
				break
			}
			more = append(more, n)
		}
		for _, n := range slices.Backward(more) {
			h, err := stack[len(stack)-1].hash.Clone()
			if err != nil {
				panic(err) // SHA-256 can be cloned
			}
			h.Write(forms[t.nodes[n].key])
			stack = append(stack, visit{n, h})
		}
		more = more[:0]
		c.length = int64(len(stack) - 1)
		stack[len(stack)-1].hash.Sum(c.digest[:0])
	}
}

// parallel calls a function with 0 to n-1, on as many processors as there are,
// but not more than a number of workers.
func parallel(workers, n int, do func(int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, workers, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := next.Add(1) - 1; int(i) < n; i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	all.Wait()
}

// sequences works out the digests of the chains of packets, and sorts them.
func sequences(p *packets, rank []int) chains {
	out := chains{list: make([]chain, len(p.chains)), summarised: p.summarised}
	const share = 1 << 6 // of the chains
	parallel(maxWorkers, (len(out.list)+share-1)/share, func(n int) {
		h := newChainHash(p.hash.symbols)
		for i := n * share; i < min((n+1)*share, len(out.list)); i++ {
			c := &p.chains[i]
			out.list[i] = chain{c.count, c.length, -1, c.digest}
			if c.sequence != nil {
				h.add(c.sequence)
				out.list[i].at, out.list[i].digest = int32(i), h.digest()
			}
		}
	})
	slices.SortFunc(out.list, func(x, y chain) int {
		switch {
		case x.at < 0 && y.at < 0:
			return bytes.Compare(x.digest[:], y.digest[:])
		case x.at < 0:
			return 1
		case y.at < 0:
			return -1
		}
		a, b := p.chains[x.at].sequence, p.chains[y.at].sequence
		for len(a) > 0 && len(b) > 0 {
			s, t := binary.LittleEndian.Uint32(a), binary.LittleEndian.Uint32(b)
			if s != t {
				return cmp.Compare(rank[s], rank[t])
			}
			a, b = a[4:], b[4:]
		}
		return cmp.Compare(len(a), len(b))
	})
	out.names = func(dst []int, c *chain) []int {
		for b := p.chains[c.at].sequence; len(b) > 0; b = b[4:] {
			dst = append(dst, rank[binary.LittleEndian.Uint32(b)])
		}
		return dst
	}
	return out
}

// set returns the size and digest of the chains. The digest is the SHA-256 of
// the digests of all chains in their order, each followed by its count as
// eight bytes, most significant first. It is absent when some chains could
// not be told apart; Distinct is then a lower bound.
func (c *chains) set() result.ExactSet {
	counted := make([]countedDigest, len(c.list))
	for i := range c.list {
		counted[i] = countedDigest{c.list[i].digest, c.list[i].count}
	}
	set := setOf(counted)
	set.Total += c.summarised
	if c.summarised > 0 {
		set.SHA256 = ""
	}
	return set
}

// kept returns the most frequent chains, lexically least first among equals,
// as far as the limits on their number and names go. A chain with more names
// than are left is passed over.
func (c *chains) kept(most int, names int64) []*chain {
	order := make([]*chain, 0, len(c.list))
	for i := range c.list {
		if c.list[i].at >= 0 {
			order = append(order, &c.list[i])
		}
	}
	slices.SortStableFunc(order, func(x, y *chain) int { return cmp.Compare(y.count, x.count) })
	out := order[:0]
	for _, ch := range order {
		if len(out) == most {
			break
		}
		if ch.length <= names {
			names -= ch.length
			out = append(out, ch)
		}
	}
	return out
}
