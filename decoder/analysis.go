package decoder

import (
	"fmt"

	"brig/trace"
)

// An analysis is the state of a decoder between two entries.
type analysis struct {
	symbols     *symbols
	identifiers *identifiers
	tree        *tree // of calls and of components that were entered
	packets     *packets
	repeats     *repeats
	stack       []frame
	limits      limits
	rounds      bool // follows the doubles of 2013

	table   *trace.Symbols
	actions []action // of the table's symbols
	fields  trace.Fields
	cursor  trace.Cursor // behind the fields, or the repeat
	rest    trace.Block  // what is left of the last block
	used    int          // of fields.Usages, those before the entry that is analysed

	base int32 // node of the empty stack
	at   int32 // node of the stack, or -1
	last int   // what happened last, as an index of tree.follow

	entries, calls, stamps int64 // entries without those that leave a component
	odd                    oddities
	time                   int64 // of the last packet,
	dated                  bool  // if there is one
	// Calls and returns of stacks that the tree has no room for.
	foldedReturns int64
	foldedEdges   map[edge]int64
	lostEdges     int64 // calls by pairs there was no room for either

	packet packet // that goes on
	costs  *costs
	sums   []int64 // exclusive times of parts

	part *part // unless the stack is known from the beginning of the trace
}

// A frame is a call that has not returned or, in a trace that tells when
// components are left, one that has been entered.
type frame struct {
	identifier int32
	node       int32 // in the tree; -1 if the tree has no room
	caller     int32 // the innermost function, itself or around a component; -1 if none
	clocks     trace.Options
	real       int64
	virtual    int64
	inner      clocked // time of finished calls and components within
	user       int64
	system     int64
}

// A clocked is time by both clocks.
type clocked struct{ real, virtual int64 }

func (c *clocked) add(o clocked) {
	c.real += o.real
	c.virtual += o.virtual
}

// An edge is a call of one identifier by another.
type edge struct{ from, to int32 }

// An action is what the entries of a symbol do.
type action struct {
	kind       kind
	chain      bool // the identifier belongs to the packet's chain
	clocks     trace.Options
	identifier int32 // -1 before the first entry
}

type kind uint8

const (
	other kind = iota // counts, and may begin a packet
	call
	leave // of a function
	enter // of a component
	exit  // of a component; no entry of its own
)

func newAnalysis(m *trace.Map, l limits, version int, k *known, rounds bool) *analysis {
	s := newSymbols()
	return &analysis{
		symbols:     s,
		identifiers: newIdentifiers(m, s, l.identifiers),
		tree:        newTree(l.paths),
		packets:     newPackets(s, l),
		repeats:     newRepeats(l.repeats, version),
		limits:      l,
		rounds:      rounds,
		table:       trace.NewSymbols(),
		foldedEdges: map[edge]int64{},
		packet:      packet{outside: true, chain: -1, piece: new(piece)},
		costs:       newCosts(version, m.Calibration, k),
	}
}

// action tells what entries of a symbol do.
func newAction(s trace.Symbol, leaves bool) action {
	o := s.Options
	a := action{identifier: -1, clocks: o & (trace.Clocks | trace.Usage), chain: o&(trace.Call|trace.ComponentEvent) != 0}
	switch {
	case o&trace.Call != 0:
		a.kind = call
	case o&trace.Return != 0:
		a.kind = leave
	case leaves && o&trace.ComponentLeft != 0:
		a.kind, a.chain = exit, false
	case leaves && o&trace.ComponentEvent != 0:
		a.kind = enter
	}
	return a
}

// Entries are analysed some thousand at a time, so that their fields stay in
// the processor's cache.
const step = 1 << 12

// block analyses the entries of an expanded block, after those that are left of
// the one before it. A packet that may go on in the next block is left, for that
// or for finish.
func (a *analysis) block(b *trace.Block) error {
	c, ok := b.After(&a.rest)
	if !ok {
		if err := a.finish(); err != nil {
			return err
		}
	}
	a.cursor = c
	return a.walk(b, true)
}

