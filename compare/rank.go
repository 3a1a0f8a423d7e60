package compare

import (
	"math"

	"brig/result"
	"brig/stats"
)

// minRanked is the least number of costs whose order is compared.
const minRanked = 5

// ranks compares the order of costs on both sides: of a suite's trials or, where
// each loads one script more than the one before, of what each script adds; and
// of scripts and components by their time in the traced runs.
func ranks(suites []string, trials map[string][]*result.Trial, ours, theirs costs, changed []*change, here map[string]*result.Trial, published Set) []result.RankClaim {
	var list []result.RankClaim
	add := func(of string, a, b []float64) {
		if len(a) < minRanked {
			return
		}
		k, s := stats.Kendall(a, b, Level), stats.Spearman(a, b, Level)
		if math.IsNaN(k.Value) || math.IsNaN(s.Value) {
			return
		}
		list = append(list, result.RankClaim{Of: of, Kendall: rankEstimate(k), Spearman: rankEstimate(s)})
	}
	for _, suite := range suites {
		of, added := suite+" trials", cumulative(trials[suite])
		if added {
			of = "what each step of " + suite + " adds"
		}
		var a, b []float64
		before := theirs.references[suite]
		for _, t := range trials[suite] {
			x, y := ours.centres[key(t)], theirs.centres[key(t)]
			if x.N == 0 || y.N == 0 {
				continue
			}
			u, v := math.Exp(x.Log), math.Exp(y.Log)
			if added {
				u -= math.Exp(ours.centres[key(before)].Log)
				v -= math.Exp(theirs.centres[key(before)].Log)
				before = t
			}
			a, b = append(a, u), append(b, v)
		}
		add(of, a, b)
	}
	times := func(trials map[string]*result.Trial) map[place]float64 {
		sum := map[place]float64{}
		for _, t := range trials {
			for p, v := range profile(t) {
				sum[p] += v
			}
		}
		return sum
	}
	h, p := times(here), times(published.byKey())
	for _, kind := range []string{result.KindScript, result.KindComponent} {
		var a, b []float64
		for _, c := range changed {
			if c.kind == kind {
				a, b = append(a, h[c.place]), append(b, p[c.place])
			}
		}
		add(kind+"s in the traced runs", a, b)
	}
	return list
}

func rankEstimate(c stats.Correlation) result.Estimate {
	return result.Estimate{Median: c.Value, Low: &c.Low, High: &c.High, Confidence: Level, N: c.N}
}
