package decoder

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/trace"
)

// defaultLimits are those for DefaultMemory.
var defaultLimits, _ = newLimits(0, &trace.Map{})

// A plain analysis is what doc/trace.md says, with maps and one entry after
// the other: what the fast one has to agree with.
type plain struct {
	Entries, Calls, Packets, Unmatched, Unwound, Open int64
	Odd                                               map[string]Oddity
	// By name; chains by names joined with a slash.
	Counts  map[string][2]int64
	Chains  map[string]int64
	Packet  map[string]int64
	Edges   map[string]int64
	Timings map[string]plainTiming
	stack   []plainCall
	packet  []string
	named   map[string]bool // that have appeared, none of which the map names
	place   trace.Place     // of the entry
	time    *int64          // of the last packet
}

type plainTiming struct {
	Calls, Real, Virtual, Exclusive, ExclusiveCPU, User, System int64
	Mean, M2                                                    float64
	N                                                           int64
}

type plainCall struct {
	name   string
	script bool
	e      trace.Entry
	inner  clocked
}

func plainProfile(list []trace.Entry, blocks []*trace.Block, leaves bool) *plain {
	p := &plain{Odd: map[string]Oddity{}, named: map[string]bool{}, Counts: map[string][2]int64{}, Chains: map[string]int64{}, Packet: map[string]int64{}, Edges: map[string]int64{}, Timings: map[string]plainTiming{}}
	for _, b := range blocks {
		p.place = trace.Place{Block: b.Number, Offset: b.Offset}
		for i := range list[:b.Entries] {
			p.entry(&list[i], leaves)
		}
		list = list[b.Entries:]
	}
	p.endPacket()
	for _, c := range p.stack {
		if c.script {
			p.Open++
		}
	}
	return p
}

// odd counts oddities of a kind.
func (p *plain) odd(what string, n int64) {
	o, ok := p.Odd[what]
	if !ok {
		o = Oddity{what, 0, p.place.Block, p.place.Offset}
	}
	if o.Count += n; n > 0 {
		p.Odd[what] = o
	}
}

func (p *plain) endPacket() {
	if len(p.packet) > 0 {
		p.Packet[strings.Join(p.packet, "/")]++
	}
	p.packet = nil
}

func (p *plain) entry(e *trace.Entry, leaves bool) {
	o := e.Options
	script := o.IsScript()
	name := fmt.Sprintf("C: %v", e.ID)
	if script {
		name = fmt.Sprintf("F: %v", e.ID)
	}
	if leaves && !script && o&trace.ComponentLeft != 0 {
		p.name(name)
		p.leave(name, e)
		return
	}
	p.name(name)
	p.Entries++
	count := p.Counts[name]
	count[0]++
	if o&trace.Call != 0 {
		count[1]++
	}
	p.Counts[name] = count
	if o&trace.Timestamp != 0 {
		if p.Packets++; p.time != nil && e.Time < *p.time {
			p.odd("packets of an earlier time than the packet before", 1)
		}
		p.time = &e.Time
		p.endPacket()
	}
	if o&(trace.Call|trace.ComponentEvent) != 0 {
		p.packet = append(p.packet, name)
	}
	switch {
	case o&trace.Call != 0:
		p.Calls++
		for i := len(p.stack) - 1; i >= 0; i-- {
			if p.stack[i].script {
				p.Edges[p.stack[i].name+"/"+name]++
				break
			}
		}
		p.stack = append(p.stack, plainCall{name: name, script: true, e: *e})
	case script:
		p.leave(name, e)
	case leaves && o&trace.ComponentEvent != 0:
		p.stack = append(p.stack, plainCall{name: name, e: *e})
	}
}

// name notes that a name, which is made up, has appeared.
func (p *plain) name(name string) {
	if !p.named[name] {
		p.named[name] = true
		p.odd("functions and components that the map does not name", 1)
	}
}

