package decoder

import (
	"encoding/binary"
	"errors"

	"brig/trace"
)

// A part is what an analysis of some blocks in the middle of a trace has
// beside others: it began with a stack that was not known yet. What happens
// on top of that stack is analysed as ever. A return that none of the part's
// calls waits for is a demand, which is met when the part is put together
// with all that was before it.
//
// A part is used again for other blocks: it keeps its trees and tables, whose
// counts begin with 0, and what their indices are in the whole.
type part struct {
	begun   bool    // a packet has
	inner   clocked // time of finished calls on the unknown stack, since the last demand
	demands []demand
	roots   []int32     // node of what the unknown stack is after so many demands
	prefix  []byte      // symbols of the packet that the first packet ends
	lead    packet      // that packet
	date    int64       // of the first packet
	dated   trace.Place // where that begins

	// Values of the doubles that depend on the order of the whole trace.
	values, usages []value

	// Indices in the whole; those of repeats are -1 if it does not have them.
	identifiers, chains, nodes, repeats []int32
	symbols                             []symbol
	of, in                              *repeats // that the indices are of, and those that they are in
}

// A demand is the end of a call that began before the part.
type demand struct {
	ending
	inner          clocked // time of finished calls on the unknown stack, since the demand before
	values, usages int     // how many there were
}

// A value is the elapsed time of a call by two clocks.
type value struct {
	identifier int32
	one, two   int64
}

// errUnknown ends a part that cannot be analysed without its stack, or that
// something is wrong with: it is analysed when all before it has been.
var errUnknown = errors.New("the call stack is not known")

// Limits of a part. What exceeds one waits for its turn.
const (
	maxPartDepth   = 1 << 12
	maxPartDemands = 1 << 12
	maxPartBlock   = 4 << 20 // bytes
)

// newPart returns an analysis for parts of a trace that whole is the analysis
// of.
func newPart(m *trace.Map, of *analysis) *analysis {
	whole := of.limits
	l := whole
	l.depth = maxPartDepth
	l.identifiers = whole.identifiers / 8
	l.paths = min(whole.paths/8, 1<<16)
	l.chains = min(whole.chains/8, 1<<15)
	l.chainsBytes = min(whole.chainsBytes/8, 4<<20)
	l.chainBytes = min(whole.chainBytes/8, 1<<20)
	l.repeats = whole.repeats / 2
	a := newAnalysis(m, l, of.costs.version, of.costs.known, of.rounds)
	a.packet = packet{chain: -1, piece: new(piece)}
	a.part = new(part)
	a.base = a.part.root(a.tree, 0)
	a.at, a.last = a.base, afterCall(a.base)
	return a
}

// root returns the node of what the unknown stack is after n demands. Node 0
// is what it is when the first packet begins: from then on there are none.
func (p *part) root(t *tree, n int) int32 {
	for len(p.roots) <= n {
		p.roots = append(p.roots, int32(len(t.nodes)))
		t.nodes = append(t.nodes, node{parent: -1, key: -1})
		t.follow = append(t.follow, 0, 0)
	}
	return p.roots[n]
}

// demand notes the end of a call of the unknown stack. That must be all the
// stack: whether calls of the part end as well depends on what it has.
func (p *part) demand(a *analysis, e *ending) error {
	if p.begun || len(a.stack) > 0 || len(p.demands) == maxPartDemands {
		return errUnknown
	}
	p.demands = append(p.demands, demand{*e, p.inner, len(p.values), len(p.usages)})
	p.inner = clocked{}
	a.base = p.root(a.tree, len(p.demands))
	a.at, a.last = a.base, afterCall(a.base)
	return nil
}

// begin puts aside what belongs to a packet that began before the part.
func (p *part) begin(a *analysis) {
	p.begun = true
	p.lead = a.packet
	p.prefix = append(p.prefix[:0], a.packets.current...)
	a.packets.current, a.packets.length = a.packets.current[:0], 0
	a.base = 0
	if len(a.stack) == 0 {
		a.at, a.last = 0, afterCall(0)
	}
}

