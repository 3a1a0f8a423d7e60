package zeekprofile

import (
	"cmp"
	"fmt"
	"slices"

	"brig/decoder"
	"brig/result"
)

// outsideName is the component that stands for all that is not in scripts:
// reading packets, analyzers, logs. It is Zeek's name for it.
const outsideName = "non-scripts"

// names returns the name of each row. Bodies of an event or hook are called
// after where they are, as in a trace; what is still alike is numbered.
func (p *Scripts) names() []string {
	out := make([]string, len(p.rows))
	taken := make(map[string]bool, len(p.rows))
	for i, r := range p.rows {
		name := r.function
		if (r.kind == "event" || r.kind == "hook") && r.file != "" {
			name = fmt.Sprintf("%s (%s:%d)", name, r.file, r.line)
		}
		for n := 1; taken[name]; n++ {
			name = fmt.Sprintf("%s.%d", r.function, n)
		}
		taken[name] = true
		out[i] = name
	}
	return out
}

// sorted returns the rows in the order of their names.
func (p *Scripts) sorted() (order []int, names []string) {
	names = p.names()
	order = make([]int, len(p.rows))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Compare(names[x], names[y]) })
	return order, names
}

// Calls returns how many calls of script functions were made.
func (p *Scripts) Calls() int64 {
	var n int64
	for i := range p.rows {
		n += p.rows[i].calls
	}
	return n
}

// Counts returns the calls by function, without a header. As in the documents
// of a trace a call counts as two entries, its beginning and its end.
func (p *Scripts) Counts() *result.Counts {
	doc := &result.Counts{Entries: 2 * p.Calls(), Calls: p.Calls(), Functions: []result.Count{}, Components: []result.Count{}}
	order, names := p.sorted()
	for _, i := range order {
		doc.Functions = append(doc.Functions, result.Count{Name: names[i], Entries: 2 * p.rows[i].calls, Calls: p.rows[i].calls})
	}
	return doc
}

// ScriptTimings returns the CPU time by function, without a header. What is
// outside of scripts is a component.
func (p *Scripts) ScriptTimings() *result.ScriptTimings {
	doc := &result.ScriptTimings{Entries: 2 * p.Calls(), Functions: []result.Timing{}}
	order, names := p.sorted()
	for _, i := range order {
		if p.rows[i].calls > 0 {
			doc.Functions = append(doc.Functions, p.rows[i].timing(names[i]))
		}
	}
	if p.outside != nil && p.outside.calls > 0 {
		doc.Components = append(doc.Components, p.outside.timing(outsideName))
	}
	b := p.Breakdown()
	doc.Modules, doc.Scripts, doc.Stacks = b.Modules(), b.Scripts(), b.StackTimes()
	return doc
}

// own returns the time without that of what was called. Zeek measures a body
// that is called again before it returned from the last call on, so that what
// it called can come to more than it did itself; and it rounds.
func (r *row) own() int64 { return max(0, r.total-r.child) }

func (r *row) timing(name string) result.Timing {
	own := r.own()
	return result.Timing{
		Name: name, Calls: r.calls, ExclusiveVirtual: &own,
		Virtual: &result.Spread{Sum: r.total, Mean: float64(r.total) / float64(r.calls)},
	}
}

// CallChains returns the call stacks, without a header, and nil if the profile
// has none.
func (p *Scripts) CallChains() *result.CallChains { return p.Breakdown().CallChains() }

// EventPaths returns the graph of callers and callees, without a header, and
// nil if the profile has no call stacks.
func (p *Scripts) EventPaths() *result.EventPaths { return p.Breakdown().EventPaths() }

// Mapping returns the functions, without a header. Zeek gives them no
// identifiers; they are numbered in the order of the profile.
func (p *Scripts) Mapping() *result.Mapping {
	doc := &result.Mapping{Functions: []result.Function{}, Components: []result.Component{}}
	names := p.names()
	ids := map[string]int{}
	bodies := map[string]int{}
	for i, r := range p.rows {
		if _, ok := ids[r.function]; !ok {
			ids[r.function] = len(ids)
		}
		doc.Functions = append(doc.Functions, result.Function{
			ID: ids[r.function], Body: bodies[r.function], Name: names[i], File: r.file, FirstLine: r.line,
			Builtin: r.kind == "BiF", Hook: r.kind == "hook", Event: r.kind == "event",
		})
		bodies[r.function]++
	}
	slices.SortFunc(doc.Functions, func(x, y result.Function) int {
		return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Body, y.Body))
	})
	if p.outside != nil {
		doc.Components = append(doc.Components, result.Component{Name: outsideName})
	}
	return doc
}

// Breakdown returns what the forms of the profile are made of. Stacks do not
// tell the bodies of a function apart: there a function with several has its
// bare name, and no file.
func (p *Scripts) Breakdown() *decoder.Breakdown {
	b := &decoder.Breakdown{Clock: decoder.CPUClock}
	names := p.names()
	for i := range p.rows {
		if r := &p.rows[i]; r.calls > 0 {
			b.Costs = append(b.Costs, r.cost(decoder.Function{Name: names[i], File: r.file, Line: r.line}))
		}
	}
	if p.outside != nil && p.outside.calls > 0 {
		b.Costs = append(b.Costs, p.outside.cost(decoder.Function{Name: outsideName, Component: true}))
	}
	decoder.SortCosts(b.Costs)
	if !p.HasStacks {
		return b
	}
	functions := map[string]*decoder.Function{}
	for i := range p.stacks {
		name := p.stacks[i].function
		if functions[name] == nil {
			f := &decoder.Function{Name: name}
			if rows := p.byName[name]; len(rows) == 1 {
				r := &p.rows[rows[0]]
				f.Name, f.File, f.Line = names[rows[0]], r.file, r.line
			}
			functions[name] = f
		}
	}
	b.Stacks, b.Edges = []decoder.Stack{}, []decoder.CallCount{}
	type pair struct{ from, to string }
	edges := map[pair]int64{}
	for i := range p.stacks {
		s := &p.stacks[i]
		// Zeek rounds to microseconds, so a sum of parts can exceed the whole.
		own := max(0, s.inclusive-s.within)
		b.Stacks = append(b.Stacks, decoder.Stack{Parent: s.parent, Function: functions[s.function], Calls: s.calls, Exclusive: own})
		if s.parent >= 0 && s.calls > 0 {
			edges[pair{p.stacks[s.parent].function, s.function}] += s.calls
		}
	}
	for e, calls := range edges {
		b.Edges = append(b.Edges, decoder.CallCount{From: functions[e.from], To: functions[e.to], Calls: calls})
	}
	slices.SortFunc(b.Edges, func(x, y decoder.CallCount) int {
		return cmp.Or(cmp.Compare(x.From.Name, y.From.Name), cmp.Compare(x.To.Name, y.To.Name))
	})
	return b
}

func (r *row) cost(f decoder.Function) decoder.Cost {
	return decoder.Cost{Function: f, Calls: r.calls, Exclusive: r.own(), Inclusive: r.total}
}