func (p *plain) leave(name string, e *trace.Entry) {
	at := -1
	for i, c := range p.stack {
		if c.name == name {
			at = i
		}
	}
	if at < 0 {
		p.Unmatched++
		p.odd("returns without a call", 1)
		return
	}
	var inner clocked
	for _, c := range p.stack[at:] {
		inner.add(c.inner)
	}
	unwound := int64(len(p.stack) - at - 1)
	p.Unwound += unwound
	p.odd("calls without a return, which ended with a call around them", unwound)
	c := p.stack[at]
	if c.script {
		var names []string
		for _, c := range p.stack[:at+1] {
			if c.script {
				names = append(names, c.name)
			}
		}
		p.Chains[strings.Join(names, "/")]++
	}
	p.stack = p.stack[:at]
	t := p.Timings[name]
	t.Calls++
	both := c.e.Options & e.Options
	if both&trace.Clocks != 0 {
		elapsed := e.Real - c.e.Real
		if elapsed < 0 {
			p.odd("calls that ended before they began", 1)
		}
		t.Real += elapsed
		t.Virtual += e.Virtual - c.e.Virtual
		t.Exclusive += elapsed - inner.real
		t.ExclusiveCPU += e.Virtual - c.e.Virtual - inner.virtual
		t.N++
		d := float64(elapsed) - t.Mean
		t.Mean += d / float64(t.N)
		t.M2 += float64(d * (float64(elapsed) - t.Mean))
		inner = clocked{elapsed, e.Virtual - c.e.Virtual}
	}
	if both&trace.Usage != 0 {
		t.User += e.User - c.e.User
		t.System += e.System - c.e.System
	}
	p.Timings[name] = t
	if at > 0 {
		p.stack[at-1].inner.add(inner)
	}
}

// plainly returns a profile in the same form.
func plainly(p *Profile) *plain {
	out := plainProfile(nil, nil, false)
	out.named = nil
	for _, o := range p.Oddities() {
		out.Odd[o.What] = o
	}
	out.Entries, out.Calls, out.Packets, out.Unmatched, out.Unwound, out.Open = p.Entries, p.Calls, p.Packets, p.Unmatched, p.Unwound, p.Open
	for _, list := range [][]total{p.functions, p.components} {
		for i := range list {
			t := &list[i]
			name := p.names[t.name]
			if t.entries > 0 {
				out.Counts[name] = [2]int64{t.entries, t.calls}
			}
			if t.timing.finished > 0 {
				r := t.timing.doubles()
				out.Timings[name] = plainTiming{
					Calls: t.timing.finished, Real: t.timing.real.value().Int64(), Virtual: t.timing.virtual.value().Int64(),
					Exclusive: t.timing.exclusive.value().Int64(), ExclusiveCPU: t.timing.exclusiveCPU.value().Int64(), User: t.timing.usages().user.value().Int64(), System: t.timing.usages().system.value().Int64(),
					Mean: r.real.mean, M2: r.real.m2, N: r.real.n,
				}
			}
		}
	}
	join := func(names []int) string {
		var s []string
		for _, n := range names {
			s = append(s, p.names[n])
		}
		return strings.Join(s, "/")
	}
	for i := range p.paths.list {
		c := &p.paths.list[i]
		out.Chains[join(p.paths.names(nil, c))] = c.count
	}
	for i := range p.sequences.list {
		c := &p.sequences.list[i]
		out.Packet[join(p.sequences.names(nil, c))] = c.count
	}
	for _, e := range p.edges {
		out.Edges[join([]int{e.from, e.to})] = e.count
	}
	return out
}

