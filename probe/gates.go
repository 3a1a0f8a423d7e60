package probe

import (
	"fmt"
	"time"

	"brig/result"
)

// The gates of a run. A run that breaks one is kept and marked; whoever
// planned it repeats it.
//
//	gate             a run breaks it when                            why
//	load             the load before it was over 2 a processor       other jobs were running; runs
//	                                                                 before it leave up to 1
//	runnable         before it, so many other tasks were runnable    the engine would have had to
//	                 that no processor was free, for 150 ms          wait for a processor at once
//	steal            a hypervisor took over 1 % of its wall time,    time passed that nobody here
//	                 and more than two ticks                         could use
//	swapping         any page was swapped in or out                  memory was short
//	throttling       any processor slowed down for heat              the clock changed
//	cpu pressure     tasks waited for a processor in over 50 % of    the processors were shared; an
//	                 its wall time                                   engine's own threads cause some
//	memory pressure  tasks waited for memory in over 1 % of it       memory was short
//	io pressure      tasks waited for storage in over 20 % of it     the capture was not in memory
//	frequency        the processors ran over 10 % slower after it     the clock changed, without a
//	                 than before                                      word of heat
//	other work       other programs used over half of all            the processors and caches were
//	                 processors' time                                 shared
//	quota            its control group's CPU quota held it back for   it waited for permission
//	                 over 1 % of its wall time
//	out of memory    a process was killed because memory was short   memory was short
//	lateness         a sample came more than 50 ms late and missed   the probe, and so the engine,
//	                 its turn                                        did not get a processor
//
// What a machine does not tell breaks no gate. Each broken gate is a line: its
// name, what was measured, and the limit.
const (
	maxLoad           = 2.0 // a processor
	maxSteal          = 0.01
	minSteal          = 20 * time.Millisecond // two ticks: one is within its resolution
	maxCPUPressure    = 0.50
	maxMemoryPressure = 0.01
	maxIOPressure     = 0.20
	maxSlower         = 0.10
	maxOthers         = 0.50                   // of all processors' time
	minOthers         = 100 * time.Millisecond // ticks of all processors are rough
	maxQuota          = 0.01
	maxLate           = 50 * time.Millisecond
)

// brokenGates lists the gates a run broke, one line each.
func brokenGates(run *result.Run, processors int) []string {
	var broken []string
	report := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	before, after := &run.Noise.Before, &run.Noise.After
	wall := float64(run.Usage.Wall)

	if before.Load1 != nil && *before.Load1 > maxLoad*float64(processors) {
		report("load: %.2f before the run, on %d processors (limit %g)", *before.Load1, processors, maxLoad*float64(processors))
	}
	if busy(before, processors) {
		report("runnable: %d other tasks before the run, on %d processors (limit %d)", *before.Runnable-1, processors, processors-1)
	}
	if d, ok := grown(before.Steal, after.Steal); ok && float64(d) > maxSteal*wall && d > minSteal.Nanoseconds() {
		report("steal: %v, %s", time.Duration(d), share(d, wall, maxSteal))
	}
	in, _ := grown(before.SwapIn, after.SwapIn)
	out, _ := grown(before.SwapOut, after.SwapOut)
	if in > 0 || out > 0 {
		report("swapping: %d pages in, %d pages out (limit 0)", in, out)
	}
	if d, ok := grown(before.Throttled, after.Throttled); ok && d > 0 {
		report("throttling: %d times, for heat (limit 0)", d)
	}
	for _, p := range []struct {
		name          string
		before, after *int64
		limit         float64
	}{
		{"cpu", before.CPUPressure, after.CPUPressure, maxCPUPressure},
		{"memory", before.MemPressure, after.MemPressure, maxMemoryPressure},
		{"io", before.IOPressure, after.IOPressure, maxIOPressure},
	} {
		if d, ok := grown(p.before, p.after); ok && float64(d) > p.limit*wall {
			report("%s pressure: tasks waited for %v, %s", p.name, time.Duration(d), share(d, wall, p.limit))
		}
	}
	if before.MHz != nil && after.MHz != nil && *after.MHz < (1-maxSlower)**before.MHz {
		report("frequency: fell from %.0f to %.0f MHz (limit %.0f %% less)", *before.MHz, *after.MHz, 100*maxSlower)
	}
	if d, ok := grown(before.Busy, after.Busy); ok {
		others := d - run.Usage.User - run.Usage.System - run.Noise.Probe
		if all := wall * float64(processors); float64(others) > maxOthers*all && others > minOthers.Nanoseconds() {
			report("other work: %v of processor time, %.1f %% of all (limit %.0f %%)", time.Duration(others), 100*float64(others)/all, 100*maxOthers)
		}
	}
	if d, ok := grown(before.Quota, after.Quota); ok && float64(d) > maxQuota*wall {
		report("quota: held back for %v, %s", time.Duration(d), share(d, wall, maxQuota))
	}
	if d, ok := grown(before.OOMKills, after.OOMKills); ok && d > 0 {
		report("out of memory: %d processes were killed (limit 0)", d)
	}
	if late := time.Duration(run.Noise.Late); late > maxLate && run.Noise.Late > run.Samples.Interval {
		report("lateness: a sample was %v late (limit %v)", late, maxLate)
	}
	return broken
}

// busy reports whether no processor was free. One of the runnable tasks was the
// probe.
func busy(c *result.Condition, processors int) bool {
	return c.Runnable != nil && *c.Runnable-1 >= int64(processors)
}

// grown is by how much a counter grew.
func grown(before, after *int64) (int64, bool) {
	if before == nil || after == nil {
		return 0, false
	}
	return *after - *before, true
}

func share(d int64, wall, limit float64) string {
	return fmt.Sprintf("%.1f %% of the wall time (limit %.0f %%)", 100*float64(d)/wall, 100*limit)
}
