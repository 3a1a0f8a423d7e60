package stats

import (
	"cmp"
	"slices"
)

// Holm corrects the probabilities of a family of tests: refusing what has a
// corrected value of at most p is wrong anywhere in the family with
// probability p at most, however the tests depend on each other. Holm, A simple
// sequentially rejective multiple test procedure, 1979.
func Holm(p []float64) []float64 {
	out := make([]float64, len(p))
	least := 0.0
	for i, at := range ascending(p) {
		least = max(least, min(1, p[at]*float64(len(p)-i)))
		out[at] = least
	}
	return out
}

// BenjaminiHochberg corrects the probabilities of a family of tests: of all
// that are refused for a corrected value of at most p, a share of p is wrong at
// most, on average. Benjamini and Hochberg, Controlling the false discovery
// rate, 1995; Benjamini and Yekutieli 2001 for tests that share a reference.
func BenjaminiHochberg(p []float64) []float64 {
	out := make([]float64, len(p))
	order := ascending(p)
	slices.Reverse(order)
	most := 1.0
	for i, at := range order {
		most = min(most, p[at]*float64(len(p))/float64(len(p)-i))
		out[at] = most
	}
	return out
}

func ascending(p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	return order
}
