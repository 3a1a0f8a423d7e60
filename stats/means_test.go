package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestMeans draws changes of sixty things of very different size, some of which
// vary more than their size says, and counts false alarms and missed centres.
func TestMeans(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	const rounds = 300
	missed, all, alarms := 0, 0, 0
	sizes := make([]float64, 60)
	for i := range sizes {
		sizes[i] = math.Exp(4 * rng.NormFloat64())
	}
	for range rounds {
		samples := make([][]float64, len(sizes))
		for i, size := range sizes {
			sigma := math.Sqrt(size) * math.Exp(0.3*rng.NormFloat64())
			for range 7 + i%20 {
				e := rng.NormFloat64()
				if rng.IntN(10) == 0 {
					e *= 4
				}
				samples[i] = append(samples[i], size+sigma*e)
			}
		}
		var p []float64
		for i, c := range Means(samples, sizes) {
			d := Sum(Term{c, 1})
			if low, high := d.Interval(0.95); low > sizes[i] || high < sizes[i] {
				missed++
			}
			all++
			d.Log -= sizes[i]
			p = append(p, d.Moved())
		}
		for _, corrected := range Holm(p) {
			if corrected <= 0.05 {
				alarms++
				break
			}
		}
	}
	t.Logf("missed %.3f, alarms in %.3f of the rounds", float64(missed)/float64(all), float64(alarms)/rounds)
	if float64(missed)/float64(all) > 0.07 || alarms > rounds/12 {
		t.Errorf("95 %% intervals missed %d of %d; false alarms in %d of %d rounds", missed, all, alarms, rounds)
	}
}

func TestMeansOfLittle(t *testing.T) {
	c := Means([][]float64{{1}, nil, {2, 2, 2}, {0, 0}}, []float64{1, 1, 1, 1})
	if !math.IsInf(c[0].Err, 1) || !math.IsInf(c[1].Err, 1) || c[0].Log != 1 || c[2].Log != 2 {
		t.Errorf("centres = %+v", c)
	}
}
