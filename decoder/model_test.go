package decoder

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"brig/trace"
)

var modelTraces = flag.Uint64("traces", 200, "how many random traces TestModel compares")

// A model is the decoder of 2013 with maps and slices, from the bytes of the
// trace on; or one without its mistakes (fixed), as doc/trace.md has them.
// Things are known by their identity: names come in at the end.
type model struct {
	fixed   bool
	names   map[identity]string // of the map
	entries int

	counts   map[identity]int
	order    []identity // in which they appeared
	chains   map[string]*modelChain
	sequence map[string]*modelChain
	timing   map[identity]*modelTiming
	edges    map[[2]identity]int

	base    [2]int64
	stack   []identity  // of call chains
	open    []modelCall // of timings and event paths; of all, if fixed
	current []identity  // of the packet
}

type identity struct {
	script bool
	id     trace.ID
}

type modelChain struct {
	list  []identity
	count int
}

type modelEntry struct {
	options, id                             uint32
	real, virtual, stamp, user, system, rss int64
}

type modelCall struct {
	identity
	at modelEntry
}

// A modelTiming has the four clocks in the order of the files.
type modelTiming struct {
	finished int
	clocks   [4]modelClock // virtual, real, system, user
}

type modelClock struct {
	values        []int64
	n             float64
	sum, mean, m2 float64
}

func (c *modelClock) add(v int64) {
	x := float64(v)
	c.values = append(c.values, v)
	c.n++
	c.sum += x
	d := x - c.mean
	c.mean += d / c.n
	c.m2 += float64(d * (x - c.mean))
}

func (c *modelClock) variance() float64 {
	if c.n > 1 {
		return c.m2 / (c.n - 1)
	}
	return 0
}

const (
	modelStamp, modelUsage, modelCalled, modelReturned, modelClocks, modelComponent = 0x2, 0x4, 0x40, 0x80, 0x100, 0x200
)

func newModel(fixed bool, names map[identity]string) *model {
	return &model{
		fixed: fixed, names: names, counts: map[identity]int{}, chains: map[string]*modelChain{}, sequence: map[string]*modelChain{},
		timing: map[identity]*modelTiming{}, edges: map[[2]identity]int{},
	}
}

func (m *model) name(i identity) string {
	if name, ok := m.names[i]; ok {
		return name
	}
	kind := "C"
	if i.script {
		kind = "F"
		if name, ok := m.names[identity{true, i.id & 0xffff}]; ok && m.fixed {
			return fmt.Sprintf("%s.%d", name, int16(i.id>>16))
		}
	}
	return fmt.Sprintf("%s: %d.%d", kind, int16(i.id), int16(i.id>>16))
}

// read gives the entries of a trace to the model, up to where something is
// wrong with it, and returns whether something is.
func (m *model) read(data []byte, order binary.ByteOrder) (damaged bool) {
	var head [16]byte
	for len(data) > 0 {
		n := copy(head[:], data)
		if n < len(head) && m.fixed {
			return true
		}
		data = data[n:]
		field := func(i int) int { return int(int32(order.Uint32(head[4*i:]))) }
		size, stored, count := field(0), field(1), field(2)
		if field(3) != 1 || size < 0 || stored < 0 || max(size, stored) > trace.MaxBlockSize {
			return true
		}
		if m.fixed && (len(data) < stored || size < 8*count || size > 56*count) {
			return true
		}
		if len(data) == 0 && stored > 0 {
			return false
		}
		payload := make([]byte, stored) // zeros for what is missing
		data = data[copy(payload, data):]
		switch {
		case stored > size:
			return true
		case stored < size:
			if payload = modelExpand(payload, size, m.fixed); payload == nil {
				return true
			}
		}
		list, whole := modelEntries(payload, order)
		for i := range list {
			m.entry(&list[i])
		}
		if !whole || len(list) != count {
			return true
		}
	}
	return false
}

