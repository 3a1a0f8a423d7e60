package decoder

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"brig/trace"
)

// Limits of the decoder of 2013, and of this one where that had none.
const (
	// maxChain2013 bounds the call stack of call chains and the chain of a
	// packet. A trace that exceeds it ends there.
	maxChain2013 = 200_000
	// maxOpen2013 bounds the call stack of timings and event paths, on which
	// calls pile up for good once a return does not match.
	maxOpen2013 = 1 << 21
)

// Decode2013 reads a trace as the decoder of 2013 did, with all that was wrong
// with it, so that its old files can be compared. [Profile.WriteFiles] of the
// profile writes what it wrote; the documents have the same counts, but no
// times.
//
// That decoder wrote what it had when the trace turned out to be damaged. So
// when the error is a [*trace.Error], there is a profile as well, of
// everything before. A [*trace.LimitError], of a limit that it did not have, is
// none of those.
//
// Where it kept one of several things at random (B1, B2), this keeps the one
// that is the last to appear in the trace. Its counters of 32 bits do not
// overflow here, and the limits on chains of this package apply.
func Decode2013(ctx context.Context, r io.Reader, m *trace.Map, memory int64, progress Progress) (*Profile, error) {
	l, err := newLimits(memory, m)
	if err != nil {
		return nil, err
	}
	a := newAnalysis2013(m, l)
	in := trace.NewReader2013(r, m.Order)
	in.MaxBlock = l.block2013
	p := &Profile{m: m, unit: 1000, compat: true, rounded: true}
	err = p.analyse2013(ctx, in, a, progress)
	var damage *trace.Error
	var limit *trace.LimitError
	if err != nil && (!errors.As(err, &damage) || errors.As(err, &limit)) {
		return nil, err
	}
	p.finish2013(a)
	return p, err
}

// An analysis2013 is the state of that decoder between two entries. Each
// identifier has a symbol of its own, with the same number.
type analysis2013 struct {
	identifiers *identifiers
	entries     int64
	calls       int64
	stamps      int64
	unmatched   int64 // returns that do not match the innermost call
	base        struct{ real, virtual int64 }

	open      []open2013     // of timings and event paths
	edges     map[edge]int64 // between identifiers
	tree      *tree          // of call chains, by identifier
	stack     []int32        // nodes of the tree, or -1
	folded    int64          // returns of stacks that the tree has no room for
	packets   *packets
	forPacket int64 // entries that packet chains were given
}

// An open2013 is a call that has not returned.
type open2013 struct {
	identifier                  int32
	real, virtual, user, system int64
}

func newAnalysis2013(m *trace.Map, l limits) *analysis2013 {
	s := new(symbols)
	a := &analysis2013{
		identifiers: newIdentifiers(m, s, l.identifiers),
		edges:       map[edge]int64{},
		tree:        newTree(l.paths),
		packets:     newPackets(s, l),
	}
	a.identifiers.bodies = false
	return a
}

// block analyses the entries of a block, also of one that turns out not to
// hold what its header states.
func (a *analysis2013) block(b *trace.Block) error {
	c := b.Cursor()
	var e trace.Entry
	for c.Next(&e) {
		if err := a.entry(&e); err != nil {
			return &trace.Error{Block: b.Number, Offset: b.Offset, Err: err}
		}
	}
	return c.Err()
}

// entry gives an entry to the five analyses in the order in which they were
// in 2013.
func (a *analysis2013) entry(e *trace.Entry) error {
	if a.entries == 0 {
		a.base.real, a.base.virtual = e.Real, e.Virtual
	}
	script := e.Options.IsScript()
	i := a.identifiers.lookup(e.ID, script)
	if i < 0 {
		return &trace.LimitError{Err: a.identifiers.full()}
	}
	id := &a.identifiers.list[i]
	a.entries++
	id.entries++
	if e.Options&trace.Timestamp != 0 {
		a.stamps++
	}
	if e.Options&trace.Call != 0 {
		a.calls++
		id.calls++
		if err := a.call(i, e); err != nil {
			return err
		}
	} else if script {
		a.leave(i, id, e)
	}

	a.forPacket++
	if e.Options&(trace.Call|trace.Return|trace.ComponentEvent) == 0 {
		return nil
	}
	if e.Options&trace.Timestamp != 0 {
		a.packets.end()
	}
	if e.Options&(trace.Call|trace.ComponentEvent) != 0 {
		a.packets.add(id.symbol)
		if a.packets.length > maxChain2013 {
			return fmt.Errorf("the packet has more than %d calls and component events", maxChain2013)
		}
	}
	return nil
}

func (a *analysis2013) call(i int32, e *trace.Entry) error {
	if top := len(a.open) - 1; top >= 0 {
		pair := edge{a.open[top].identifier, i}
		if len(a.edges) == maxEdges && a.edges[pair] == 0 {
			return &trace.LimitError{Err: fmt.Errorf("the trace has more than %d pairs of caller and callee", maxEdges)}
		}
		a.edges[pair]++
	}
	if len(a.open) == maxOpen2013 {
		return &trace.LimitError{Err: fmt.Errorf("more than %d calls have no return that matches", maxOpen2013)}
	}
	a.open = append(a.open, open2013{
		i, rebase(e.Real, a.base.real), rebase(e.Virtual, a.base.virtual), e.User, e.System,
	})

	var n int32
	if top := len(a.stack) - 1; top >= 0 {
		n = a.stack[top]
	}
	if n >= 0 {
		n = a.tree.child(n, i)
	}
	a.stack = append(a.stack, n)
	if len(a.stack) > maxChain2013 {
		return fmt.Errorf("the call stack is deeper than %d", maxChain2013)
	}
	return nil
}

