package decoder

import (
	"encoding/binary"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"brig/result"
	"brig/trace"
)

// A costed percentile is within the error that is stated.
func TestPercentiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var d distribution
	var all []int64
	for range 10_001 {
		v := int64(rng.ExpFloat64() * 5000)
		if rng.IntN(100) == 0 {
			v *= 1000
		}
		all = append(all, v)
		d.add(group{packets: 1, busy: v}, v)
	}
	slices.Sort(all)
	for _, percent := range []int64{1, 50, 90, 99} {
		want := all[(int64(len(all))*percent+99)/100-1]
		got := d.percentile(percent)
		if diff := float64(got-want) / float64(max(want, 1)); diff > result.MaxCostError || diff < -result.MaxCostError {
			t.Errorf("p%d = %d, want %d within %v", percent, got, want, result.MaxCostError)
		}
	}
	if d.max != all[len(all)-1] {
		t.Errorf("max = %d, want %d", d.max, all[len(all)-1])
	}
	for _, v := range []uint64{0, 1, 31, 32, 63, 64, 65, 1000, 1 << 40, 1<<63 - 1} {
		if got := float64(costOf(bucketOf(v))); got < float64(v)*(1-result.MaxCostError) || got > float64(v)*(1+result.MaxCostError) {
			t.Errorf("%d is taken for %v", v, got)
		}
	}
}

// words makes the entries of a packet of symbols.
func words(numbers ...uint32) []byte {
	var b []byte
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}

// The kind of a packet is where its outermost component went deepest.
func TestPacketKind(t *testing.T) {
	const packet, ethernet, ip, udp, dns, conn = 1, 2, 3, 4, 5, 6
	enter := func(id trace.ID) trace.Symbol { return trace.Symbol{Options: trace.ComponentEvent, ID: id} }
	leave := func(id trace.ID) trace.Symbol { return trace.Symbol{Options: trace.ComponentLeft, ID: id} }
	call, back := trace.Symbol{Options: trace.Call, ID: 1}, trace.Symbol{Options: trace.Return, ID: 1}
	for _, test := range []struct {
		name   string
		run    []trace.Symbol
		want   []trace.ID
		within int64
	}{
		{"nothing", nil, nil, 0},
		{"calls only", []trace.Symbol{call, back}, nil, 1},
		{"one", []trace.Symbol{enter(packet), leave(packet)}, []trace.ID{packet}, 1},
		{"a datagram", []trace.Symbol{
			enter(packet), enter(ethernet), enter(ip), leave(ip), leave(ethernet),
			enter(udp), enter(dns), call, back, leave(dns), leave(udp), leave(packet),
		}, []trace.ID{udp, dns}, 11},
		{"a timer before it", []trace.Symbol{
			enter(conn), enter(dns), enter(ip), leave(ip), leave(dns), leave(conn),
			enter(packet), enter(udp), leave(udp), leave(packet), call, back,
		}, []trace.ID{udp}, 9},
		{"the first of the deepest", []trace.Symbol{
			enter(packet), enter(udp), enter(dns), leave(dns), enter(conn), leave(conn), leave(udp), leave(packet),
		}, []trace.ID{udp, dns}, 7},
	} {
		var numbers []uint32
		for i := range test.run {
			numbers = append(numbers, uint32(i))
		}
		got, within := deepest(words(numbers...), test.run)
		if !slices.Equal(got, test.want) || within != test.within {
			t.Errorf("%s: path %v, %d entries within, want %v, %d", test.name, got, within, test.want, test.within)
		}
	}
}

// Costs that are merged are those of the whole, wherever it was cut.
func TestCostsMerge(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	list := []trace.Symbol{{Options: trace.ComponentEvent, ID: 1}, {Options: trace.ComponentEvent, ID: 2}, {Options: trace.ComponentEvent, ID: 3}}
	var packets []packet
	time := int64(1e18)
	for range 3000 {
		time += rng.Int64N(100_000_000)
		if rng.IntN(500) == 0 {
			time += 300e9 // a gap
		}
		packets = append(packets, packet{time: time, cost: rng.Int64N(50_000), entries: 2,
			columns: columns{symbols: words(0, uint32(rng.IntN(3))), list: list, real: []int64{0, 1}}})
	}
	collect := func(from, to int) *costs {
		c := newCosts(trace.Version2, &trace.Calibration{Entry: 7000}, new(known))
		c.parts.number(costPart{"all", false})
		for _, p := range packets[from:to] {
			p.shape = c.shape(p.symbols, list)
			if c.series.moves(p.time) {
				c.series.settle([]int64{0, c.all.busy})
			}
			c.series.bucket(p.time)
			c.add(&p)
		}
		c.series.settle([]int64{0, c.all.busy})
		return c
	}
	profile := &Profile{unit: 1, m: &trace.Map{}, identifiers: newIdentifiers(&trace.Map{}, newSymbols(), 100)}
	document := func(c *costs) *result.PacketCosts {
		profile.costs = c
		return profile.PacketCosts()
	}
	want := document(collect(0, len(packets)))
	if want.All.Packets != 3000 || want.All.Tracing != 3000*2*7 || want.All.Cost <= 0 {
		t.Errorf("all packets are %+v", want.All)
	}
	if n := len(want.Series.Cost); n <= result.MaxCostBuckets/2 || n > result.MaxCostBuckets {
		t.Errorf("the series has %d buckets", n)
	}
	var sum result.PacketCost
	var parts int64
	for i := range want.Series.Cost {
		sum.Packets += want.Series.Packets[i]
		sum.Entries += want.Series.Entries[i]
		sum.Cost += want.Series.Cost[i]
		sum.Tracing += want.Series.Tracing[i]
		parts += want.Series.Parts[0].Exclusive[i]
	}
	if sum != want.All.PacketCost || parts != sum.Cost+sum.Tracing {
		t.Errorf("the series adds up to %+v and parts to %d, all are %+v", sum, parts, want.All.PacketCost)
	}
	for range 20 {
		whole := collect(0, 0)
		at := 0
		for at < len(packets) {
			to := min(at+1+rng.IntN(1500), len(packets))
			whole.merge(collect(at, to))
			at = to
		}
		if got := document(whole); !reflect.DeepEqual(got, want) {
			t.Fatalf("merged costs are\n%+v, want\n%+v", got, want)
		}
	}
}

func TestExpensiveCalls(t *testing.T) {
	on := trace.Clocks
	list := []trace.Symbol{
		{Options: on | trace.ComponentEvent, ID: 9}, {Options: on | trace.ComponentLeft, ID: 9},
		{Options: on | trace.Call, ID: 5}, {Options: on | trace.Return, ID: 5},
		{Options: on | trace.Call, ID: 6}, {Options: on | trace.Return, ID: 6},
	}
	run := columns{symbols: words(0, 2, 4, 5, 4, 5, 3, 1, 2, 3), list: list,
		real: []int64{0, 10, 30, 37, 40, 45, 60, 100, 200, 203}}
	got, omitted := callsOf(&run, true)
	want := []packetCall{
		{id: 9, parent: -1, count: 1, exclusive: 50, inclusive: 100},
		{id: 5, script: true, parent: 0, depth: 1, count: 1, exclusive: 38, inclusive: 50},
		{id: 6, script: true, parent: 1, depth: 2, count: 2, exclusive: 12, inclusive: 12},
		{id: 5, script: true, parent: -1, count: 1, exclusive: 3, inclusive: 3},
	}
	if !slices.Equal(got, want) || omitted != 0 {
		t.Errorf("calls %+v, %d left out, want %+v", got, omitted, want)
	}
}