// modelExpand returns nil for what is wrong.
func modelExpand(in []byte, size int, mayEnd bool) (out []byte) {
	for len(out) < size {
		if len(in) == 0 {
			return nil
		}
		c := int(in[0])
		in = in[1:]
		if c < 32 {
			if c+1 > len(in) || len(out)+c+1 > size {
				return nil
			}
			out, in = append(out, in[:c+1]...), in[c+1:]
			continue
		}
		n := c >> 5
		if n == 7 {
			if len(in) == 0 {
				return nil
			}
			n, in = n+int(in[0]), in[1:]
		}
		if len(in) == 0 {
			return nil
		}
		from := len(out) - (c&31<<8 + int(in[0]) + 1)
		in = in[1:]
		end := len(out) + n + 2
		if from < 0 || end > size || end == size && !mayEnd {
			return nil
		}
		for ; len(out) < end; from++ {
			out = append(out, out[from])
		}
	}
	return out
}

func modelEntries(b []byte, order binary.ByteOrder) (list []modelEntry, whole bool) {
	for len(b) > 0 {
		if len(b) < 8 {
			return list, false
		}
		word := order.Uint64(b)
		b = b[8:]
		e := modelEntry{options: uint32(word), id: uint32(word >> 32)}
		for _, f := range []struct {
			option uint32
			to     *int64
		}{{modelClocks, &e.real}, {modelClocks, &e.virtual}, {modelStamp, &e.stamp}, {modelUsage, &e.user}, {modelUsage, &e.system}, {modelUsage, &e.rss}} {
			if e.options&f.option == 0 {
				continue
			}
			if len(b) < 8 {
				return list, false
			}
			*f.to = int64(order.Uint64(b))
			b = b[8:]
		}
		list = append(list, e)
	}
	return list, true
}

func count(to map[string]*modelChain, list []identity) {
	key := fmt.Sprint(list)
	if to[key] == nil {
		to[key] = &modelChain{list: slices.Clone(list)}
	}
	to[key].count++
}

func (m *model) entry(e *modelEntry) {
	i := identity{e.options&(modelCalled|modelReturned) != 0, trace.ID(e.id)}
	if m.entries == 0 {
		m.base = [2]int64{e.real, e.virtual}
	}
	m.entries++
	if m.counts[i] == 0 {
		m.order = append(m.order, i)
	}
	m.counts[i]++
	switch {
	case e.options&modelCalled != 0:
		if top := len(m.open) - 1; top >= 0 {
			m.edges[[2]identity{m.open[top].identity, i}]++
		}
		m.open = append(m.open, modelCall{i, *e})
		m.stack = append(m.stack, i)
	case e.options&modelReturned != 0 && m.fixed:
		for at := len(m.open) - 1; at >= 0; at-- {
			if m.open[at].identity == i {
				m.took(m.open[at], e)
				m.open = m.open[:at]
				count(m.chains, m.stack[:at+1])
				m.stack = m.stack[:at]
				break
			}
		}
	case e.options&modelReturned != 0:
		if top := len(m.open) - 1; top >= 0 && m.open[top].identity == i {
			m.took(m.open[top], e)
			m.open = m.open[:top]
		}
		if top := len(m.stack) - 1; top >= 0 {
			count(m.chains, m.stack)
			m.stack = m.stack[:top]
		}
	}
	kinds := e.options & (modelCalled | modelReturned | modelComponent)
	if kinds == 0 && !m.fixed {
		return
	}
	if e.options&modelStamp != 0 {
		m.endPacket()
	}
	if kinds&(modelCalled|modelComponent) != 0 {
		m.current = append(m.current, i)
	}
}

func (m *model) endPacket() {
	if len(m.current) > 0 {
		count(m.sequence, m.current)
	}
	m.current = nil
}

func (m *model) took(call modelCall, end *modelEntry) {
	t := m.timing[call.identity]
	if t == nil {
		t = new(modelTiming)
		m.timing[call.identity] = t
	}
	t.finished++
	at := &call.at
	both := at.options & end.options
	if m.fixed {
		if both&modelClocks != 0 {
			t.clocks[0].add(end.virtual - at.virtual)
			t.clocks[1].add(end.real - at.real)
		}
		if both&modelUsage != 0 {
			t.clocks[2].add(end.system - at.system)
			t.clocks[3].add(end.user - at.user)
		}
		return
	}
	t.clocks[0].add(modelRebase(end.virtual, m.base[1]) - modelRebase(at.virtual, m.base[1]))
	t.clocks[1].add(modelRebase(end.real, m.base[0]) - modelRebase(at.real, m.base[0]))
	t.clocks[2].add(end.system - at.system)
	t.clocks[3].add(end.user - at.user)
}

