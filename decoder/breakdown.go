package decoder

import (
	"cmp"
	"errors"
	"slices"

	"brig/result"
	"brig/trace"
)

// A Breakdown says what took how long, called from where. It is what all
// forms of a profile are made of, whether a trace or a profile of another
// program was read. Times are in nanoseconds.
type Breakdown struct {
	Clock  Clock
	Net    bool        // the cost of tracing was subtracted
	Costs  []Cost      // the most expensive by exclusive time first, then by name
	Stacks []Stack     // nil if the source has none
	Edges  []CallCount // nil if the source has none; sorted by caller, then callee
}

// Note says what the times are.
func (b *Breakdown) Note() string {
	if b.Net {
		return string(b.Clock) + ", the cost of tracing subtracted"
	}
	return string(b.Clock) + ", the measuring included"
}

// A Clock is what times are of.
type Clock string

const (
	WallClock Clock = "wall clock"
	CPUClock  Clock = "CPU time" // of all threads of the process
)

// A Function is a script function, or a component of the engine.
type Function struct {
	Name      string `json:"name"`
	Component bool   `json:"component,omitempty"`
	File      string `json:"file,omitempty"` // of a script function
	Line      int    `json:"line,omitempty"` // first
}

// A Cost is what a function or component cost.
// Inclusive holds what was called within, where recursion counts twice.
type Cost struct {
	Function
	Calls     int64 `json:"calls"` // finished ones
	Exclusive int64 `json:"exclusive_ns"`
	Inclusive int64 `json:"inclusive_ns"`
}

// A Stack is a call stack: that of its parent, and a function.
type Stack struct {
	Parent    int // index of an earlier stack, or -1
	Function  *Function
	Calls     int64 // finished ones
	Exclusive int64
}

// A CallCount says how often a function called another.
type CallCount struct {
	From, To *Function
	Calls    int64
}

// ErrNoStacks is the error of a form that is made of call stacks when there
// are none.
var ErrNoStacks = errors.New("the profile has no call stacks")

// Breakdown returns what the forms of the profile are made of.
func (p *Profile) Breakdown() *Breakdown {
	places := p.places()
	var functions, components = make([]*Function, len(p.names)), make([]*Function, len(p.names))
	function := func(name int, component bool) *Function {
		list := functions
		if component {
			list = components
		}
		if list[name] == nil {
			f := &Function{Name: p.names[name], Component: component}
			if place := places[f.Name]; !component && place != nil {
				f.File, f.Line = relative(place.File), place.FirstLine
			}
			list[name] = f
		}
		return list[name]
	}
	b := &Breakdown{
		Clock:  WallClock,
		Net:    p.m.Calibration != nil,
		Costs:  make([]Cost, 0, len(p.functions)+len(p.components)),
		Stacks: make([]Stack, 0, len(p.tree.nodes)+len(p.parts.nodes)-2),
		Edges:  make([]CallCount, 0, len(p.edges)),
	}
	for component, list := range [][]total{p.functions, p.components} {
		for i := range list {
			t := &list[i].timing
			if t.finished == 0 {
				continue
			}
			c := Cost{Function: *function(list[i].name, component == 1), Calls: t.finished}
			if own, _ := list[i].own(p.unit); own != nil {
				c.Exclusive = *own
			}
			if all, _ := list[i].all(p.unit); all != nil {
				c.Inclusive = *all
			}
			b.Costs = append(b.Costs, c)
		}
	}
	SortCosts(b.Costs)
	for _, t := range []*tree{p.tree, p.parts} {
		base := len(b.Stacks) - 1 // of the tree's node 0, which is no stack
		for i := 1; i < len(t.nodes); i++ {
			n := &t.nodes[i]
			s := Stack{Parent: -1, Function: function(int(n.key), t == p.parts), Calls: n.returns, Exclusive: n.exclusive * p.unit}
			if n.parent > 0 {
				s.Parent = base + int(n.parent)
			}
			b.Stacks = append(b.Stacks, s)
		}
	}
	for _, e := range p.edges {
		b.Edges = append(b.Edges, CallCount{function(e.from, false), function(e.to, false), e.count})
	}
	return b
}

// SortCosts sorts costs, the most expensive by exclusive time first, then by
// name.
func SortCosts(costs []Cost) {
	slices.SortStableFunc(costs, func(x, y Cost) int {
		return cmp.Or(cmp.Compare(y.Exclusive, x.Exclusive), cmp.Compare(x.Name, y.Name))
	})
}

// places returns where functions are, by name.
func (p *Profile) places() map[string]*trace.Range {
	out := make(map[string]*trace.Range, len(p.m.Functions))
	for i := range p.m.Functions {
		f := &p.m.Functions[i]
		out[p.identifiers.name(f.ID, true)] = &f.Range
	}
	return out
}

// CallChains returns the stacks as call chains, without a header, and nil if
// there are none. The trace of these calls would have two entries for each.
func (b *Breakdown) CallChains() *result.CallChains {
	if b.Stacks == nil {
		return nil
	}
	return b.profile().CallChains()
}

// EventPaths returns the graph of callers and callees, without a header, and
// nil if there is none.
func (b *Breakdown) EventPaths() *result.EventPaths {
	if b.Edges == nil {
		return nil
	}
	return b.profile().EventPaths()
}

// profile returns a profile of the calls of functions.
func (b *Breakdown) profile() *Profile {
	p := new(Profile)
	index := map[string]int{}
	use := func(f *Function) {
		if _, ok := index[f.Name]; !ok {
			index[f.Name] = 0
			p.names = append(p.names, f.Name)
		}
	}
	for _, s := range b.Stacks {
		if !s.Function.Component {
			use(s.Function)
		}
	}
	for _, e := range b.Edges {
		use(e.From)
		use(e.To)
	}
	slices.Sort(p.names)
	for i, name := range p.names {
		index[name] = i
	}
	t := newTree(maxPaths)
	nodes := make([]int32, len(b.Stacks))
	for i, s := range b.Stacks {
		if s.Function.Component {
			continue
		}
		parent := int32(0)
		if s.Parent >= 0 {
			parent = nodes[s.Parent]
		}
		nodes[i] = -1
		if parent >= 0 {
			nodes[i] = t.child(parent, int32(index[s.Function.Name]))
		}
		p.Entries += 2 * s.Calls
		if nodes[i] >= 0 {
			t.nodes[nodes[i]].returns += s.Calls
		} else {
			p.paths.summarised += s.Calls
		}
	}
	summarised := p.paths.summarised
	sorted, _ := t.sorted()
	p.paths = paths(sorted, p.names, maxWorkers)
	p.paths.summarised = summarised
	for _, e := range b.Edges {
		p.edges = append(p.edges, weighted{index[e.From.Name], index[e.To.Name], e.Calls})
	}
	slices.SortFunc(p.edges, weighted.compare)
	return p
}
