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

	// Indices in the whole.
	identifiers, chains, nodes []int32
	symbols                    []symbol

	kept kept
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
	a.part = &part{kept: kept{home: -1}}
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
	a.settle()
	a.takeIdentifiers(l)
	a.costs.series.rebase(a.exclusive())
	p.extendNodes(l.tree)
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

// takeIdentifiers has the whole know the identifiers of a part, and takes their
// counts.
func (a *analysis) takeIdentifiers(l *analysis) {
	p := l.part
	for i := len(p.identifiers); i < len(l.identifiers.list); i++ {
		from := &l.identifiers.list[i]
		p.identifiers = append(p.identifiers, a.identifiers.lookup(from.id, from.script))
		for int(from.symbol) >= len(p.symbols) {
			p.symbols = append(p.symbols, 0)
		}
		p.symbols[from.symbol] = a.identifiers.list[p.identifiers[i]].symbol
	}
	a.addIdentifiers(l)
}

// addIdentifiers adds the counts of those that the whole knows.
func (a *analysis) addIdentifiers(l *analysis) {
	a.costs.parts.stale, l.costs.parts.stale = true, true
	for i, n := range l.part.identifiers {
		to, from := &a.identifiers.list[n], &l.identifiers.list[i]
		to.entries += from.entries
		to.calls += from.calls
		to.timing.merge(&from.timing)
		from.reset()
	}
}

// reset has an identifier count from 0.
func (id *identifier) reset() { id.entries, id.calls, id.open, id.timing = 0, 0, 0, timing{} }

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
			p.chains[i] = a.packets.end()
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

// prune has a part whose repeats have been taken keep nothing but those that
// were of use.
func (l *analysis) prune() {
	p, old, chains := l.part, l.repeats, l.part.chains
	l.tree, p.roots, p.nodes = newTree(l.limits.paths), p.roots[:0], p.nodes[:0]
	l.base = p.root(l.tree, 0)
	l.at, l.last = l.base, afterCall(l.base)
	l.packets, p.chains = newPackets(l.symbols, l.limits), nil
	l.repeats = newRepeats(l.limits.repeats, l.costs.version)
	for i := range old.list {
		r := &old.list[i]
		if !r.used || !r.kept {
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
		l.addRepeat(repeat{context: 0, chain: chain, entries: r.entries, calls: r.calls, shape: r.shape, kept: true}, r.symbols)
	}
}

// worn reports whether a part has kept so much that it had better be pruned.
func (l *analysis) worn() bool {
	return 2*len(l.tree.nodes) > l.limits.paths || 2*len(l.packets.chains) > l.limits.chains ||
		2*l.packets.copied > int64(l.limits.chainsBytes) || 2*len(l.identifiers.list) > l.limits.identifiers ||
		len(l.table.List) > maxSymbols
}