// finish analyses what is left of a block that none follows for now.
func (a *analysis) finish() error {
	if a.rest.Entries == 0 {
		return nil
	}
	a.cursor = a.rest.Cursor()
	err := a.walk(&a.rest, false)
	a.rest.Entries = 0
	return err
}

// walk analyses the entries of a block that the cursor is before. If more
// follow, it leaves those of the last packet, whose end is not known.
func (a *analysis) walk(b *trace.Block, more bool) error {
	c := &a.cursor
	leaves := b.Version() == trace.Version2 // tells when components are left
	f := &a.fields
	f.Reset()
	if len(a.table.List) > maxSymbols {
		if err := a.forget(); err != nil {
			return err
		}
	}
	var start trace.Cursor // before the fields
	for {
		if f.Len() == 0 && a.at >= 0 {
			n := c.Repeat(a.repeats.patterns, a.at, &a.repeats.packet)
			if n >= 0 {
				a.repeat(&a.repeats.list[n])
				continue
			}
			if n == trace.Unfinished && more && c.Rest(&a.rest) {
				return nil
			}
		}
		if f.Len() == 0 {
			start = *c
		}
		end := c.Fields(f, a.table, step)
		a.extendActions()
		// Symbols of a block of version 2 are numbered at its beginning.
		full := len(a.table.List) > maxSymbols && !leaves
		if end == trace.Full && !full && f.Start != nil && f.Len() <= step {
			continue // it may be a whole packet yet
		}
		if end == trace.BlockEnd && more && !leaves && f.Start != nil && c.Err() == nil && start.Rest(&a.rest) {
			return nil
		}
		if err := a.run(end == trace.NextPacket); err != nil {
			return err
		}
		f.Reset()
		if full {
			if err := a.forget(); err != nil {
				return err
			}
		}
		if end == trace.BlockEnd {
			return c.Err()
		}
	}
}

// extendActions finds out what entries of new symbols do.
func (a *analysis) extendActions() {
	for n := len(a.actions); n < len(a.table.List); n++ {
		a.actions = append(a.actions, newAction(a.table.List[n], a.costs.version == trace.Version2))
	}
}

// identify sets the identifier of a symbol's action.
func (a *analysis) identify(symbol uint32) {
	if act := &a.actions[symbol]; act.identifier < 0 {
		s := a.table.List[symbol]
		act.identifier = a.identifiers.lookup(s.ID, s.Options.IsScript())
	}
}

// forget drops all symbols, and what depends on their numbers. A part has no
// other for them.
func (a *analysis) forget() error {
	if a.part != nil {
		return errUnknown
	}
	a.repeats.drain(a)
	a.repeats = newRepeats(a.limits.repeats, a.costs.version)
	a.table = trace.NewSymbols()
	a.actions = a.actions[:0]
	return nil
}

// run analyses the fields, which are up to the end of a packet if it ends.
func (a *analysis) run(ends bool) error {
	f := &a.fields
	a.used = 0
	if f.Start != nil && ends {
		return a.wholePacket()
	}
	if f.Start != nil {
		a.begin(f.Start, f.Len())
		a.packet.piece = new(piece)
	}
	err := a.each()
	if a.packet.piece != nil {
		a.packet.piece.add(a.columns())
	}
	return err
}

func (a *analysis) columns() columns {
	f := &a.fields
	c := columns{symbols: f.Symbols, list: a.table.List, real: f.Real}
	if n := f.Len(); n > 0 {
		c.began, c.ended = f.Virtual[0], f.Virtual[n-1]
	}
	return c
}

// wholePacket analyses the entries of a packet.
func (a *analysis) wholePacket() error {
	a.begin(a.fields.Start, a.fields.Len())
	a.packet.columns = a.columns()
	depth := len(a.stack)
	if err := a.each(); err != nil {
		return err
	}
	a.packet.shape = a.costs.shape(a.packet.symbols, a.packet.list)
	if len(a.stack) == depth {
		a.learn()
	}
	a.endPacket()
	return nil
}

