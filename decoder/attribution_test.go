package decoder

import (
	"bytes"
	"context"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
	"brig/trace"
)

// A trace whose figures can be worked out by hand. An entry costs 2 ns, and
// the CPU clock runs at two fifths of the wall clock.
const (
	attributed = `{"endian": "little", "calibration": {"clock": "test", "read_ps": 900, "entry_ps": 2000}, "mappings": [
		{"id": 1, "name": "A::outer", "filename": "base/a.bro"}, {"id": 2, "name": "A::inner", "filename": "base/a.bro"},
		{"id": 3, "name": "B::slow", "filename": "base/b.bro"}, {"id": 4, "name": "fmt", "builtin": true}],
		"components": [{"id": 1, "name": "Packet"}, {"id": 2, "name": "TCP"}, {"id": 3, "name": "HTTP"}, {"id": 4, "name": "UDP"}]}`
	attributedTrace = `trace 2
		block packed
		call 4.0 real=0 virtual=0
		return 4.0 real=10 virtual=4
		component 1.0 real=100 virtual=40 time=1000000000
		component 2.0 real=110 virtual=44
		component 3.0 real=120 virtual=48
		call 1.0 real=130 virtual=52
		call 2.0 real=150 virtual=60
		return 2.0 real=180 virtual=72
		return 1.0 real=200 virtual=80
		left 3.0 real=210 virtual=84
		left 2.0 real=215 virtual=86
		left 1.0 real=220 virtual=88
		component 1.0 real=300 virtual=120 time=1000500000
		component 4.0 real=310 virtual=124
		left 4.0 real=330 virtual=132
		left 1.0 real=340 virtual=136
		call 3.0 real=350 virtual=140
		return 3.0 real=1350 virtual=540
		call+outside 1.0 real=1400 virtual=560
		call 2.0 real=1410 virtual=564
		call 1.0 real=1420 virtual=568
		return 1.0 real=1440 virtual=576
		return 2.0 real=1445 virtual=578
		return 1.0 real=1460 virtual=584`
)

