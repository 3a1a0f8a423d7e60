package decoder

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"brig/trace"
)

// A Breakdown says what took how long, called from where. It is what all
// forms of a profile are made of, whether a trace or a profile of another
// program was read. Times are in nanoseconds.
type Breakdown struct {
	Clock  Clock
	Costs  []Cost      // the most expensive by exclusive time first, then by name
	Stacks []Stack     // nil if the source has none
	Edges  []CallCount // nil if the source has none; sorted by caller, then callee
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

// A Cost is what a function or component cost, the measuring included.
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
	b := &Breakdown{Clock: WallClock, Stacks: []Stack{}, Edges: []CallCount{}}
	for component, list := range [][]total{p.functions, p.components} {
		for i := range list {
			t := &list[i].timing
			if t.finished == 0 {
				continue
			}
			c := Cost{Function: *function(list[i].name, component == 1), Calls: t.finished}
			if own := t.exclusive.spread(p.unit); own != nil {
				c.Exclusive = own.Sum
			}
			if all := t.real.spread(p.unit); all != nil {
				c.Inclusive = all.Sum
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

// WriteCSV writes a line for each cost, with the names of the columns before
// them (RFC 4180).
func (b *Breakdown) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	out.Write([]string{"name", "kind", "file", "line", "calls", "exclusive_ns", "inclusive_ns"})
	for _, c := range b.Costs {
		kind, line := "function", ""
		if c.Component {
			kind = "component"
		}
		if c.Line > 0 {
			line = strconv.Itoa(c.Line)
		}
		number := func(n int64) string { return strconv.FormatInt(n, 10) }
		out.Write([]string{c.Name, kind, c.File, line, number(c.Calls), number(c.Exclusive), number(c.Inclusive)})
	}
	out.Flush()
	return out.Error()
}

// WriteFolded writes call stacks in the form of Brendan Gregg's stackcollapse
// scripts, which flame graph programs and speedscope read: names joined by
// semicolons, a blank, and the exclusive time in nanoseconds. Stacks of
// components begin with "components".
func (b *Breakdown) WriteFolded(w io.Writer) error {
	if b.Stacks == nil {
		return ErrNoStacks
	}
	out := bufio.NewWriter(w)
	var lines []string
	prefix := make([]string, len(b.Stacks))
	for i, s := range b.Stacks {
		name := frameName(s.Function.Name)
		switch {
		case s.Parent >= 0:
			name = prefix[s.Parent] + ";" + name
		case s.Function.Component:
			name = "components;" + name
		}
		prefix[i] = name
		if s.Exclusive > 0 {
			lines = append(lines, fmt.Sprintf("%s %d\n", name, s.Exclusive))
		}
	}
	slices.Sort(lines)
	for _, line := range lines {
		out.WriteString(line)
	}
	return out.Flush()
}

// frameName is a name without what separates names and lines.
func frameName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ';' || r < ' ' {
			return '_'
		}
		return r
	}, name)
}

// WriteDOT writes the graph of callers and callees for Graphviz. An edge is
// as wide as its calls have digits.
func (b *Breakdown) WriteDOT(w io.Writer) error {
	if b.Edges == nil {
		return ErrNoStacks
	}
	out := bufio.NewWriter(w)
	out.WriteString("digraph events {\n\trankdir=LR;\n\tnode [shape=box, fontname=sans];\n\tedge [fontname=sans];\n")
	costs := map[string]*Cost{}
	for i := range b.Costs {
		if c := &b.Costs[i]; !c.Component {
			costs[c.Name] = c
		}
	}
	ids := map[*Function]int{}
	for _, e := range b.Edges {
		for _, f := range []*Function{e.From, e.To} {
			if _, ok := ids[f]; ok {
				continue
			}
			ids[f] = len(ids)
			label := f.Name
			if c := costs[f.Name]; c != nil {
				label += fmt.Sprintf("\n%d calls\n%.3f ms", c.Calls, float64(c.Exclusive)/1e6)
			}
			fmt.Fprintf(out, "\tn%d [label=%s];\n", ids[f], quoteDOT(label))
		}
	}
	for _, e := range b.Edges {
		fmt.Fprintf(out, "\tn%d -> n%d [label=%d, penwidth=%d];\n", ids[e.From], ids[e.To], e.Calls, len(strconv.FormatInt(e.Calls, 10)))
	}
	out.WriteString("}\n")
	return out.Flush()
}

// quoteDOT quotes a label (Graphviz, "The DOT Language": only quotes are
// escaped; backslashes begin escapes of labels).
func quoteDOT(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "").Replace(s) + `"`
}