// begin ends a packet and begins the next, or what is outside of any. The
// entry that it begins with was read so many entries ago.
func (a *analysis) begin(start *trace.Start, ago int) {
	if a.part != nil && !a.part.begun {
		a.part.begin(a) // the packet that ends began elsewhere
	} else {
		a.endPacket()
	}
	if !start.Outside {
		a.stamps++
		a.date(start.Time, ago)
	}
	a.packet = packet{outside: start.Outside, time: start.Time, chain: -1}
	s, time := &a.costs.series, start.Time*a.costs.unit
	if start.Outside || s.moves(time) {
		a.settle()
		if s.away = start.Outside; !s.away {
			s.bucket(time)
		}
	}
	if a.part == nil {
		a.costs.tell()
	}
}

// settle gives the bucket of the packets so far their share of the times.
func (a *analysis) settle() { a.costs.series.settle(a.exclusive()) }

// exclusive returns the exclusive times of all parts so far.
func (a *analysis) exclusive() []int64 {
	sums := a.costs.parts.exclusive(a.identifiers)
	a.repeats.share(len(sums))
	a.sums = append(a.sums[:0], sums...)
	for i, time := range a.repeats.shares {
		a.sums[i] += time
	}
	return a.sums
}

// endPacket counts the packet that goes on.
func (a *analysis) endPacket() {
	p := &a.packet
	if p.counted {
		return
	}
	p.counted = true
	if p.chain < 0 {
		p.chain = a.packets.end()
	}
	if p.entries > 0 {
		a.costs.add(p)
	}
}

// each analyses entries one by one.
func (a *analysis) each() error {
	f := &a.fields
	for i := range f.Len() {
		act := &a.actions[f.Symbol(i)]
		if act.identifier < 0 {
			if a.identify(f.Symbol(i)); act.identifier < 0 {
				return a.fault(i, a.identifiers.full())
			}
			if n := a.identifiers.unnamed - a.odd.unnamed.count; n > 0 {
				a.odd.unnamed.note(n, a.place(i))
			}
		}
		id := &a.identifiers.list[act.identifier]
		if act.kind != exit {
			a.entries++
			a.packet.entries++
			id.entries++
		}
		if act.chain {
			a.packets.add(id.symbol)
		}
		var err error
		switch act.kind {
		case call, enter:
			err = a.enter(act, id, i)
		case leave, exit:
			err = a.leave(act, id, i)
		}
		if err != nil {
			return a.fault(i, err)
		}
	}
	return nil
}

// enter pushes a call, or a component.
func (a *analysis) enter(act *action, id *identifier, i int) error {
	if len(a.stack) == a.limits.depth {
		return fmt.Errorf("the call stack is deeper than %d: does the trace lack returns?", a.limits.depth)
	}
	id.open++
	caller := int32(-1)
	if top := len(a.stack) - 1; top >= 0 {
		caller = a.stack[top].caller
	}
	node := a.at
	if node >= 0 {
		node = a.tree.next(a.last, node, act.identifier)
	}
	if node >= 0 {
		a.tree.nodes[node].calls++
		a.last = afterCall(node)
	} else if a.part != nil {
		return errUnknown
	} else if act.kind == call && caller >= 0 {
		pair := edge{caller, act.identifier}
		if len(a.foldedEdges) < a.limits.edges || a.foldedEdges[pair] > 0 {
			a.foldedEdges[pair]++
		} else {
			a.lostEdges++
		}
	}
	if act.kind == call {
		a.calls++
		a.packet.calls++
		id.calls++
		caller = act.identifier
	}
	a.at = node
	a.stack = append(a.stack, frame{
		identifier: act.identifier, node: node, caller: caller, clocks: act.clocks,
		real: a.fields.Real[i], virtual: a.fields.Virtual[i],
	})
	if act.clocks&trace.Usage != 0 {
		f, u := &a.stack[len(a.stack)-1], a.usage(i)
		f.user, f.system = u.User, u.System
	}
	return nil
}