func TestAttribution(t *testing.T) {
	p := decodeText(t, attributed, attributedTrace)
	timings := p.ScriptTimings()
	type own struct {
		name                                     string
		exclusive, minus, inclusive, minusWithin int64
	}
	var got []own
	var traced int64
	for _, list := range [][]result.Timing{timings.Functions, timings.Components} {
		for _, f := range list {
			got = append(got, own{f.Name, *f.Exclusive, f.ExclusiveTracing, *f.Inclusive, f.InclusiveTracing})
			traced += *f.Exclusive
			if f.Real.Sum != *f.Inclusive+f.InclusiveTracing {
				t.Errorf("%s: %d ns and %d of tracing are not the trace's %d", f.Name, *f.Inclusive, f.InclusiveTracing, f.Real.Sum)
			}
		}
	}
	want := []own{
		{"A::inner", 39, 6, 57, 2 + 6}, // with the A::outer within it
		{"A::outer", 75, 10, 70 - 6 + 60 - 10 + 20 - 2, 18},
		{"B::slow", 998, 2, 998, 2},
		{"fmt", 8, 2, 8, 2},
		{"HTTP", 16, 4, 80, 10},
		{"Packet", 27, 8, 102 + 40 - 6, 18 + 6},
		{"TCP", 11, 4, 105 - 14, 14},
		{"UDP", 18, 2, 18, 2},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(own{})); diff != "" {
		t.Errorf("exclusive and inclusive times, and what of them was tracing (-want +got):\n%s", diff)
	}
	if c := timings.Calibration; c == nil || *c != (result.Calibration{Clock: "test", Read: 900, Entry: 2000}) {
		t.Errorf("the calibration is %+v", c)
	}
	ns := func(n int64) *int64 { return &n }
	wantShares := []result.Share{
		{Name: "A", Calls: 5, Exclusive: ns(114), Inclusive: ns(114), ExclusiveTracing: 16, InclusiveTracing: 16, ExclusiveVirtual: ns(130*2/5 - 16)},
		{Name: "B", Calls: 1, Exclusive: ns(998), Inclusive: ns(998), ExclusiveTracing: 2, InclusiveTracing: 2, ExclusiveVirtual: ns(1000*2/5 - 2)},
		{Name: "GLOBAL", Calls: 1, Exclusive: ns(8), Inclusive: ns(8), ExclusiveTracing: 2, InclusiveTracing: 2, ExclusiveVirtual: ns(10*2/5 - 2)},
	}
	if diff := cmp.Diff(wantShares, timings.Modules); diff != "" {
		t.Errorf("modules (-want +got):\n%s", diff)
	}
	wantShares[0].Name, wantShares[1].Name, wantShares[2].Name = "base/a.bro", "base/b.bro", ""
	wantShares = append(wantShares[2:], wantShares[:2]...)
	if diff := cmp.Diff(wantShares, timings.Scripts); diff != "" {
		t.Errorf("scripts (-want +got):\n%s", diff)
	}

	c := p.PacketCosts()
	if sum := c.Before.Cost + c.All.Cost + c.After.Cost; sum != traced {
		t.Errorf("packets and what is outside cost %d ns, functions and components %d", sum, traced)
	}
	http := result.PacketSpread{PacketCost: result.PacketCost{Packets: 1, Entries: 7, Cost: 102, Tracing: 18}, P50: 102, P90: 102, P99: 102, Max: 102}
	udp := result.PacketSpread{PacketCost: result.PacketCost{Packets: 1, Entries: 4, Cost: 1032, Tracing: 8}, P50: 1032, P90: 1032, P99: 1032, Max: 1032}
	wantCosts := &result.PacketCosts{
		Entries: 19, Calibration: timings.Calibration,
		Before: result.PacketCost{Entries: 2, Cost: 8, Tracing: 2},
		All:    result.PacketSpread{PacketCost: result.PacketCost{Packets: 2, Entries: 11, Cost: 1134, Tracing: 26}, P50: 102, P90: 1032, P99: 1032, Max: 1032},
		After:  result.PacketCost{Entries: 6, Cost: 50, Tracing: 10},
		Kinds:  []result.PacketKind{{Path: []string{"UDP"}, PacketSpread: udp}, {Path: []string{"TCP", "HTTP"}, PacketSpread: http}},
		Series: result.CostSeries{
			First: 1_000_000_000, Width: 1_000_000, Packets: []int64{2}, Entries: []int64{11}, Cost: []int64{1134}, Tracing: []int64{26},
			Parts: []result.CostPart{
				{Name: "B", Exclusive: []int64{1000}}, {Name: "A", Exclusive: []int64{70}}, {Name: "Packet", Component: true, Exclusive: []int64{35}},
				{Name: "HTTP", Component: true, Exclusive: []int64{20}}, {Name: "UDP", Component: true, Exclusive: []int64{20}}, {Name: "TCP", Component: true, Exclusive: []int64{15}},
			},
		},
		Expensive: []result.ExpensivePacket{
			{Number: 2, Time: 1_000_500_000, Entries: 4, Ran: 1032, Cost: 1032, Tracing: 8, Path: []string{"UDP"}, Calls: []result.CallCost{
				{Name: "Packet", Component: true, Calls: 1, Exclusive: 20, Inclusive: 40},
				{Depth: 1, Name: "UDP", Component: true, Calls: 1, Exclusive: 20, Inclusive: 20},
				{Name: "B::slow", Calls: 1, Exclusive: 1000, Inclusive: 1000},
			}},
			{Number: 1, Time: 1_000_000_000, Entries: 7, Ran: 102, Cost: 102, Tracing: 18, Path: []string{"TCP", "HTTP"}, Calls: []result.CallCost{
				{Name: "Packet", Component: true, Calls: 1, Exclusive: 15, Inclusive: 120},
				{Depth: 1, Name: "TCP", Component: true, Calls: 1, Exclusive: 15, Inclusive: 105},
				{Depth: 2, Name: "HTTP", Component: true, Calls: 1, Exclusive: 20, Inclusive: 90},
				{Depth: 3, Name: "A::outer", Calls: 1, Exclusive: 40, Inclusive: 70},
				{Depth: 4, Name: "A::inner", Calls: 1, Exclusive: 30, Inclusive: 30},
			}},
		},
	}
	if diff := cmp.Diff(wantCosts, c); diff != "" {
		t.Errorf("packet costs (-want +got):\n%s", diff)
	}

	if first := p.Breakdown().Costs[0]; first.Name != "B::slow" || first.Exclusive != 998 {
		t.Errorf("the most expensive is %+v", first)
	}
}

