package decoder

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Values come in an order, and rounding depends on it.
func TestWelfordRoundsInOrder(t *testing.T) {
	var up, down welford
	for _, v := range []int64{10, 50, 100} {
		up.add(v)
	}
	for _, v := range []int64{100, 50, 10} {
		down.add(v)
	}
	// Exactly 160/3 and 6100/3, the nearest doubles to which are
	// 53.333333333333336 and 2033.3333333333333.
	if up.mean != 53.33333333333333 || up.variance() != 2033.3333333333335 {
		t.Errorf("upwards: mean %v, variance %v", up.mean, up.variance())
	}
	if down.mean != 53.33333333333333 || down.variance() != 2033.3333333333333 {
		t.Errorf("downwards: mean %v, variance %v", down.mean, down.variance())
	}
	var one welford
	one.add(7)
	if one.mean != 7 || one.variance() != 0 {
		t.Errorf("one value: mean %v, variance %v", one.mean, one.variance())
	}
}

// However a sequence is cut, merging its parts gives what exact sums give, up
// to rounding.
func TestWelfordMerge(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		var parts [3]welford
		var exact moments
		for range 1 + rng.IntN(300) {
			v := rng.Int64N(1e9) - 1e8
			parts[rng.IntN(3)].add(v)
			exact.add(v)
		}
		var all welford
		for i := range parts {
			all.merge(&parts[i])
		}
		sum, _ := exact.value().Float64()
		if all.n != exact.n || all.sum != sum || !near(all.mean, exact.mean()) || !near(all.variance(), exact.variance()) {
			t.Fatalf("got %+v, variance %v; want n %d, sum %v, mean %v, variance %v",
				all, all.variance(), exact.n, sum, exact.mean(), exact.variance())
		}
	}
}

func near(x, y float64) bool { return math.Abs(x-y) <= 1e-11*math.Max(math.Abs(y), 1) }
