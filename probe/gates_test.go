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
			[]string{"load: 4.01 before the run, on 2 processors (limit 4)"}},
		{"load of the runs before", func(_ *result.Run, n *result.Noise) { n.Before.Load1 = load(2.5) }, nil},
		{"runnable", func(_ *result.Run, n *result.Noise) { n.Before.Runnable = p(3) },
			[]string{"runnable: 2 other tasks before the run, on 2 processors (limit 1)"}},
		{"one runnable", func(_ *result.Run, n *result.Noise) { n.Before.Runnable = p(2) }, nil},
		{"steal", func(_ *result.Run, n *result.Noise) { n.After.Steal = p(250e6) },
			[]string{"steal: 150ms, 1.5 % of the wall time (limit 1 %)"}},
		{"two ticks of steal in a short run", func(r *result.Run, n *result.Noise) {
			r.Usage.Wall, n.After.Steal = 500e6, p(120e6)
			n.After.CPUPressure, n.After.MemPressure, n.After.IOPressure = nil, nil, nil
		}, nil},
		{"swap in", func(_ *result.Run, n *result.Noise) { n.After.SwapIn = p(6) },
			[]string{"swapping: 1 pages in, 0 pages out (limit 0)"}},
		{"swap out", func(_ *result.Run, n *result.Noise) { n.After.SwapOut = p(10) },
			[]string{"swapping: 0 pages in, 5 pages out (limit 0)"}},
		{"heat", func(_ *result.Run, n *result.Noise) { n.After.Throttled = p(3) },
			[]string{"throttling: 1 times, for heat (limit 0)"}},
		{"pressure", func(_ *result.Run, n *result.Noise) {
			n.After.CPUPressure, n.After.MemPressure, n.After.IOPressure = p(6.5e9), p(1.2e9), p(4e9)
		}, []string{
			"cpu pressure: tasks waited for 5.5s, 55.0 % of the wall time (limit 50 %)",
			"memory pressure: tasks waited for 200ms, 2.0 % of the wall time (limit 1 %)",
			"io pressure: tasks waited for 3s, 30.0 % of the wall time (limit 20 %)",
		}},
		{"slower", func(_ *result.Run, n *result.Noise) { n.Before.MHz, n.After.MHz = load(3000), load(2690) },
			[]string{"frequency: fell from 3000 to 2690 MHz (limit 10 % less)"}},
		{"faster", func(_ *result.Run, n *result.Noise) { n.Before.MHz, n.After.MHz = load(800), load(3000) }, nil},
		{"other work", func(r *result.Run, n *result.Noise) {
			r.Usage.User, r.Usage.System, n.Probe = 8e9, 1e9, 1e8
			n.Before.Busy, n.After.Busy = p(100e9), p(120e9)
		}, []string{"other work: 10.9s of processor time, 54.5 % of all (limit 50 %)"}},
		{"its own work", func(r *result.Run, n *result.Noise) {
			r.Usage.User = 19e9
			n.Before.Busy, n.After.Busy = p(100e9), p(120e9)
		}, nil},
		{"quota", func(_ *result.Run, n *result.Noise) { n.Before.Quota, n.After.Quota = p(1e9), p(1.25e9) },
			[]string{"quota: held back for 250ms, 2.5 % of the wall time (limit 1 %)"}},
		{"out of memory", func(_ *result.Run, n *result.Noise) { n.Before.OOMKills, n.After.OOMKills = p(1), p(3) },
			[]string{"out of memory: 2 processes were killed (limit 0)"}},
		{"late", func(_ *result.Run, n *result.Noise) { n.Late = 120e6 },
			[]string{"lateness: a sample was 120ms late (limit 50ms)"}},
		{"late within its interval", func(_ *result.Run, n *result.Noise) { n.Late = 90e6 }, nil},
	} {
		run := quiet()
		tt.spoil(run, &run.Noise)
		if diff := cmp.Diff(tt.want, brokenGates(run, 2)); diff != "" {
			t.Errorf("%s: broken gates (-want +got):\n%s", tt.name, diff)
		}
	}
}
