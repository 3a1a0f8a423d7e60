package bro_test

import (
	"testing"

	"brig/bro"
)

// BenchmarkRun analyzes the recorded capture with the default scripts.
func BenchmarkRun(b *testing.B) {
	for _, bb := range []struct {
		name string
		code []string
	}{
		{"trace=off", nil},
		{"trace=all", []string{tracing}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			dir := b.TempDir()
			var packets int64
			for b.Loop() {
				s, err := bro.Run(b.Context(), &bro.Config{Capture: site(), Code: bb.code, Dir: dir})
				if err != nil {
					b.Fatal(err)
				}
				packets += s.Packets
			}
			b.ReportMetric(float64(packets)/b.Elapsed().Seconds(), "packets/s")
		})
	}
}