// usage returns the usage of an entry that has it.
func (a *analysis) usage(i int) *trace.Used {
	for a.fields.Usages[a.used].At < i {
		a.used++
	}
	return &a.fields.Usages[a.used]
}

// leave ends the innermost call of a function, or use of a component, and
// drops what is within it, whose ends are missing. Without such a call it does
// nothing.
func (a *analysis) leave(act *action, id *identifier, i int) error {
	end := ending{identifier: act.identifier, clocks: act.clocks, real: a.fields.Real[i], virtual: a.fields.Virtual[i], at: i}
	if act.clocks&trace.Usage != 0 {
		u := a.usage(i)
		end.user, end.system = u.User, u.System
	}
	if id.open == 0 && a.part != nil {
		end.place = a.place(i)
		return a.part.demand(a, &end)
	}
	a.end(id, &end)
	return nil
}

// An ending is an entry that ends a call or the use of a component.
type ending struct {
	identifier                  int32
	clocks                      trace.Options
	real, virtual, user, system int64
	at                          int         // of the fields
	place                       trace.Place // instead, of one in a part
}

// where returns where an ending is.
func (a *analysis) where(e *ending) trace.Place {
	if e.place.Block > 0 {
		return e.place
	}
	return a.place(e.at)
}

func (a *analysis) end(id *identifier, e *ending) {
	if id.open == 0 {
		a.odd.unmatched.note(1, a.where(e))
		return
	}
	top := len(a.stack) - 1
	var lost clocked // time of finished calls within dropped ones
	for a.stack[top].identifier != e.identifier {
		f := &a.stack[top]
		a.identifiers.list[f.identifier].open--
		lost.add(f.inner)
		top--
	}
	if n := len(a.stack) - 1 - top; n > 0 {
		a.odd.unwound.note(int64(n), a.where(e))
	}
	f := &a.stack[top]
	a.stack = a.stack[:top]
	a.at = a.base
	if top > 0 {
		a.at = a.stack[top-1].node
	}
	id.open--
	t := &id.timing
	t.finished++
	if f.node >= 0 {
		a.tree.nodes[f.node].returns++
		a.last = afterReturn(f.node)
	} else if id.script {
		a.foldedReturns++
	}
	clocks := f.clocks & e.clocks
	inner := f.inner
	inner.add(lost)
	if clocks&trace.Clocks != 0 {
		elapsed, cpu := e.real-f.real, e.virtual-f.virtual
		if elapsed < 0 {
			a.odd.backward.note(1, a.where(e))
		}
		own := elapsed - inner.real
		t.clocks(elapsed, cpu, own, cpu-inner.virtual)
		a.costs.parts.stale = true
		a.round(e.identifier, t, elapsed, cpu)
		if f.node >= 0 {
			a.tree.nodes[f.node].exclusive += own
		}
		a.packet.cost += own
		inner = clocked{elapsed, cpu}
	}
	if top > 0 {
		a.stack[top-1].inner.add(inner)
	} else if a.part != nil {
		a.part.inner.add(inner)
	}
	if clocks&trace.Usage != 0 {
		user, system := e.user-f.user, e.system-f.system
		t.usages().user.add(user)
		t.usage.system.add(system)
		a.roundUsage(e.identifier, t, user, system)
	}
}

// round follows the doubles of 2013, which depend on the order of the trace:
// a part of it only notes their values.
func (a *analysis) round(i int32, t *timing, real, virtual int64) {
	if !a.rounds {
		return
	}
	if a.part != nil {
		a.part.values = append(a.part.values, value{i, real, virtual})
		return
	}
	r := t.doubles()
	r.real.add(real)
	r.virtual.add(virtual)
}

func (a *analysis) roundUsage(i int32, t *timing, user, system int64) {
	if !a.rounds {
		return
	}
	if a.part != nil {
		a.part.usages = append(a.part.usages, value{i, user, system})
		return
	}
	r := t.doubles()
	r.user.add(user)
	r.system.add(system)
}