// modelRebase is Java's (long) ((double) v - (double) base).
func modelRebase(v, base int64) int64 {
	d := float64(v) - float64(base)
	if d >= math.MaxInt64 {
		return math.MaxInt64
	}
	if d <= math.MinInt64 {
		return math.MinInt64
	}
	return int64(d)
}

// Files as they are read back.
type (
	fileHead struct {
		Trial   string `json:"trial_id"`
		Count   int    `json:"count"`
		Partial string `json:"partial"`
	}
	countFile struct {
		fileHead
		Scripts    map[string]int `json:"scriptCounts"`
		Components map[string]int `json:"componentCounts"`
	}
	chainFile struct {
		fileHead
		Chains map[string]fileChain `json:"chains"`
	}
	fileChain struct {
		Count int
		Calls []string
	}
	timingFile struct {
		fileHead
		Stats map[string]fileTiming `json:"stats"`
	}
	fileTiming struct {
		Sum, Average, Variance map[string]float64
		Count                  int
	}
	pathFile struct {
		fileHead
		Graph map[string]struct{ Edges []fileEdge } `json:"graph"`
	}
	fileEdge struct {
		Called string
		Count  float64
	}
)

// differences tells where the files are not what the model says. Where several
// things share a name the decoder of 2013 kept one of them, whichever.
func (m *model) differences(files map[string]string, partial string) (out []string) {
	differ := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	read := func(name string, to any, head *fileHead) {
		d := json.NewDecoder(strings.NewReader(files[name]))
		d.DisallowUnknownFields()
		if err := d.Decode(to); err != nil {
			differ("%s: %v", name, err)
		}
		if want := (fileHead{"T", m.entries, partial}); *head != want {
			differ("%s begins with %+v, want %+v", name, *head, want)
		}
	}
	var counts countFile
	read("count.json", &counts, &counts.fileHead)
	for _, script := range []bool{true, false} {
		got := counts.Components
		if script {
			got = counts.Scripts
		}
		want := map[string][]int{}
		for i, n := range m.counts {
			if i.script == script {
				want[m.name(i)] = append(want[m.name(i)], n)
			}
		}
		for name, n := range got {
			if m.fixed && n != sumOf(want[name]) || !m.fixed && !slices.Contains(want[name], n) {
				differ("count.json: %q (script %v) is %d, want %v", name, script, n, want[name])
			}
		}
		if len(got) != len(want) {
			differ("count.json: %v, want %v", got, want)
		}
	}
	for name, list := range map[string]map[string]*modelChain{"call_chain.json": m.chains, "packet_chain.json": m.sequence} {
		var got chainFile
		read(name, &got, &got.fileHead)
		want := map[string][]fileChain{}
		for _, c := range list {
			calls := make([]string, len(c.list))
			for i, id := range c.list {
				calls[i] = m.name(id)
			}
			key := strings.Join(calls, ", ")
			want[key] = append(want[key], fileChain{c.count, calls})
		}
		for key, chain := range got.Chains {
			ok, sum := false, 0
			for _, w := range want[key] {
				ok = ok || slices.Equal(w.Calls, chain.Calls) && (m.fixed || w.Count == chain.Count)
				sum += w.Count
			}
			if !ok || m.fixed && sum != chain.Count {
				differ("%s: %q is %v, want %v", name, key, chain, want[key])
			}
		}
		if len(want) != len(got.Chains) {
			differ("%s: %d chains, want %d", name, len(got.Chains), len(want))
		}
	}
	var timings timingFile
	read("script_timing.json", &timings, &timings.fileHead)
	byName := map[string][]*modelTiming{}
	for _, i := range m.order {
		if t := m.timing[i]; t != nil {
			byName[m.name(i)] = append(byName[m.name(i)], t)
		}
	}
	if len(timings.Stats) != len(byName) {
		differ("script_timing.json: %d functions, want %d", len(timings.Stats), len(byName))
	}
	for name, got := range timings.Stats {
		want := byName[name]
		if m.fixed {
			want = []*modelTiming{together(want)}
		}
		if !slices.ContainsFunc(want, func(t *modelTiming) bool { return t.is(got, m.fixed) }) {
			differ("script_timing.json: %q is %+v, want one of %d: %+v", name, got, len(want), want)
		}
	}
	var paths pathFile
	read("event_path.json", &paths, &paths.fileHead)
	callers := map[string]map[identity][]fileEdge{}
	for e, n := range m.edges {
		from := m.name(e[0])
		by := e[0]
		if m.fixed {
			by = identity{}
		}
		if callers[from] == nil {
			callers[from] = map[identity][]fileEdge{}
		}
		callers[from][by] = append(callers[from][by], fileEdge{m.name(e[1]), float64(n)})
	}
	if len(paths.Graph) != len(callers) {
		differ("event_path.json: %d callers, want %d", len(paths.Graph), len(callers))
	}
	for name, got := range paths.Graph {
		ok := false
		for _, want := range callers[name] {
			if m.fixed {
				want = added(want)
			}
			ok = ok || slices.Equal(ordered(want), ordered(got.Edges))
		}
		if !ok {
			differ("event_path.json: %q calls %v, want %v", name, got.Edges, callers[name])
		}
	}
	return out
}

