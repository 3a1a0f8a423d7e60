package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// A noise draws what disturbs the logarithm of one cost.
type noise func(rng *rand.Rand, row int) float64

var noises = []struct {
	name string
	draw noise
}{
	{"normal", func(rng *rand.Rand, _ int) float64 { return 0.1 * rng.NormFloat64() }},
	{"one run in eight disturbed", func(rng *rand.Rand, _ int) float64 {
		e := 0.05 * rng.NormFloat64()
		if rng.IntN(8) == 0 {
			e += 0.5 * rng.ExpFloat64()
		}
		return e
	}},
	{"long tails", func(rng *rand.Rand, _ int) float64 { // Student's t with 3 degrees of freedom
		chi := 0.0
		for range 3 {
			x := rng.NormFloat64()
			chi += x * x
		}
		return 0.06 * rng.NormFloat64() / math.Sqrt(chi/3)
	}},
	{"rows of differing noise", func(rng *rand.Rand, row int) float64 {
		return []float64{0.03, 0.06, 0.15}[row%3] * rng.NormFloat64()
	}},
	{"skewed", func(rng *rand.Rand, _ int) float64 { return 0.1 * rng.ExpFloat64() }},
	{"as measured", func(rng *rand.Rand, _ int) float64 {
		i, part := rng.IntN(len(measured)-1), rng.Float64()
		return measured[i]*(1-part) + measured[i+1]*part
	}},
}

// measured is how 420 plain runs on a guest of two shared processors lay around the
// median of their trial, in steps of five per cent of them (make calibrate).
var measured = []float64{
	-0.241, -0.152, -0.128, -0.108, -0.092, -0.072, -0.056, -0.043, -0.024, -0.012, 0.0,
	0.009, 0.036, 0.061, 0.082, 0.108, 0.174, 0.223, 0.284, 0.399, 0.967,
}

// A layout says how many runs a side of a comparison has.
type layout struct{ rows, blocks, base int }

// draw makes the values of a side: row r costs effects[r], row 0 is measured
// base times a block, and each block has an effect of its own.
func (l layout) draw(rng *rand.Rand, effects []float64, n noise) []Value {
	var values []Value
	for b := range l.blocks {
		block := 0.2 * rng.NormFloat64()
		for r := range l.rows {
			times := 1
			if r == 0 {
				times = l.base
			}
			for range times {
				values = append(values, Value{Row: r, Block: b, Log: effects[r] + block + n(rng, r)})
			}
		}
	}
	return values
}

// quotients compares two sides row by row, relative to row 0.
func quotients(here, published []Centre) []Difference {
	var out []Difference
	for r := 1; r < len(here); r++ {
		out = append(out, Sum(Term{here[r], 1}, Term{here[0], -1}, Term{published[r], -1}, Term{published[0], 1}))
	}
	return out
}

func TestFit(t *testing.T) {
	// Two rows, the second twice as dear, over three blocks of differing speed,
	// with one run that was disturbed.
	rng := rand.New(rand.NewPCG(9, 9))
	var values []Value
	for b, speed := range []float64{0, 0.5, -0.3, 0.1, 0.2} {
		for r, cost := range []float64{1, 1 + math.Ln2, 3} {
			values = append(values, Value{r, b, cost + speed + 0.004*rng.NormFloat64()})
		}
	}
	values[4].Log += 2
	c := Fit(values, 3)
	d := Sum(Term{c[1], 1}, Term{c[0], -1})
	if math.Abs(d.Log-math.Ln2) > 0.015 {
		t.Errorf("the second row costs %.4f times the first, want 2", math.Exp(d.Log))
	}
	if low, high := d.Interval(0.95); low > math.Ln2 || high < math.Ln2 || high-low > 0.1 {
		t.Errorf("interval [%.3f, %.3f] of the logarithm, want a narrow one around %.3f", low, high, math.Ln2)
	}
}

func TestFitOfLittle(t *testing.T) {
	for name, values := range map[string][]Value{
		"nothing":         nil,
		"one block":       {{0, 1, 1}, {1, 1, 2}},
		"a row of one":    {{0, 1, 1}, {0, 2, 1.1}, {1, 1, 2}},
		"an empty row":    {{0, 1, 1}, {0, 2, 1.1}},
		"one block, base": {{0, 1, 1}, {0, 1, 1.2}},
	} {
		c := Fit(values, 2)
		d := Sum(Term{c[1], 1}, Term{c[0], -1})
		if d.Known() || d.Moved() != 1 || d.Within(0.1) != 1 || d.Beyond(0.1) != 1 {
			t.Errorf("%s: %+v has an error, want none", name, d)
		}
	}
	constant := []Value{{0, 1, 0}, {0, 2, 0}, {1, 1, 1}, {1, 2, 1}}
	c := Fit(constant, 2)
	if d := Sum(Term{c[1], 1}, Term{c[0], -1}); d.Log != 1 || d.Err != 0 || d.Moved() != 0 || d.Within(2) != 0 {
		t.Errorf("costs that never vary: %+v", d)
	}
}

