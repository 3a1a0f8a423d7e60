package decoder

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// DOTFunctions is how many functions can be read in one picture.
const DOTFunctions = 50

// WriteDOT writes the graph of callers and callees for Graphviz, of the most
// functions that cost most with what they call, or of all if most is 0. The
// title says how many there are. The darker a function, the more exclusive time
// is its; an edge is as wide as its calls have digits.
func (b *Breakdown) WriteDOT(w io.Writer, most int) error {
	if b.Edges == nil {
		return ErrNoStacks
	}
	g := b.callGraph()
	shown := g.functions
	if most > 0 && len(shown) > most {
		shown = shown[:most]
	}
	ids := make(map[*Function]int, len(shown))
	for i, f := range shown {
		ids[f] = i
	}
	inside := func(e *CallCount) bool {
		_, from := ids[e.From]
		_, to := ids[e.To]
		return from && to
	}
	edges := 0
	for i := range b.Edges {
		if inside(&b.Edges[i]) {
			edges++
		}
	}
	out := bufio.NewWriter(w)
	out.WriteString("digraph events {\n\trankdir=LR;\n\tlabelloc=t;\n\tfontname=sans;\n\tnode [shape=box, style=filled, color=gray50, fontname=sans];\n" +
		"\tedge [color=gray40, fontname=sans, fontsize=10];\n")
	title := fmt.Sprintf("%d functions and who calls whom: %s", len(shown), b.Note())
	if len(shown) < len(g.functions) {
		title = fmt.Sprintf("The %d of %d functions that cost most with what they call, %d of %d edges: %s",
			len(shown), len(g.functions), edges, len(b.Edges), b.Note())
	}
	fmt.Fprintf(out, "\tlabel=%s;\n", quoteDOT(title))
	for i, f := range shown {
		g.writeNode(out, i, f)
	}
	for i := range b.Edges {
		if e := &b.Edges[i]; inside(e) {
			calls := strconv.FormatInt(e.Calls, 10)
			fmt.Fprintf(out, "\tn%d -> n%d [label=%s, penwidth=%d];\n", ids[e.From], ids[e.To], calls, len(calls))
		}
	}
	out.WriteString("}\n")
	return out.Flush()
}

// A callGraph is what a picture of calls is made of.
type callGraph struct {
	functions   []*Function // that call or are called, by inclusive time
	costs       map[string]*Cost
	total, most int64 // exclusive times of all functions, and of one
}

func (b *Breakdown) callGraph() *callGraph {
	g := &callGraph{costs: map[string]*Cost{}}
	for i := range b.Costs {
		if c := &b.Costs[i]; !c.Component {
			g.costs[c.Name] = c
			g.total += max(0, c.Exclusive)
			g.most = max(g.most, c.Exclusive)
		}
	}
	seen := map[*Function]bool{}
	for _, e := range b.Edges {
		for _, f := range []*Function{e.From, e.To} {
			if !seen[f] {
				seen[f] = true
				g.functions = append(g.functions, f)
			}
		}
	}
	inclusive := func(f *Function) int64 {
		if c := g.costs[f.Name]; c != nil {
			return c.Inclusive
		}
		return 0
	}
	slices.SortStableFunc(g.functions, func(x, y *Function) int { return cmp.Compare(inclusive(y), inclusive(x)) })
	return g
}

func (g *callGraph) writeNode(out *bufio.Writer, id int, f *Function) {
	label, shade := f.Name, 1
	if name, place, ok := strings.Cut(f.Name, " ("); ok && strings.HasSuffix(place, ")") {
		label = name + "\n" + strings.TrimSuffix(place, ")")
	}
	if c := g.costs[f.Name]; c != nil {
		share := float64(max(0, c.Exclusive)) / float64(max(1, g.total))
		label += fmt.Sprintf("\n%s (%.1f %%)", shortTime(c.Exclusive), 100*share)
		if c.Inclusive != c.Exclusive {
			label += fmt.Sprintf(", %s with calls", shortTime(c.Inclusive))
		}
		times := "once"
		if c.Calls != 1 {
			times = fmt.Sprintf("%d times", c.Calls)
		}
		label += "\ncalled " + times
		// Of the scheme's nine shades black can be read on the first six.
		shade += int(math.Round(5 * math.Sqrt(float64(max(0, c.Exclusive))/float64(max(1, g.most)))))
	}
	fmt.Fprintf(out, "\tn%d [label=%s, fillcolor=\"/oranges9/%d\"];\n", id, quoteDOT(label), shade)
}

// shortTime writes a time with three digits.
func shortTime(ns int64) string {
	for _, u := range []struct {
		name string
		size float64
	}{{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}} {
		if v := float64(ns) / u.size; math.Abs(v) >= 1 {
			return strconv.FormatFloat(v, 'f', max(0, 2-int(math.Log10(math.Abs(v)))), 64) + " " + u.name
		}
	}
	return fmt.Sprintf("%d ns", ns)
}

// quoteDOT quotes a label (Graphviz, "The DOT Language": only quotes are
// escaped; backslashes begin escapes of labels).
func quoteDOT(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "").Replace(s) + `"`
}
