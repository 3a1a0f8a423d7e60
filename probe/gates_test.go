package probe

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

func TestGates(t *testing.T) {
	p := func(n int64) *int64 { return &n }
	load := func(f float64) *float64 { return &f }
	quiet := func() *result.Run {
		return &result.Run{
			Usage:   result.Usage{Wall: 10e9},
			Samples: result.Samples{Interval: 1e8},
			Noise: result.Noise{
				Before: result.Condition{Load1: load(0.5), Runnable: p(1), Steal: p(100e6), SwapIn: p(5), SwapOut: p(5),
					Throttled: p(2), CPUPressure: p(1e9), MemPressure: p(1e9), IOPressure: p(1e9)},
				After: result.Condition{Load1: load(3.5), Runnable: p(9), Steal: p(190e6), SwapIn: p(5), SwapOut: p(5),
					Throttled: p(2), CPUPressure: p(5e9), MemPressure: p(1.05e9), IOPressure: p(2.9e9)},
			},
		}
	}
	for _, tt := range []struct {
		name  string
		spoil func(r *result.Run, n *result.Noise)
		want  []string
	}{
		{"quiet", func(*result.Run, *result.Noise) {}, nil},
		{"nothing known", func(_ *result.Run, n *result.Noise) { *n = result.Noise{} }, nil},
		{"load", func(_ *result.Run, n *result.Noise) { n.Before.Load1 = load(4.01) },
			[]string{"load: 4.01 before the run, on 2 processors"}},
		{"load of the runs before", func(_ *result.Run, n *result.Noise) { n.Before.Load1 = load(2.5) }, nil},
		{"runnable", func(_ *result.Run, n *result.Noise) { n.Before.Runnable = p(3) },
			[]string{"runnable: 2 other tasks before the run, on 2 processors"}},
		{"one runnable", func(_ *result.Run, n *result.Noise) { n.Before.Runnable = p(2) }, nil},
		{"steal", func(_ *result.Run, n *result.Noise) { n.After.Steal = p(250e6) },
			[]string{"steal: 150ms, 1.5 % of the wall time (limit 1 %)"}},
		{"two ticks of steal in a short run", func(r *result.Run, n *result.Noise) {
			r.Usage.Wall, n.After.Steal = 500e6, p(120e6)
			n.After.CPUPressure, n.After.MemPressure, n.After.IOPressure = nil, nil, nil
		}, nil},
		{"swap in", func(_ *result.Run, n *result.Noise) { n.After.SwapIn = p(6) },
			[]string{"swapping: 1 pages in, 0 pages out"}},
		{"swap out", func(_ *result.Run, n *result.Noise) { n.After.SwapOut = p(10) },
			[]string{"swapping: 0 pages in, 5 pages out"}},
		{"heat", func(_ *result.Run, n *result.Noise) { n.After.Throttled = p(3) },
			[]string{"throttling: 1 times, for heat"}},
		{"pressure", func(_ *result.Run, n *result.Noise) {
			n.After.CPUPressure, n.After.MemPressure, n.After.IOPressure = p(6.5e9), p(1.2e9), p(4e9)
		}, []string{
			"cpu pressure: tasks waited for 5.5s, 55.0 % of the wall time (limit 50 %)",
			"memory pressure: tasks waited for 200ms, 2.0 % of the wall time (limit 1 %)",
			"io pressure: tasks waited for 3s, 30.0 % of the wall time (limit 20 %)",
		}},
		{"late", func(_ *result.Run, n *result.Noise) { n.Late = 120e6 },
			[]string{"lateness: a sample was 120ms late"}},
		{"late within its interval", func(_ *result.Run, n *result.Noise) { n.Late = 90e6 }, nil},
	} {
		run := quiet()
		tt.spoil(run, &run.Noise)
		if diff := cmp.Diff(tt.want, brokenGates(run, 2)); diff != "" {
			t.Errorf("%s: broken gates (-want +got):\n%s", tt.name, diff)
		}
	}
}
