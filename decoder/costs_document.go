package decoder

import (
	"cmp"
	"slices"
	"strings"

	"brig/result"
	"brig/trace"
)

// PacketCosts returns what packets cost, without a header. For a trace without
// clocks or timestamps it has no packets.
func (p *Profile) PacketCosts() *result.PacketCosts {
	c := p.costs
	doc := &result.PacketCosts{
		Entries: p.Entries, Calibration: calibration(p.m),
		Before: c.document(&c.before), All: c.spread(&c.all), After: c.document(&c.after),
		Kinds: []result.PacketKind{}, Series: c.series.document(c, c.parts.list), Expensive: []result.ExpensivePacket{},
	}
	for i := range c.kinds {
		if k := &c.kinds[i]; k.packets > 0 {
			doc.Kinds = append(doc.Kinds, result.PacketKind{Path: p.path(k.path), PacketSpread: c.spread(&k.distribution)})
		}
	}
	slices.SortFunc(doc.Kinds, func(a, b result.PacketKind) int {
		return cmp.Or(cmp.Compare(b.Cost, a.Cost), slices.Compare(a.Path, b.Path))
	})
	for i := range c.expensive {
		doc.Expensive = append(doc.Expensive, p.expensivePacket(&c.expensive[i]))
	}
	return doc
}

func calibration(m *trace.Map) *result.Calibration {
	if m.Calibration == nil {
		return nil
	}
	return &result.Calibration{Clock: m.Calibration.Clock, Read: m.Calibration.Read, Entry: m.Calibration.Entry}
}

func (c *costs) document(g *group) result.PacketCost {
	cost, tracing := c.cost(g)
	return result.PacketCost{Packets: g.packets, Entries: g.entries, Cost: cost, Tracing: tracing}
}

func (c *costs) spread(d *distribution) result.PacketSpread {
	return result.PacketSpread{
		PacketCost: c.document(&d.group),
		P50:        d.percentile(50), P90: d.percentile(90), P99: d.percentile(99), Max: d.max,
	}
}

// path returns the names of components.
func (p *Profile) path(ids []trace.ID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = p.identifiers.name(id, false)
	}
	return names
}

// expensivePacket keeps the calls that took most time, in their order. What a
// call is within took at least as long, so it is kept too.
func (p *Profile) expensivePacket(e *expensive) result.ExpensivePacket {
	out := result.ExpensivePacket{
		Number: e.number, Time: e.time, Entries: e.entries, Ran: e.ran, Cost: e.cost, Tracing: e.tracing,
		Path: p.path(e.path), Calls: []result.CallCost{}, Omitted: e.omitted,
	}
	order := make([]int, len(e.calls))
	for i := range order {
		order[i] = i
	}
	// Parents come first among equals.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(e.calls[b].inclusive, e.calls[a].inclusive) })
	kept := order[:min(len(order), result.MaxExpensiveCalls)]
	out.Omitted += int64(len(order) - len(kept))
	children := map[int32][]int{}
	slices.Sort(kept)
	for _, i := range kept {
		children[e.calls[i].parent] = append(children[e.calls[i].parent], i)
	}
	var list func(parent int32)
	list = func(parent int32) {
		for _, i := range children[parent] {
			c := &e.calls[i]
			out.Calls = append(out.Calls, result.CallCost{
				Depth: int(c.depth), Name: p.identifiers.name(c.id, c.script), Component: !c.script,
				Calls: c.count, Exclusive: c.exclusive * p.unit, Inclusive: c.inclusive * p.unit,
			})
			list(int32(i))
		}
	}
	list(-1)
	return out
}

// document returns the series, whose parts have these names.
func (s *series) document(c *costs, parts []costPart) result.CostSeries {
	n := len(s.buckets)
	doc := result.CostSeries{
		First: s.first << s.shift * firstWidth, Width: firstWidth << s.shift,
		Packets: make([]int64, n), Entries: make([]int64, n), Cost: make([]int64, n),
	}
	if n == 0 {
		doc.First, doc.Width = 0, 0
	}
	by := make([]result.CostPart, len(parts))
	total := make([]int64, len(parts))
	for i := range s.buckets {
		b := &s.buckets[i]
		doc.Packets[i], doc.Entries[i] = b.packets, b.entries
		var tracing int64
		doc.Cost[i], tracing = c.cost(&b.group)
		if c.tracing > 0 {
			doc.Tracing = append(doc.Tracing, tracing)
		}
		for j, v := range b.parts {
			if by[j].Exclusive == nil {
				by[j] = result.CostPart{Name: parts[j].name, Component: parts[j].component, Exclusive: make([]int64, n)}
			}
			by[j].Exclusive[i] = v * c.unit
			total[j] += v
		}
	}
	order := make([]int, 0, len(parts))
	for j := range by {
		if total[j] > 0 && parts[j].name != "" {
			order = append(order, j)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(total[b], total[a]), strings.Compare(by[a].Name, by[b].Name))
	})
	for _, j := range order[:min(len(order), result.MaxCostParts)] {
		doc.Parts = append(doc.Parts, by[j])
	}
	return doc
}

// moduleOf returns the module of a function.
func moduleOf(name string) string {
	if module, _, ok := strings.Cut(name, "::"); ok {
		return module
	}
	return "GLOBAL"
}