// everything is all that a profile writes, to be compared as text.
func everything(t testing.TB, p *Profile) string {
	t.Helper()
	var all bytes.Buffer
	for _, f := range p.files([]byte("{}"), "T") {
		if err := f.to(&all, ""); err != nil {
			t.Fatal(err)
		}
		all.WriteByte('\n')
	}
	e := json.NewEncoder(&all)
	for _, doc := range []any{p.Counts(), p.CallChains(), p.PacketChains(), p.EventPaths(), p.ScriptTimings(), p.Breakdown(), p.PacketCosts()} {
		if err := e.Encode(doc); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprintln(&all, p.Entries, p.Calls, p.Packets, p.Unmatched, p.Unwound, p.Open, p.Oddities())
	return all.String()
}

// blocksOf returns the blocks of entries in a trace, of random sizes.
func blocksOf(t testing.TB, rng *rand.Rand, list []trace.Entry, version, most int) (blocks []*trace.Block) {
	t.Helper()
	var data bytes.Buffer
	if version == 2 {
		w, err := trace.NewWriter2(&data, &trace.Map{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range list {
			w.Append(&list[i])
			if rng.IntN(most) == 0 {
				w.Flush()
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for version == 1 && len(list) > 0 {
		n := min(1+rng.IntN(most), len(list))
		if err := trace.WriteBlock(&data, trace.LittleEndian, rng.IntN(2) == 0, list[:n]); err != nil {
			t.Fatal(err)
		}
		list = list[n:]
	}
	r := trace.NewReader(&data, trace.LittleEndian)
	for {
		b := new(trace.Block)
		if r.Next(b) != nil {
			return blocks
		}
		blocks = append(blocks, b)
	}
}

// profileOf analyses blocks with new parts that begin at random, each used
// again until it fails and pruned now and then, and returns how many were taken. Without a
// random source there are none; it returns how many packets were repeats.
func profileOf(t testing.TB, rng *rand.Rand, blocks []*trace.Block, version int) (p *Profile, taken int) {
	t.Helper()
	m := &trace.Map{}
	whole := newAnalysis(m, defaultLimits, version, new(known), true)
	var memory trace.Block
	var local *analysis
	for len(blocks) > 0 {
		n := len(blocks)
		if rng != nil {
			n = 1 + rng.IntN(min(len(blocks), 6))
		}
		s := &shard{blocks: blocks[:n]}
		blocks = blocks[n:]
		if rng != nil && rng.IntN(4) > 0 {
			if local != nil && rng.IntN(16) == 0 {
				whole.takeKept(local)
				local = nil
			}
			if local == nil {
				local = newPart(m, whole)
			}
			if rng.IntN(8) == 0 {
				whole.takeKept(local)
				local.prune()
			}
			if _, err := local.shard(context.Background(), s, &memory); err == nil && whole.take(local) {
				taken++
				continue
			}
			whole.takeKept(local)
			local = nil
		}
		if _, err := whole.shard(context.Background(), s, &memory); err != nil {
			t.Fatal(err)
		}
	}
	if local != nil {
		whole.takeKept(local)
	}
	if rng == nil {
		for i := range whole.repeats.list {
			taken += int(whole.repeats.list[i].count)
		}
	}
	p = &Profile{m: m, unit: 1000}
	p.finish(whole)
	return p, taken
}

// busy returns the entries of an engine that repeats itself, with a share in
// a thousand of entries that are lost, doubled or of another kind.
func busy(rng *rand.Rand, n, odd int, leaves bool) []trace.Entry {
	kinds := make([][]trace.Entry, 1+rng.IntN(12))
	for k := range kinds {
		var stack []trace.Entry
		for range 1 + rng.IntN(14) {
			e := trace.Entry{Options: trace.Call | trace.Clocks, ID: trace.ID(rng.IntN(9))}
			switch {
			case len(stack) > 0 && rng.IntN(2) == 0:
				kinds[k] = append(kinds[k], stack[len(stack)-1])
				stack = stack[:len(stack)-1]
				continue
			case rng.IntN(4) == 0:
				e.Options = trace.ComponentEvent | trace.Clocks
			}
			kinds[k] = append(kinds[k], e)
			switch {
			case e.Options&trace.Call != 0:
				e.Options = trace.Return | trace.Clocks
			case leaves:
				e.Options = trace.ComponentLeft | trace.Clocks
			default:
				continue
			}
			stack = append(stack, e)
		}
		slices.Reverse(stack)
		kinds[k] = append(kinds[k], stack...)
	}
	var list []trace.Entry
	var now int64
	for len(list) < n {
		for i, e := range kinds[rng.IntN(len(kinds))] {
			now += rng.Int64N(100)
			if i == 0 && rng.IntN(20) > 0 {
				e.Options |= trace.Timestamp
				e.Time = now
			}
			e.Real, e.Virtual = now, now-now/30
			if rng.IntN(1000) < odd {
				switch rng.IntN(10) {
				case 0:
					continue
				case 1:
					list = append(list, e)
				case 2:
					e.Options ^= trace.Clocks
					e.Real, e.Virtual = 0, 0
				case 3:
					e.Options |= trace.Usage
					e.User, e.System = now/2, now/3
				case 4:
					e.Options ^= trace.Timestamp
					e.Time = 0
				case 5:
					e.Real -= rng.Int64N(300)
				case 6:
					e.Time -= rng.Int64N(300) * int64(e.Options&trace.Timestamp)
				case 7:
					e = trace.Entry{Options: []trace.Options{0, trace.Call, trace.Return, trace.Call | trace.Return, trace.Return | trace.ComponentEvent}[rng.IntN(5)], ID: trace.ID(rng.IntN(12))}
				}
			}
			list = append(list, e)
		}
	}
	return list
}

// checkAnalysis compares the analysis of entries with the plain one, and that
// of parts with that of the whole. It returns how many parts were taken, and
// how many packets were repeats.
func checkAnalysis(t testing.TB, rng *rand.Rand, list []trace.Entry, version, most int) (taken, repeats int) {
	t.Helper()
	blocks := blocksOf(t, rng, list, version, most)
	p, repeats := profileOf(t, nil, blocks, version)
	want, got := plainProfile(list, blocks, version == 2), plainly(p)
	want.stack, want.packet, want.named, want.place, want.time = nil, nil, nil, trace.Place{}, nil
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(plain{})); diff != "" {
		t.Fatalf("(-plain +got):\n%s", diff)
	}
	whole := everything(t, p)
	for range 3 {
		parts, n := profileOf(t, rng, blocks, version)
		if diff := cmp.Diff(strings.Split(whole, "\n"), strings.Split(everything(t, parts), "\n")); diff != "" {
			t.Fatalf("parts (-whole +parts):\n%s", diff)
		}
		taken += n
	}
	return taken, repeats
}

// Whatever the trace, the analysis agrees with the plain one, and however it
// is cut, its parts come to the same documents.
func TestAnalysisAgrees(t *testing.T) {
	taken, repeats := map[int]int{}, 0
	for seed := range uint64(240) {
		rng := rand.New(rand.NewPCG(seed, 9))
		version := 1 + int(seed%2)
		odd := []int{0, 2, 30, 300}[seed/2%4]
		list := busy(rng, 50+rng.IntN(3000), odd, version == 2)
		parts, packets := checkAnalysis(t, rng, list, version, 1+rng.IntN(200))
		taken[odd] += parts
		repeats += packets
	}
	t.Logf("%v parts taken, %d repeats", taken, repeats)
	if repeats == 0 {
		t.Error("no packet was a repeat")
	}
	for _, odd := range slices.Sorted(maps.Keys(taken)) {
		if taken[odd] == 0 {
			t.Errorf("no part was taken of traces with %d odd entries in a thousand", odd)
		}
	}
}

// Calls of repeats may take longer than their sums have room for, and end
// before they began.
func TestLongTimes(t *testing.T) {
	repeats := 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 10))
		list := busy(rng, 1500, 0, false)
		var away, ran int64
		for i := range list {
			switch {
			case seed%2 == 0 && rng.IntN(12) == 0: // many that have room each by itself
				away += 1 << 30
				ran += 1 << 29
			case rng.IntN(40) == 0:
				away += (1 << rng.IntN(40)) - 1<<rng.IntN(34)
				ran += (1 << rng.IntN(40)) - 1<<rng.IntN(34)
			}
			list[i].Real += away
			list[i].Virtual += ran
		}
		blocks := blocksOf(t, rng, list, trace.Version, 200)
		p, n := profileOf(t, nil, blocks, trace.Version)
		repeats += n
		want, got := plainProfile(list, blocks, false), plainly(p)
		want.stack, want.packet, want.named, want.place, want.time = nil, nil, nil, trace.Place{}, nil
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(plain{})); diff != "" {
			t.Fatalf("seed %d (-plain +got):\n%s", seed, diff)
		}
		parts, _ := profileOf(t, rng, blocks, trace.Version)
		if diff := cmp.Diff(strings.Split(everything(t, p), "\n"), strings.Split(everything(t, parts), "\n")); diff != "" {
			t.Errorf("seed %d: parts (-whole +parts):\n%s", seed, diff)
		}
		for i := range p.functions {
			timing := &p.functions[i].timing
			real, virtual := timing.doubles().real.variance(), timing.doubles().virtual.variance()
			if math.Abs(timing.real.variance()-real) > real/1e6 || math.Abs(timing.virtual.variance()-virtual) > virtual/1e6 {
				t.Errorf("seed %d: variances %v and %v, of doubles %v and %v", seed, timing.real.variance(), timing.virtual.variance(), real, virtual)
			}
		}
	}
	if repeats == 0 {
		t.Error("no packet was a repeat")
	}
}

func FuzzAnalysis(f *testing.F) {
	f.Add(uint64(1), 10, []byte("\x40\x01\x80\x01"))
	f.Fuzz(func(t *testing.T, seed uint64, odd int, bytes []byte) {
		rng := rand.New(rand.NewPCG(seed, 1))
		version := 1 + int(seed%2)
		list := busy(rng, rng.IntN(1000), odd%1000, version == 2)
		options := []trace.Options{trace.Call, trace.Return, trace.Call | trace.Clocks, trace.Return | trace.Clocks, trace.ComponentEvent, trace.ComponentEvent | trace.Clocks,
			trace.Call | trace.Timestamp, trace.ComponentEvent | trace.Timestamp, 0, trace.Timestamp, trace.Return | trace.Timestamp, trace.Call | trace.Usage, trace.Return | trace.Usage | trace.Clocks}
		if version == 2 {
			options = append(options, trace.ComponentLeft, trace.ComponentLeft|trace.Clocks)
		}
		for len(bytes) > 1 && len(list) < 5000 {
			e := trace.Entry{Options: options[int(bytes[0])%len(options)], ID: trace.ID(bytes[1] % 32)}
			if e.Options&trace.Clocks != 0 {
				e.Real, e.Virtual = int64(len(bytes)), int64(bytes[1])
			}
			if e.Options&trace.Usage != 0 {
				e.User = int64(bytes[1])
			}
			list = append(list, e)
			bytes = bytes[2:]
		}
		checkAnalysis(t, rng, list, version, 1+rng.IntN(100))
	})
}