// Without a calibration times are those of the trace, and version 1 has no
// kinds.
func TestAttributionAsRecorded(t *testing.T) {
	m := strings.Replace(attributed, `"calibration"`, `"calibrated"`, 1)
	c := decodeText(t, m, attributedTrace).PacketCosts()
	if c.Calibration != nil || c.All.Cost != 1160 || c.All.Tracing != 0 {
		t.Errorf("packets cost %+v", c.All)
	}
	first := decodeText(t, m, strings.NewReplacer("trace 2", "trace little", "call+outside", "call").Replace(attributedTrace)).PacketCosts()
	if len(first.Kinds) != 1 || len(first.Kinds[0].Path) != 0 || first.Expensive[0].Time != 1_000_500_000_000 {
		t.Errorf("kinds of a trace of version 1: %+v, the worst packet is at %d", first.Kinds, first.Expensive[0].Time)
	}
}

// A packet that was disturbed is not expensive: its CPU time counts.
func TestDisturbedPackets(t *testing.T) {
	p := decodeText(t, attributed, `trace 2
		block packed
		call 1.0 real=0 virtual=0 time=1
		return 1.0 real=900000 virtual=100
		call 1.0 real=1000000 virtual=900 time=2
		return 1.0 real=1000500 virtual=900`)
	c := p.PacketCosts()
	if c.All.Cost != 899_998+498 || c.All.Max != 498 || c.Expensive[0].Number != 2 || c.Expensive[1].Ran != 100 || c.Expensive[1].Cost != 899_998 {
		t.Errorf("packets cost %+v, the worst are %+v", c.All, c.Expensive)
	}
}

// What packets cost does not depend on how many analyse the trace.
func TestCostsOfParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	list := generate(900_000, 3)
	var data bytes.Buffer
	m := &trace.Map{Calibration: &trace.Calibration{Clock: "test", Read: 1, Entry: 700}}
	for i := range 400 {
		m.Functions = append(m.Functions, trace.Function{ID: trace.MakeID(i, 0), Name: string(rune('A'+i%20)) + "::f"})
	}
	w, err := trace.NewWriter2(&data, m)
	if err != nil {
		t.Fatal(err)
	}
	time := int64(1.5e18)
	for i := range list {
		e := list[i]
		if e.Options&trace.Timestamp != 0 {
			time += rng.Int64N(40_000_000)
			e.Time = time
		}
		if i == len(list)-1000 {
			e.Options = e.Options&^trace.Timestamp | trace.Outside
		}
		w.Append(&e)
		if rng.IntN(50_000) == 0 {
			w.Flush() // within a packet
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	decode := func(processors int) (*result.PacketCosts, *result.ScriptTimings) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		p, err := Decode(context.Background(), bytes.NewReader(data.Bytes()), nil, DefaultMemory, nil)
		if err != nil {
			t.Fatal(err)
		}
		return p.PacketCosts(), p.ScriptTimings()
	}
	want, wantTimings := decode(1)
	if len(want.Series.Cost) <= result.MaxCostBuckets/2 || len(want.Expensive) != result.MaxExpensive || want.After.Entries == 0 {
		t.Errorf("a series of %d, %d packets, %d entries after", len(want.Series.Cost), len(want.Expensive), want.After.Entries)
	}
	for range 3 {
		got, timings := decode(4)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("costs of a trace that several analyse (-one +four):\n%s", diff)
		}
		if diff := cmp.Diff(wantTimings, timings); diff != "" {
			t.Errorf("timings of a trace that several analyse (-one +four):\n%s", diff)
		}
	}
}