// take puts a part together with what was before it, and makes it ready for
// another. It returns false, and has done nothing, if there may not be room for
// all of it.
func (a *analysis) take(l *analysis) bool {
	p := l.part
	if !a.room(l) {
		return false
	}
	if !p.begun {
		p.lead, p.prefix = l.packet, append(p.prefix[:0], l.packets.current...)
	}
	// The times of the part are in the buckets of the part.
	l.settle()
	a.settle()
	a.takeIdentifiers(l)
	a.costs.series.rebase(a.exclusive())
	for len(p.nodes) < len(l.tree.nodes) {
		p.nodes = append(p.nodes, 0)
	}
	v, u := 0, 0
	replay := func(values, usages int) {
		for ; v < values; v++ {
			r := a.identifiers.list[p.identifiers[p.values[v].identifier]].timing.doubles()
			r.real.add(p.values[v].one)
			r.virtual.add(p.values[v].two)
		}
		for ; u < usages; u++ {
			r := a.identifiers.list[p.identifiers[p.usages[u].identifier]].timing.doubles()
			r.user.add(p.usages[u].one)
			r.system.add(p.usages[u].two)
		}
	}
	for i := range p.demands {
		d := &p.demands[i]
		p.nodes[p.roots[i]] = a.at
		replay(d.values, d.usages)
		a.within(d.inner)
		d.identifier = p.identifiers[d.identifier]
		a.end(&a.identifiers.list[d.identifier], &d.ending)
	}
	p.nodes[p.roots[len(p.demands)]], p.nodes[0] = a.at, a.at
	replay(len(p.values), len(p.usages))
	a.within(p.inner)
	a.settle()
	a.takeRepeats(l)
	a.costs.series.rebase(a.exclusive())
	a.takeTree(l)
	for i := range l.stack {
		f := l.stack[i]
		f.identifier = p.identifiers[f.identifier]
		f.node = p.nodes[f.node]
		switch {
		case f.caller >= 0:
			f.caller = p.identifiers[f.caller]
		case len(a.stack) > 0:
			f.caller = a.stack[len(a.stack)-1].caller
		}
		a.identifiers.list[f.identifier].open++
		a.stack = append(a.stack, f)
		a.at = f.node
	}
	a.last = afterCall(a.at)
	a.takeOddities(l)
	a.calls += l.calls
	a.entries += l.entries
	a.takePackets(l)
	a.adopt(l)
	a.costs.tell()
	l.reset()
	return true
}

// within adds the time of finished calls to the innermost that has not.
func (a *analysis) within(inner clocked) {
	if top := len(a.stack) - 1; top >= 0 {
		a.stack[top].inner.add(inner)
	}
}

// room reports whether the analysis surely does not reach a limit with a
// part.
func (a *analysis) room(l *analysis) bool {
	p := l.part
	return len(a.identifiers.list)+len(l.identifiers.list)-len(p.identifiers) <= a.identifiers.most &&
		len(a.tree.nodes)+len(l.tree.nodes)-len(p.nodes) <= a.tree.most &&
		len(a.stack)+maxPartDepth <= a.limits.depth &&
		len(a.packets.chains)+len(l.packets.chains)-len(p.chains)+1 <= a.limits.chains &&
		a.packets.copied+int64(len(a.packets.current))+l.packets.copied+int64(len(p.prefix)) <= int64(a.limits.chainsBytes) &&
		!l.packets.unnamed
}

// takeRepeats adds what repeats have counted to those that the whole has of
// them on the same stack, and else to where the part counts entries one by one.
// The part's shares of their times have been given.
func (a *analysis) takeRepeats(l *analysis) {
	p := l.part
	if p.of != l.repeats || p.in != a.repeats {
		p.of, p.in, p.repeats = l.repeats, a.repeats, p.repeats[:0]
	}
	drained := false
	for i := range l.repeats.list {
		r := &l.repeats.list[i]
		if r.count == 0 {
			continue
		}
		r.used = true
		if i < len(p.repeats) && p.repeats[i] >= 0 && r.timed == r.count {
			if to := &a.repeats.list[p.repeats[i]]; to.context == a.at {
				to.take(a, r)
				continue
			}
		}
		r.drain(l)
		drained = true
	}
	clear(l.repeats.shares)
	if drained {
		a.takeIdentifiers(l)
	}
}

// adopt has the whole know the repeats that a part which has been put together
// with it found.
func (a *analysis) adopt(l *analysis) {
	p := l.part
	for i := len(p.repeats); i < len(l.repeats.list); i++ {
		p.repeats = append(p.repeats, -1)
		r := &l.repeats.list[i]
		// Of the stacks of the part the empty one is known, which is that before
		// the first packet as well.
		if (r.context != 0 && r.context != p.roots[len(p.demands)]) || p.nodes[0] < 0 || int(r.chain) >= len(p.chains) || p.chains[r.chain] < 0 {
			continue
		}
		symbols := make([]byte, 0, len(r.symbols))
		for b := r.symbols; len(b) > 0; b = b[4:] {
			n := a.table.Number(l.table.List[binary.LittleEndian.Uint32(b)])
			symbols = binary.LittleEndian.AppendUint32(symbols, n)
		}
		a.extendActions()
		for b := symbols; len(b) > 0; b = b[4:] {
			a.identify(binary.LittleEndian.Uint32(b)) // the whole has it
		}
		next := repeat{context: p.nodes[0], chain: p.chains[r.chain], entries: r.entries, calls: r.calls}
		next.shape = runShape{a.costs.kindOf(l.costs.kinds[r.shape.kind].path), r.shape.within}
		n := a.addRepeat(next, symbols)
		if n >= 0 && a.repeats.list[n].chain == next.chain {
			p.repeats[i] = n
		}
	}
}

func (a *analysis) takeIdentifiers(l *analysis) {
	p := l.part
	for i := range l.identifiers.list {
		from := &l.identifiers.list[i]
		if i == len(p.identifiers) {
			p.identifiers = append(p.identifiers, a.identifiers.lookup(from.id, from.script))
			for int(from.symbol) >= len(p.symbols) {
				p.symbols = append(p.symbols, 0)
			}
			p.symbols[from.symbol] = a.identifiers.list[p.identifiers[i]].symbol
		}
		to := &a.identifiers.list[p.identifiers[i]]
		to.entries += from.entries
		to.calls += from.calls
		to.timing.merge(&from.timing)
		from.entries, from.calls, from.open, from.timing = 0, 0, 0, timing{}
	}
}

