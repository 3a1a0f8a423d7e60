package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*math.Max(1, math.Abs(want))
}

func TestMedian(t *testing.T) {
	// Confidences from the binomial distribution: n=5 [min,max] 0.9375,
	// n=6 0.96875, n=9 [2nd,8th] 0.9609375.
	for _, tt := range []struct {
		values []float64
		want   Interval
	}{
		{[]float64{3}, Interval{3, 3, 3, 0, 1}},
		{[]float64{2, 1}, Interval{1.5, 1, 2, 0.5, 2}},
		{[]float64{5, 1, 4, 2, 3}, Interval{3, 1, 5, 0.9375, 5}},
		{[]float64{1, 2, 3, 4, 5, 6}, Interval{3.5, 1, 6, 0.96875, 6}},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, Interval{5, 2, 8, 0.9609375, 9}},
	} {
		got := Median(tt.values, 0.95)
		if got.Median != tt.want.Median || got.Low != tt.want.Low || got.High != tt.want.High ||
			got.N != tt.want.N || !near(got.Confidence, tt.want.Confidence, 1e-12) {
			t.Errorf("Median(%v) = %+v, want %+v", tt.values, got, tt.want)
		}
	}
	if got := Median(nil, 0.95); !math.IsNaN(got.Median) || got.N != 0 {
		t.Errorf("Median of nothing = %+v, want NaN", got)
	}
}

// TestMedianCoverage draws from a skewed distribution whose median is known.
func TestMedianCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const rounds = 4000
	for _, n := range []int{5, 8, 15, 40} {
		hit, claimed := 0, 0.0
		for range rounds {
			v := make([]float64, n)
			for i := range v {
				v[i] = rng.ExpFloat64()
			}
			iv := Median(v, 0.95)
			claimed = iv.Confidence
			if iv.Low <= math.Ln2 && math.Ln2 <= iv.High {
				hit++
			}
		}
		got := float64(hit) / rounds
		if got < claimed-0.015 || got > claimed+0.015 {
			t.Errorf("n=%d: the interval held the median in %.3f of rounds, claims %.3f", n, got, claimed)
		}
	}
}

func TestTQuantile(t *testing.T) {
	// Two-sided 95 % and 99.8 % points of the usual tables.
	for _, tt := range []struct{ df, p, want float64 }{
		{4, 0.95, 2.776445}, {8, 0.95, 2.306004}, {30, 0.95, 2.042272}, {8, 0.998, 4.500791},
	} {
		if got := tQuantile(tt.df, tt.p); !near(got, tt.want, 1e-5) {
			t.Errorf("tQuantile(%v, %v) = %v, want %v", tt.df, tt.p, got, tt.want)
		}
	}
}
