package decoder

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"brig/trace"
)

// A Cost is what a function or component cost, tracing included. Times are
// wall clock in nanoseconds; Inclusive holds what was called within, where
// recursion counts twice.
type Cost struct {
	Name      string `json:"name"`
	Component bool   `json:"component,omitempty"`
	File      string `json:"file,omitempty"` // of a script function
	Line      int    `json:"line,omitempty"` // first
	Calls     int64  `json:"calls"`          // finished ones
	Exclusive int64  `json:"exclusive_ns"`
	Inclusive int64  `json:"inclusive_ns"`
}

// Costs returns the costs of all functions and components that have ended at
// least once, the most expensive by exclusive time first, then by name.
func (p *Profile) Costs() []Cost {
	places := p.places()
	var out []Cost
	for component, list := range [][]total{p.functions, p.components} {
		for i := range list {
			t := &list[i].timing
			if t.finished == 0 {
				continue
			}
			c := Cost{Name: p.names[list[i].name], Component: component == 1, Calls: t.finished}
			if place := places[c.Name]; !c.Component && place != nil {
				c.File, c.Line = relative(place.File), place.FirstLine
			}
			if own := t.exclusive.spread(p.unit); own != nil {
				c.Exclusive = own.Sum
			}
			if all := t.real.spread(p.unit); all != nil {
				c.Inclusive = all.Sum
			}
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(x, y Cost) int {
		return cmp.Or(cmp.Compare(y.Exclusive, x.Exclusive), cmp.Compare(x.Name, y.Name))
	})
	return out
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

// WriteCSV writes a line for each of the costs, with the names of the columns
// before them (RFC 4180).
func WriteCSV(w io.Writer, costs []Cost) error {
	out := csv.NewWriter(w)
	out.Write([]string{"name", "kind", "file", "line", "calls", "exclusive_ns", "inclusive_ns"})
	for _, c := range costs {
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
// scripts, which flame graph programs read: names joined by semicolons, a
// blank, and the exclusive wall clock time in nanoseconds. Stacks of
// components begin with "components".
func (p *Profile) WriteFolded(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, t := range []*tree{p.tree, p.parts} {
		var lines []string
		prefix := make([]string, len(t.nodes))
		for i := 1; i < len(t.nodes); i++ {
			n := &t.nodes[i]
			name := frameName(p.names[n.key])
			switch {
			case n.parent > 0:
				name = prefix[n.parent] + ";" + name
			case t == p.parts:
				name = "components;" + name
			}
			prefix[i] = name
			if own := n.exclusive * p.unit; own > 0 {
				lines = append(lines, fmt.Sprintf("%s %d\n", name, own))
			}
		}
		slices.Sort(lines)
		for _, line := range lines {
			out.WriteString(line)
		}
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
func (p *Profile) WriteDOT(w io.Writer) error {
	out := bufio.NewWriter(w)
	out.WriteString("digraph events {\n\trankdir=LR;\n\tnode [shape=box, fontname=sans];\n\tedge [fontname=sans];\n")
	used := make([]bool, len(p.names))
	for _, e := range p.edges {
		used[e.from], used[e.to] = true, true
	}
	for i := range p.functions {
		t := &p.functions[i]
		if !used[t.name] {
			continue
		}
		label := fmt.Sprintf("%s\n%d calls", p.names[t.name], t.calls)
		if own := t.timing.exclusive.spread(p.unit); own != nil {
			label += fmt.Sprintf("\n%.3f ms", float64(own.Sum)/1e6)
		}
		fmt.Fprintf(out, "\tn%d [label=%s];\n", t.name, quoteDOT(label))
	}
	for _, e := range p.edges {
		fmt.Fprintf(out, "\tn%d -> n%d [label=%d, penwidth=%d];\n", e.from, e.to, e.count, len(strconv.FormatInt(e.count, 10)))
	}
	out.WriteString("}\n")
	return out.Flush()
}

// quoteDOT quotes a label (Graphviz, "The DOT Language": only quotes are
// escaped; backslashes begin escapes of labels).
func quoteDOT(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "").Replace(s) + `"`
}