// takeTree adds the counts of the nodes. One without calls in the part has
// no others there either: calls that began elsewhere end by demands.
func (a *analysis) takeTree(l *analysis) {
	p := l.part
	for i := range l.tree.nodes {
		from := &l.tree.nodes[i]
		if from.calls == 0 {
			continue
		}
		parent, key := p.nodes[from.parent], p.identifiers[from.key]
		n := p.nodes[i]
		if known := &a.tree.nodes[n]; known.parent != parent || known.key != key {
			n = a.tree.child(parent, key)
			p.nodes[i] = n
		}
		to := &a.tree.nodes[n]
		to.calls += from.calls
		to.returns += from.returns
		to.exclusive += from.exclusive
		from.calls, from.returns, from.exclusive = 0, 0, 0
	}
}

func (a *analysis) takePackets(l *analysis) {
	p := l.part
	if a.packet.piece != nil {
		a.packet.piece.add(p.lead.piece.columns)
	}
	a.packet.entries += p.lead.entries
	a.packet.calls += p.lead.calls
	a.packet.cost += p.lead.cost
	a.addSymbols(p, p.prefix)
	if !p.begun {
		a.costs.merge(l.costs)
		return
	}
	a.endPacket()
	a.stamps += l.stamps
	for i := range l.packets.chains {
		c := &l.packets.chains[i]
		if i == len(p.chains) {
			p.chains = append(p.chains, -1)
		}
		if c.count == 0 {
			continue
		}
		if p.chains[i] < 0 {
			a.addSymbols(p, c.sequence)
			p.chains[i] = a.packets.endAs(&c.digest)
			c.count--
		}
		a.packets.chains[p.chains[i]].count += c.count
		c.count = 0
	}
	a.costs.merge(l.costs)
	a.addSymbols(p, l.packets.current)
	a.packet = l.packet
	if a.packet.chain >= 0 {
		a.packet.chain = p.chains[a.packet.chain]
	}
}

// addSymbols adds symbols of a part to the packet that goes on.
func (a *analysis) addSymbols(p *part, symbols []byte) {
	for ; len(symbols) > 0; symbols = symbols[4:] {
		a.packets.add(p.symbols[binary.LittleEndian.Uint32(symbols)])
	}
}

// reset makes a part ready for other blocks. Its counts have been taken.
func (l *analysis) reset() {
	p := l.part
	p.begun, p.inner = false, clocked{}
	p.demands, p.prefix, p.values, p.usages = p.demands[:0], p.prefix[:0], p.values[:0], p.usages[:0]
	p.lead = packet{}
	l.stack = l.stack[:0]
	l.base = p.roots[0]
	l.at, l.last = l.base, afterCall(l.base)
	l.entries, l.calls, l.stamps, l.dated = 0, 0, 0, false
	l.packets.current, l.packets.length = l.packets.current[:0], 0
	l.packet = packet{chain: -1, piece: new(piece)}
}

// prune has a part that was put together with the whole keep nothing but its
// repeats, as far as they come on the empty stack and have been of use.
func (l *analysis) prune() {
	p, old := l.part, l.repeats
	chains, repeats := p.chains, p.repeats
	l.tree, p.roots, p.nodes = newTree(l.limits.paths), p.roots[:0], p.nodes[:0]
	l.base = p.root(l.tree, 0)
	l.at, l.last = l.base, afterCall(l.base)
	l.packets, p.chains = newPackets(l.symbols, l.limits), nil
	l.repeats, p.repeats = newRepeats(l.limits.repeats, l.costs.version), nil
	p.of = l.repeats
	for i := range old.list {
		r := &old.list[i]
		if !r.used || r.context != 0 && r.context != l.base || len(repeats) <= i {
			continue
		}
		for b := r.symbols; len(b) > 0; b = b[4:] {
			if act := &l.actions[binary.LittleEndian.Uint32(b)]; act.chain {
				l.packets.add(l.identifiers.list[act.identifier].symbol)
			}
		}
		chain := l.packets.end()
		if chain < 0 {
			continue
		}
		l.packets.chains[chain].count = 0
		if int(chain) == len(p.chains) {
			p.chains = append(p.chains, chains[r.chain])
		}
		next := repeat{context: r.context, chain: chain, entries: r.entries, calls: r.calls, shape: r.shape}
		if n := l.addRepeat(next, r.symbols); int(n) == len(p.repeats) {
			p.repeats = append(p.repeats, repeats[i])
		}
	}
}

// worn reports whether a part has kept so much that it had better be pruned.
func (l *analysis) worn() bool {
	return 2*len(l.tree.nodes) > l.limits.paths || 2*len(l.packets.chains) > l.limits.chains ||
		2*l.packets.copied > int64(l.limits.chainsBytes) || 2*len(l.identifiers.list) > l.limits.identifiers
}
