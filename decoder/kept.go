package decoder

import "slices"

// What the repeats of a part count is taken by the whole once in the end, or
// before the part forgets it: adding it up for each run of blocks would be most
// of what there is to do while others wait for their turn. If the part then
// turns out not to fit, what the run added is subtracted again.
type kept struct {
	// home is the node in the whole of the stack that they are on; -1 before
	// the first.
	home int32
	run  []savedRepeat // what those of this run came to before it
	full bool          // one has been counted elsewhere in part
}

// A savedRepeat is what a repeat came to, beside its before.
type savedRepeat struct {
	number       int32
	count, timed int64
	squares      uint64
}

// save notes what a repeat has come to before it counts in a run of blocks.
func (k *kept) save(r *repeat) {
	r.saved = true
	k.run = append(k.run, savedRepeat{r.number, r.count, r.timed, r.squares})
	copy(r.before, r.sums)
}

// end calls a function with the repeats of a run and what they were before it,
// which is then forgotten.
func (k *kept) end(list []repeat, do func(*repeat, *savedRepeat)) {
	for i := range k.run {
		s := &k.run[i]
		r := &list[s.number]
		r.saved = false
		do(r, s)
	}
	k.run, k.full = k.run[:0], false
}

// subtract leaves what came after s, and restore what was before.
func (r *repeat) subtract(s *savedRepeat) {
	r.count -= s.count
	r.timed -= s.timed
	r.squares -= s.squares
	for i := range r.sums {
		to, before := &r.sums[i], &r.before[i]
		to.real -= before.real
		to.squares -= before.squares
		to.virtual -= before.virtual
		to.virtualSquares -= before.virtualSquares
	}
}

func (r *repeat) restore(s *savedRepeat) {
	r.count, r.timed, r.squares, r.fresh = s.count, s.timed, s.squares, false
	copy(r.sums, r.before)
	for i := range r.borders {
		b := &r.borders[i]
		b.shared = r.sums[b.call].real
	}
}

// takeRepeats has the part keep what its repeats counted on the stack that it
// keeps them on. The whole must have their calls: what they count at first, and
// on other stacks, goes to where the part counts entries one by one. The part's
// shares of their times have been given.
func (a *analysis) takeRepeats(l *analysis) {
	p := l.part
	if p.kept.home < 0 {
		p.kept.home = p.nodes[0]
	}
	drained := false
	p.kept.end(l.repeats.list, func(r *repeat, s *savedRepeat) {
		home := r.context == 0 && p.nodes[0] == p.kept.home
		r.used = true
		if home && r.kept && r.squares < maxSquares/2 {
			return
		}
		drained = true
		if home {
			r.drain(l)
			r.kept = true
			return
		}
		r.subtract(s)
		r.drain(l)
		r.restore(s)
	})
	clear(l.repeats.shares)
	if drained {
		a.addIdentifiers(l)
	}
}

// takeKept takes what the repeats of a part have kept. What the part has done
// since it was put together with the whole is undone: it cannot be used again
// if that is anything.
func (a *analysis) takeKept(l *analysis) {
	p := l.part
	p.kept.end(l.repeats.list, (*repeat).restore)
	l.costs.parts.stale = true
	for i := range l.identifiers.list {
		l.identifiers.list[i].reset()
	}
	for i := range l.tree.nodes {
		n := &l.tree.nodes[i]
		n.calls, n.returns, n.exclusive = 0, 0, 0
	}
	for i := range l.packets.chains {
		l.packets.chains[i].count = 0
	}
	if p.kept.home < 0 {
		return
	}
	l.repeats.drain(l)
	clear(l.repeats.shares)
	a.settle()
	p.extendNodes(l.tree)
	p.nodes[0] = p.kept.home
	a.addIdentifiers(l)
	a.takeTree(l)
	for i, chain := range p.chains {
		if c := &l.packets.chains[i]; c.count > 0 {
			a.packets.chains[chain].count += c.count
			c.count = 0
		}
	}
	a.costs.series.rebase(a.exclusive())
}

// extendNodes makes room for the indices of a part's nodes.
func (p *part) extendNodes(t *tree) {
	if more := len(t.nodes) - len(p.nodes); more > 0 {
		p.nodes = append(p.nodes, slices.Repeat([]int32{0}, more)...)
	}
}