// TestFitCoverage compares two sides that differ by known ratios and counts how
// often a 95 % interval misses one of them.
func TestFitCoverage(t *testing.T) {
	for _, sides := range [][2]layout{
		{{67, 5, 1}, {67, 5, 1}}, {{67, 5, 3}, {67, 5, 3}}, {{12, 5, 3}, {12, 5, 3}}, {{4, 6, 2}, {4, 6, 2}},
		{{67, 20, 3}, {67, 20, 3}}, {{67, 4, 10}, {67, 20, 10}},
	} {
		l, other := sides[0], sides[1]
		for _, n := range noises {
			t.Run(fmt.Sprintf("%d rows, %d and %d blocks, %d base, %s", l.rows, l.blocks, other.blocks, l.base, n.name), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(1, uint64(l.rows)))
				effects := make([]float64, l.rows)
				for r := range effects {
					effects[r] = 3 * rng.Float64()
				}
				missed, all, width := 0, 0, 0.0
				for range 12000 / (l.rows * l.blocks) {
					for _, d := range quotients(Fit(l.draw(rng, effects, n.draw), l.rows), Fit(l.draw(rng, effects, n.draw), l.rows)) {
						low, high := d.Interval(0.95)
						if low > 0 || high < 0 {
							missed++
						}
						all, width = all+1, width+high-low
					}
				}
				got := float64(missed) / float64(all)
				t.Logf("missed %.3f of %d, mean width %.3f", got, all, width/float64(all))
				if got > 0.075 {
					t.Errorf("a 95 %% interval missed the true ratio in %.1f %%", 100*got)
				}
			})
		}
	}
}

// TestFalseAlarms compares sides that cost the same: no row may be found to
// have moved in more than one comparison of twenty.
func TestFalseAlarms(t *testing.T) {
	l := layout{67, 5, 3}
	for _, n := range noises {
		t.Run(n.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(5, 6))
			const rounds = 200
			alarms := 0
			effects := make([]float64, l.rows)
			for range rounds {
				var p []float64
				for _, d := range quotients(Fit(l.draw(rng, effects, n.draw), l.rows), Fit(l.draw(rng, effects, n.draw), l.rows)) {
					p = append(p, d.Moved())
				}
				for _, corrected := range Holm(p) {
					if corrected <= 0.05 {
						alarms++
						break
					}
				}
			}
			t.Logf("%d of %d", alarms, rounds)
			if alarms > 18 { // 10 expected, 3 standard deviations are 9
				t.Errorf("an alarm in %d of %d comparisons of the same", alarms, rounds)
			}
		})
	}
}

// TestWronglyWithin draws ratios around the limit and counts how many of
// those called within it are not.
func TestWronglyWithin(t *testing.T) {
	l := layout{40, 8, 3}
	limit := math.Log(1.1)
	rng := rand.New(rand.NewPCG(7, 8))
	share, rounds, found := 0.0, 150, 0
	for range rounds {
		here, published := make([]float64, l.rows), make([]float64, l.rows)
		for r := 1; r < l.rows; r++ {
			here[r] = []float64{0, 0, 0.5, 0.9, 1.05, -1.3}[rng.IntN(6)] * limit
		}
		var p []float64
		n := func(rng *rand.Rand, _ int) float64 { return 0.04 * rng.NormFloat64() }
		for _, d := range quotients(Fit(l.draw(rng, here, n), l.rows), Fit(l.draw(rng, published, n), l.rows)) {
			p = append(p, d.Within(limit))
		}
		wrong, called := 0, 0
		for i, corrected := range BenjaminiHochberg(p) {
			if corrected <= 0.05 {
				called++
				if math.Abs(here[i+1]) >= limit {
					wrong++
				}
			}
		}
		found += called
		share += float64(wrong) / float64(max(called, 1))
	}
	t.Logf("%.4f of those called within are not; %.1f a round are called so", share/float64(rounds), float64(found)/float64(rounds))
	if share/float64(rounds) > 0.05 {
		t.Errorf("%.1f %% of what was called within the limit is not", 100*share/float64(rounds))
	}
	if found < 10*rounds {
		t.Errorf("only %d of %d were found to be within", found, rounds*(l.rows-1))
	}
}