func sumOf(list []int) (n int) {
	for _, v := range list {
		n += v
	}
	return n
}

func ordered(list []fileEdge) []fileEdge {
	return slices.SortedFunc(slices.Values(list), func(x, y fileEdge) int {
		if c := strings.Compare(x.Called, y.Called); c != 0 {
			return c
		}
		return int(x.Count - y.Count)
	})
}

// added adds up edges to one name.
func added(list []fileEdge) (out []fileEdge) {
	counts := map[string]float64{}
	for _, e := range list {
		counts[e.Called] += e.Count
	}
	for name, n := range counts {
		out = append(out, fileEdge{name, n})
	}
	return out
}

// together is the timing of several identifiers with one name.
func together(list []*modelTiming) *modelTiming {
	out := new(modelTiming)
	for _, t := range list {
		out.finished += t.finished
		for c := range t.clocks {
			for _, v := range t.clocks[c].values {
				out.clocks[c].add(v)
			}
		}
	}
	return out
}

// is compares doubles exactly, unless they were added up in another order.
func (t *modelTiming) is(got fileTiming, about bool) bool {
	same := func(x, y, scale float64) bool {
		return x == y || about && math.Abs(x-y) <= 1e-9*scale
	}
	ok := got.Count == t.finished
	for i, name := range []string{"papiVirtual", "papiReal", "rusageSystem", "rusageUser"} {
		c := &t.clocks[i]
		scale := 1.0
		for _, v := range c.values {
			scale = max(scale, math.Abs(float64(v)))
		}
		ok = ok && same(got.Sum[name], c.sum, scale*c.n) && same(got.Average[name], c.mean, scale) && same(got.Variance[name], c.variance(), scale*scale)
	}
	return ok
}

