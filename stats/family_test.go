package stats

import (
	"math"
	"testing"
)

func TestCorrections(t *testing.T) {
	p := []float64{0.01, 0.04, 0.03, 0.005}
	for name, tt := range map[string]struct{ got, want []float64 }{
		"Holm":               {Holm(p), []float64{0.03, 0.06, 0.06, 0.02}},
		"Benjamini-Hochberg": {BenjaminiHochberg(p), []float64{0.02, 0.04, 0.04, 0.02}},
		"Holm of one":        {Holm([]float64{0.2}), []float64{0.2}},
		"Holm, at most 1":    {Holm([]float64{0.7, 0.8}), []float64{1, 1}},
	} {
		for i := range tt.want {
			if !near(tt.got[i], tt.want[i], 1e-12) {
				t.Errorf("%s = %v, want %v", name, tt.got, tt.want)
				break
			}
		}
	}
}

func TestSpecialFunctions(t *testing.T) {
	// Euler's constant, pi^2/6, and their recurrences.
	const euler = 0.57721566490153286
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"digamma(1)", digamma(1), -euler},
		{"digamma(2)", digamma(2), 1 - euler},
		{"digamma(0.5)", digamma(0.5), -euler - 2*math.Ln2},
		{"trigamma(1)", trigamma(1), math.Pi * math.Pi / 6},
		{"trigamma(0.5)", trigamma(0.5), math.Pi * math.Pi / 2},
		{"inverseTrigamma", inverseTrigamma(trigamma(3.7)), 3.7},
	} {
		if math.Abs(tt.got-tt.want) > 1e-9 {
			t.Errorf("%s = %.12f, want %.12f", tt.name, tt.got, tt.want)
		}
	}
}

func TestDifference(t *testing.T) {
	// t = 2.306004 is the two-sided 5 % point for 8 degrees of freedom.
	d := Difference{Log: 2.306004, Err: 1, DF: 8}
	if got := d.Moved(); math.Abs(got-0.05) > 1e-6 {
		t.Errorf("Moved = %v, want 0.05", got)
	}
	if got := d.Beyond(2.306004); math.Abs(got-0.5) > 1e-6 {
		t.Errorf("Beyond its own size = %v, want 0.5", got)
	}
	if got := d.Within(4.612008); math.Abs(got-0.025) > 1e-6 {
		t.Errorf("Within twice its size = %v, want 0.025", got)
	}
	sum := Sum(Term{Centre{Log: 1, Err: 3, DF: 5}, 2}, Term{Centre{Log: 1, Err: 8, DF: 7}, -1})
	if sum.Log != 1 || sum.Err != 10 || !near(sum.DF, 10000/(1296./5+4096./7), 1e-9) {
		t.Errorf("Sum = %+v", sum)
	}
}

func TestRankCorrelation(t *testing.T) {
	a := []float64{1, 2, 3, 4, 5, 6, 7}
	b := []float64{2, 1, 4, 3, 7, 5, 6} // 4 of 21 pairs in the other order
	if got := Kendall(a, b, 0.95); !near(got.Value, 13./21, 1e-12) || got.Low > got.Value || got.High < got.Value || got.Low < -0.3 {
		t.Errorf("Kendall = %+v, want 13/21", got)
	}
	if got := Spearman(a, b, 0.95); !near(got.Value, 1-6*10./(7*48), 1e-12) {
		t.Errorf("Spearman = %+v", got)
	}
	// tau-b of a tie: 5 same, 0 other, 1 tie on one side.
	if got := Kendall([]float64{1, 1, 2, 3}, []float64{1, 2, 3, 4}, 0.95); !near(got.Value, 5/math.Sqrt(5*6), 1e-12) || got.Low != -1 {
		t.Errorf("Kendall with a tie = %+v", got)
	}
	if got := Kendall(a, a, 0.95); got.Value != 1 || got.Low > 0.9 || got.High != 1 {
		t.Errorf("Kendall of the same order = %+v, want 1 with room below", got)
	}
	if got := Spearman(a, []float64{1, 1, 1, 1, 1, 1, 1}, 0.95); !math.IsNaN(got.Value) {
		t.Errorf("Spearman of a constant = %+v, want NaN", got)
	}
	if got := Weighted([]float64{1, 9, 2}, []float64{1, 3, 1}); got != 9 {
		t.Errorf("Weighted = %v, want 9", got)
	}
}
