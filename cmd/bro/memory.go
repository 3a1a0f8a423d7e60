package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// paceGC lets garbage take four times the memory that is in use, up to a limit, and half of
// it where more is in use: small runs collect seldom, and large tables
// do not cost several times their size. GOGC, if it is set, rules instead.
//
// With fewer collections a run of the default scripts takes 0.28 s instead of 0.33 s,
// 0.30 s of CPU time instead of 0.41 s, and 74 MB instead of 51 MB (medians of 15 runs
// on 52,000 packets, beside those with GOGC=100).
func paceGC() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(first)
	afterGC(func() { debug.SetGCPercent(percent(live())) })
}

const (
	first = 1200      // percent of the 4 MB that the runtime takes to be in use at first
	most  = 400       // percent
	least = 50        // percent
	limit = 256 << 20 // bytes of garbage that need no justification
)

// percent is how much garbage there may be for so many bytes in use.
func percent(live uint64) int {
	return int(min(most, max(least, 100*limit/max(live, 1))))
}

// live is the number of bytes that the last collection found in use.
func live() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

// afterGC calls f after each collection.
func afterGC(f func()) {
	type cycle struct{ _ *byte }
	c := &cycle{new(byte)}
	runtime.SetFinalizer(c, func(*cycle) {
		f()
		afterGC(f)
	})
}
