package decoder

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sync"

	"brig/result"
)

// An attribution says where time went by groups of functions, and what of it
// was tracing.
type attribution struct {
	// exclusive and inclusive are picoseconds of tracing in the times of an
	// identifier, where recursion counts twice.
	exclusive, inclusive []int64
	modules, scripts     []result.Share
}

// attribute walks the tree of an analysis whose repeats have been counted. It
// subtracts the cost of tracing from the tree's exclusive times.
//
// After each entry time goes on in the innermost call, so the cost of an entry
// is in the time of the call that it leads into or back to. For a node these
// are as many as its calls and the ends of its children.
func (p *Profile) attribute(a *analysis) {
	nodes := a.tree.nodes
	entry := a.costs.tracing
	own := make([]int64, len(nodes)) // picoseconds of tracing
	for i := len(nodes) - 1; i > 0; i-- {
		n := &nodes[i]
		own[i] += n.returns * entry
		if n.parent > 0 && nodes[n.parent].returns > 0 {
			own[n.parent] += n.returns * entry
		}
	}
	within, time := slices.Clone(own), make([]int64, len(nodes)) // with what is below
	for i := len(nodes) - 1; i > 0; i-- {
		n := &nodes[i]
		time[i] += n.exclusive
		if n.parent > 0 {
			time[n.parent] += time[i]
			within[n.parent] += within[i]
		}
	}
	list := a.identifiers.list
	t := &attribution{exclusive: make([]int64, len(list)), inclusive: make([]int64, len(list))}
	for i := 1; i < len(nodes); i++ {
		n := &nodes[i]
		t.exclusive[n.key] += own[i]
		t.inclusive[n.key] += within[i]
	}
	var modules sync.WaitGroup
	modules.Go(func() { t.modules = p.shares(a, t, within, time, moduleOf) })
	places := p.places()
	t.scripts = p.shares(a, t, within, time, func(name string) string {
		if place := places[name]; place != nil {
			return relative(place.File)
		}
		return ""
	})
	modules.Wait()
	for i := range nodes {
		nodes[i].exclusive -= subtracted(nodes[i].exclusive, own[i]) / p.unit
	}
	p.attribution = t
}

// subtracted returns what can be subtracted of a time in nanoseconds for so
// many picoseconds of tracing.
func subtracted(time, tracing int64) int64 { return max(0, min(time, tracing/1000)) }

// shares adds up functions by the group that their name is in. Time within two
// functions of a group at once is inclusive time of the outer one only.
func (p *Profile) shares(a *analysis, t *attribution, within, time []int64, groupOf func(string) string) []result.Share {
	type share struct {
		result.Share
		timing
		open            int   // nodes of the group on the way to the root
		inclusive       int64 // in the trace's unit
		tracing, around int64 // picoseconds in the exclusive and the inclusive time
	}
	var shares []*share
	at := map[string]*share{}
	of := make([]*share, len(a.identifiers.list))
	for i := range of {
		id := &a.identifiers.list[i]
		if !id.script {
			continue
		}
		name := groupOf(a.symbols.names[id.symbol])
		s := at[name]
		if s == nil {
			s = &share{Share: result.Share{Name: name}}
			at[name], shares = s, append(shares, s)
		}
		of[i] = s
		s.timing.merge(&id.timing)
		s.tracing += t.exclusive[i]
	}
	a.tree.walk(func(i int32) {
		s := of[a.tree.nodes[i].key]
		if s == nil {
			return
		}
		if s.open++; s.open == 1 {
			s.inclusive += time[i]
			s.around += within[i]
		}
	}, func(i int32) {
		if s := of[a.tree.nodes[i].key]; s != nil {
			s.open--
		}
	})
	out := []result.Share{}
	for _, s := range shares {
		if s.finished == 0 {
			continue
		}
		s.Calls = s.finished
		if s.Exclusive = s.timing.exclusive.nanoseconds(p.unit); s.Exclusive != nil {
			s.ExclusiveTracing = subtracted(*s.Exclusive, s.tracing)
			*s.Exclusive -= s.ExclusiveTracing
			all := scaled(s.inclusive, p.unit)
			s.InclusiveTracing = subtracted(all, s.around)
			all -= s.InclusiveTracing
			s.Inclusive = &all
		}
		if s.ExclusiveVirtual = s.exclusiveCPU.nanoseconds(p.unit); s.ExclusiveVirtual != nil {
			*s.ExclusiveVirtual -= subtracted(*s.ExclusiveVirtual, s.tracing)
		}
		out = append(out, s.Share)
	}
	slices.SortFunc(out, func(x, y result.Share) int { return cmp.Compare(x.Name, y.Name) })
	return out
}

// Modules adds up the costs of functions by module. What was called within is
// not known.
func (b *Breakdown) Modules() []result.Share {
	return b.shares(func(f *Function) string { return moduleOf(f.Name) })
}

// Scripts adds up the costs of functions by the file that they are in.
func (b *Breakdown) Scripts() []result.Share {
	return b.shares(func(f *Function) string { return f.File })
}

func (b *Breakdown) shares(groupOf func(*Function) string) []result.Share {
	at := map[string]*result.Share{}
	for i := range b.Costs {
		c := &b.Costs[i]
		if c.Component {
			continue
		}
		name := groupOf(&c.Function)
		s := at[name]
		if s == nil {
			own := new(int64)
			s = &result.Share{Name: name, Exclusive: own}
			if b.Clock == CPUClock {
				s.Exclusive, s.ExclusiveVirtual = nil, own
			}
			at[name] = s
		}
		s.Calls += c.Calls
		if s.Exclusive != nil {
			*s.Exclusive += c.Exclusive
		} else {
			*s.ExclusiveVirtual += c.Exclusive
		}
	}
	out := make([]result.Share, 0, len(at))
	for _, name := range slices.Sorted(maps.Keys(at)) {
		out = append(out, *at[name])
	}
	return out
}

// scaled returns a time in nanoseconds, or the nearest there is. Only a trace
// with nonsense for clocks has more than 292 years.
func scaled(time, unit int64) int64 {
	switch {
	case time > math.MaxInt64/unit:
		return math.MaxInt64
	case time < math.MinInt64/unit:
		return math.MinInt64
	}
	return time * unit
}

// walk visits all nodes but the first, parents before and after their
// children.
func (t *tree) walk(before, after func(int32)) {
	// Children are lists: the first child of each node, and the next one of
	// its parent.
	first, next := make([]int32, len(t.nodes)), make([]int32, len(t.nodes))
	for i := len(t.nodes) - 1; i > 0; i-- {
		parent := t.nodes[i].parent
		next[i], first[parent] = first[parent], int32(i)
	}
	for i := first[0]; i != 0; {
		before(i)
		if first[i] != 0 {
			i = first[i]
			continue
		}
		for after(i); next[i] == 0; after(i) {
			if i = t.nodes[i].parent; i == 0 {
				return
			}
		}
		i = next[i]
	}
}