// A modelTrace is a random trace with its map.
type modelTrace struct {
	text  string // of the map
	names map[identity]string
	order byteOrder
	data  []byte
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// randomTrace returns a small trace of version 1 that may be odd in every way
// that the format allows, and in some that it does not.
func randomTrace(rng *rand.Rand) *modelTrace {
	t := &modelTrace{order: binary.LittleEndian, names: map[identity]string{}}
	one := func(list ...string) string { return list[rng.IntN(len(list))] }
	endian := one("little", "little", "big", "Little")
	if endian != "little" {
		t.order = binary.BigEndian
	}
	type entry struct {
		ID     int32   `json:"id"`
		Name   *string `json:"name,omitempty"`
		File   string  `json:"filename,omitempty"`
		Line   int     `json:"firstLine,omitempty"`
		Event  bool    `json:"event,omitempty"`
		Bodies []any   `json:"bodies,omitempty"`
		More   any     `json:"more,omitempty"`
	}
	list := func(script bool) []entry {
		out := []entry{}
		for range rng.IntN(9) {
			id := trace.MakeID(rng.IntN(5)-1, max(0, rng.IntN(6)-3))
			if rng.IntN(20) == 0 {
				id = trace.ID(rng.Uint32())
			}
			e := entry{ID: int32(id), File: one("", "/usr/share/bro/scripts/a.bro", "b.bro"), Line: rng.IntN(4), Event: rng.IntN(2) == 0}
			delete(t.names, identity{script, id})
			if rng.IntN(8) > 0 {
				name := one("a", "b", "c", "A::a", "a, b", "", "é\u2028<'&=>\"\\\n", "same", "same", fmt.Sprint("f", rng.IntN(9)))
				e.Name = &name
				t.names[identity{script, id}] = name
			}
			for n := range rng.IntN(3) {
				e.Bodies = append(e.Bodies, map[string]any{"id": n, "filename": "x.bro"})
			}
			if rng.IntN(6) == 0 {
				e.More = []any{1, nil, map[string]any{"deep": "]}\""}}
			}
			out = append(out, e)
		}
		return out
	}
	m := map[string]any{"endian": endian, "components": list(false), "mappings": list(true), "other": []int{1}}
	if len(m["mappings"].([]entry)) == 0 && rng.IntN(2) == 0 {
		delete(m, "mappings")
	}
	text, _ := json.MarshalIndent(m, "", one("", " "))
	t.text = string(text)
	t.write(rng, randomEntries(rng))
	return t
}

// randomEntries returns entries, of which some traces repeat a few packets.
func randomEntries(rng *rand.Rand) (list []modelEntry) {
	if rng.IntN(3) > 0 {
		return randomRun(rng, 400)
	}
	kinds := make([][]modelEntry, 1+rng.IntN(4))
	for i := range kinds {
		kinds[i] = randomRun(rng, 24)
	}
	var later int64
	for range rng.IntN(60) {
		later += 1000
		for i, e := range kinds[rng.IntN(len(kinds))] {
			if i == 0 && rng.IntN(9) > 0 {
				e.options |= modelStamp
			}
			later += rng.Int64N(3)
			e.real, e.virtual, e.stamp, e.user = e.real+later, e.virtual+later, later, e.user+later
			list = append(list, e)
		}
	}
	return list
}

// randomRun returns up to so many entries, whose calls are mostly balanced.
func randomRun(rng *rand.Rand, most int) (list []modelEntry) {
	odd := []int{0, 0, 20, 300}[rng.IntN(4)]  // in a thousand
	clocks, usage := rng.IntN(4), rng.IntN(5) // 0: none (all, for clocks), 1: some
	stamps := rng.IntN(3)                     // 0: none
	var now int64
	switch rng.IntN(5) {
	case 0:
		now = 1<<53 + rng.Int64N(1000)
	case 1:
		now = -rng.Int64N(1 << 60)
	case 2:
		now = 1378000000000000
	}
	var stack []uint32
	for range rng.IntN(most) {
		now += rng.Int64N(50)
		e := modelEntry{id: uint32(trace.MakeID(rng.IntN(5)-1, max(0, rng.IntN(6)-3)))}
		switch n := rng.IntN(10); {
		case n < 2:
			e.options = modelComponent
		case n < 6 && len(stack) > 0:
			e.options, e.id = modelReturned, stack[len(stack)-1]
			stack = stack[:len(stack)-1]
		default:
			e.options = modelCalled
			stack = append(stack, e.id)
		}
		if clocks == 0 || clocks == 1 && rng.IntN(3) > 0 || clocks == 2 && len(list) > 0 {
			e.options |= modelClocks
		}
		if usage == 0 || usage == 1 && rng.IntN(3) > 0 {
			e.options |= modelUsage
		}
		if stamps > 0 && rng.IntN(8) == 0 && (stamps == 1 || e.options&modelReturned == 0) {
			e.options |= modelStamp
		}
		if rng.IntN(1000) < odd {
			switch rng.IntN(7) {
			case 0:
				e.options ^= []uint32{modelClocks, modelUsage, modelStamp, modelCalled, modelReturned, modelComponent}[rng.IntN(6)]
			case 1:
				e.options &^= modelCalled | modelReturned | modelComponent
			case 2:
				e.options |= []uint32{0x1, 0x8, 0x10, 0x400, 0x800, 1 << 31}[rng.IntN(6)]
			case 3:
				e.id = rng.Uint32()
			case 4:
				list = append(list, e)
			case 5:
				continue
			case 6:
				now -= rng.Int64N(100)
			}
		}
		e.real, e.virtual, e.stamp, e.user, e.system, e.rss = now, now-now/7, now, now/2, now/3, 4096
		list = append(list, e)
	}
	return list
}

// write makes the bytes of a trace, which it may spoil.
func (t *modelTrace) write(rng *rand.Rand, list []modelEntry) {
	most := 1 + rng.IntN(60)
	pack := rng.IntN(3)
	for len(list) > 0 || rng.IntN(4) == 0 {
		n := min(rng.IntN(most+1), len(list))
		var b []byte
		for _, e := range list[:n] {
			b = t.order.AppendUint64(b, uint64(e.options)|uint64(e.id)<<32)
			if e.options&modelClocks != 0 {
				b = t.order.AppendUint64(t.order.AppendUint64(b, uint64(e.real)), uint64(e.virtual))
			}
			if e.options&modelStamp != 0 {
				b = t.order.AppendUint64(b, uint64(e.stamp))
			}
			if e.options&modelUsage != 0 {
				b = t.order.AppendUint64(t.order.AppendUint64(t.order.AppendUint64(b, uint64(e.user)), uint64(e.system)), uint64(e.rss))
			}
		}
		list = list[n:]
		stored := b
		if pack == 0 || pack == 1 && rng.IntN(2) == 0 {
			if packed := modelPack(b, rng.IntN(50) == 0); len(packed) < len(b) {
				stored = packed
			}
		}
		head := []int{len(b), len(stored), n, 1}
		if rng.IntN(1000) == 0 {
			head[rng.IntN(4)] += rng.IntN(3) - 1
		}
		for _, v := range head {
			t.data = t.order.AppendUint32(t.data, uint32(v))
		}
		t.data = append(t.data, stored...)
	}
	switch rng.IntN(12) {
	case 0:
		t.data = t.data[:rng.IntN(len(t.data)+1)]
	case 1:
		if len(t.data) > 0 {
			t.data[rng.IntN(len(t.data))] ^= 1 << rng.IntN(8)
		}
	}
}

// modelPack packs with references to the last place where three bytes were the
// same. The last bytes are literal, unless the block is to end in a reference.
func modelPack(b []byte, toEnd bool) (out []byte) {
	last := map[string]int{}
	end := len(b)
	if !toEnd {
		end -= 5
	}
	var literal []byte
	flush := func() {
		for len(literal) > 0 {
			n := min(len(literal), 32)
			out = append(append(out, byte(n-1)), literal[:n]...)
			literal = literal[n:]
		}
	}
	for i := 0; i < len(b); {
		if i+3 > end {
			literal = append(literal, b[i])
			i++
			continue
		}
		from, ok := last[string(b[i:i+3])]
		last[string(b[i:i+3])] = i
		n := 0
		for ok && i+n < end && n < 264 && b[from+n] == b[i+n] {
			n++
		}
		if distance := i - from - 1; n < 3 || distance > 8191 {
			literal = append(literal, b[i])
			i++
			continue
		} else if flush(); n-2 < 7 {
			out = append(out, byte((n-2)<<5|distance>>8), byte(distance))
		} else {
			out = append(out, byte(7<<5|distance>>8), byte(n-2-7), byte(distance))
		}
		i += n
	}
	flush()
	return out
}

// Whatever the trace, both ways to decode it come to what the models say, and
// find something wrong with it where these do.
func TestModel(t *testing.T) {
	damages := 0
	for seed := range *modelTraces {
		rng := rand.New(rand.NewPCG(seed, 2013))
		in := randomTrace(rng)
		m, err := trace.ParseMap([]byte(in.text))
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, in.text)
		}
		for _, fixed := range []bool{false, true} {
			want := newModel(fixed, in.names)
			damaged := want.read(in.data, in.order)
			decode := Decode2013
			if fixed {
				want.endPacket()
				decode = DecodeForFiles
			}
			p, err := decode(context.Background(), bytes.NewReader(in.data), m, DefaultMemory, nil)
			var damage *trace.Error
			if damaged != errors.As(err, &damage) || err != nil && damage == nil {
				t.Errorf("seed %d, fixed %v: error %v, want one: %v", seed, fixed, err, damaged)
				continue
			}
			partial := ""
			if damaged {
				damages++
				if fixed {
					partial = err.Error()
				}
			}
			if p == nil {
				if want.entries > 0 || !fixed {
					t.Errorf("seed %d, fixed %v: no profile of what came before: %v", seed, fixed, err)
				}
				continue
			}
			if diff := want.differences(written(t, p, in.text, "T"), partial); len(diff) > 0 {
				t.Errorf("seed %d, fixed %v, %v:\n%s", seed, fixed, err, strings.Join(diff, "\n"))
			}
		}
	}
	if damages == 0 || damages > int(*modelTraces) {
		t.Errorf("%d of %d traces are damaged", damages, *modelTraces)
	}
}