// leave ends a call twice: for timings and event paths if it is the innermost
// one, for call chains whichever that is.
func (a *analysis2013) leave(i int32, id *identifier, e *trace.Entry) {
	if top := len(a.open) - 1; top >= 0 && a.open[top].identifier == i {
		f := &a.open[top]
		a.open = a.open[:top]
		id.timing.finished++
		r := id.timing.doubles()
		r.real.add(rebase(e.Real, a.base.real) - f.real)
		r.virtual.add(rebase(e.Virtual, a.base.virtual) - f.virtual)
		r.user.add(e.User - f.user)
		r.system.add(e.System - f.system)
	} else {
		a.unmatched++
	}
	if top := len(a.stack) - 1; top >= 0 {
		if n := a.stack[top]; n >= 0 {
			a.tree.nodes[n].returns++
		} else {
			a.folded++
		}
		a.stack = a.stack[:top]
	}
}

// rebase subtracts a clock's first value as was done in 2013: in double
// precision, and from absent clocks as well. Java's conversion saturates.
func rebase(v, base int64) int64 {
	switch d := float64(v) - float64(base); {
	case d >= 1<<63:
		return math.MaxInt64
	case d < -1<<63:
		return math.MinInt64
	default:
		return int64(d)
	}
}

func (p *Profile) finish2013(a *analysis2013) {
	p.Entries, p.Calls, p.Packets = a.entries, a.calls, a.stamps
	p.Unmatched, p.Open = a.unmatched, int64(len(a.open))
	odd := oddities{unmatched: oddity{count: a.unmatched}, unnamed: oddity{count: a.identifiers.unnamed}}
	p.oddities = odd.list()
	p.identifiers = a.identifiers

	each := a.identifiers.symbols.names
	p.names = slices.Compact(slices.Sorted(slices.Values(each)))
	rank := make([]int, len(each)) // of an identifier
	for i, name := range each {
		rank[i], _ = slices.BinarySearch(p.names, name)
	}
	p.functions = totals2013(a, rank, len(p.names), true)
	p.components = totals2013(a, rank, len(p.names), false)
	p.edges = edges2013(a, rank)

	p.paths = paths2013(a, rank)
	p.paths.summarised, p.paths.entries = a.folded, a.entries
	p.paths.keepLast(p.names)
	p.sequences = sequences(a.packets, rank)
	p.sequences.entries = a.forPacket
	p.sequences.keepLast(p.names)
}

// paths2013 numbers the tree by name first, so that its walk is lexical.
func paths2013(a *analysis2013, rank []int) chains {
	each := a.identifiers.symbols.names
	order := make([]int32, len(each))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(x, y int32) int { return cmp.Compare(rank[x], rank[y]) })
	place := make([]int32, len(each))
	named := make([]string, len(each))
	for i, id := range order {
		place[id], named[i] = int32(i), each[id]
	}
	for i := 1; i < len(a.tree.nodes); i++ {
		a.tree.nodes[i].key = place[a.tree.nodes[i].key]
	}
	t, before := a.tree.sorted()
	out := paths(t, named, 1)
	for i := range out.list {
		out.list[i].at = before[out.list[i].at] // in the order in which they appeared
	}
	out.names = func(dst []int, c *chain) []int {
		from := len(dst)
		dst = a.tree.keys(dst, c)
		for i := from; i < len(dst); i++ {
			dst[i] = rank[order[dst[i]]]
		}
		return dst
	}
	return out
}

// totals2013 takes one of the identifiers that share a name: for counts the
// last to appear, for timings the last of those that have any.
func totals2013(a *analysis2013, rank []int, names int, script bool) []total {
	byName := make([]total, names)
	for i := range a.identifiers.list {
		id := &a.identifiers.list[i]
		if id.script != script {
			continue
		}
		t := &byName[rank[i]]
		t.name, t.entries, t.calls = rank[i], id.entries, id.calls
		if id.timing.finished > 0 {
			t.timing = id.timing
		}
	}
	return slices.DeleteFunc(byName, func(t total) bool { return t.entries == 0 })
}

// edges2013 takes one of the callers that share a name, the last to appear.
// Those it called are a list, in which names may repeat.
func edges2013(a *analysis2013, rank []int) []weighted {
	last := map[int]int32{} // caller by name
	for e := range a.edges {
		if from, ok := last[rank[e.from]]; !ok || e.from > from {
			last[rank[e.from]] = e.from
		}
	}
	var out []weighted
	for e, count := range a.edges {
		if last[rank[e.from]] == e.from {
			out = append(out, weighted{rank[e.from], rank[e.to], count})
		}
	}
	slices.SortFunc(out, weighted.compare)
	return out
}

// keepLast drops chains whose joined names are those of a chain that appears
// later in the trace.
func (c *chains) keepLast(names []string) {
	last := map[digest]int32{} // by joined names
	keys := make([]digest, len(c.list))
	var text []byte
	var chain []int
	for i := range c.list {
		ch := &c.list[i]
		if ch.at < 0 {
			continue
		}
		chain, text = c.names(chain[:0], ch), text[:0]
		for j, name := range chain {
			if j > 0 {
				text = append(text, ", "...)
			}
			text = append(text, names[name]...)
		}
		keys[i] = sha256.Sum256(text)
		if at, ok := last[keys[i]]; !ok || ch.at > at {
			last[keys[i]] = ch.at
		}
	}
	out := c.list[:0]
	for i, ch := range c.list {
		if ch.at < 0 || last[keys[i]] == ch.at {
			out = append(out, ch)
		}
	}
	c.list = out
}
