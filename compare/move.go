package compare

import (
	"cmp"
	"math"
	"slices"

	"brig/result"
	"brig/stats"
)

const (
	// moveLimit is the change of a script's or component's time, in percent of
	// the runs it is in, up to which it is not said to have moved: sessions on one
	// machine differ by up to half of it.
	moveLimit = 0.5
	// maxMoves is how many moves a verdict lists beside those that moved.
	maxMoves = 10
)

// A place is a script or a component.
type place struct{ kind, name string }

// profile returns the median time of each place over the traced runs of a
// trial that nothing disturbed.
func profile(t *result.Trial) map[place]float64 {
	out := make(map[place]float64, len(t.Profile))
	for _, s := range t.Profile {
		var v []float64
		for i, ns := range s.Times {
			if i >= len(t.Traced) || len(t.Traced[i].Broken) == 0 {
				v = append(v, float64(ns))
			}
		}
		if len(v) > 0 {
			out[place{s.Kind, s.Name}] = stats.Median(v, Level).Median
		}
	}
	return out
}

// A change collects what of a place changed, one value a trial, in percent of
// the published time of that trial.
type change struct {
	place
	percents []float64
	share    float64 // of what was published, sum over trials
	size     float64 // of the mean of both sides, sum over trials
}

// changes compares the profiles of all trials that both sides have. A trial's
// times here are divided by the factor by which half of its published time is
// slower or faster here: the machine's, which one script that changed can not
// alter.
func changes(ours map[string]*result.Trial, published Set) []*change {
	found := map[place]*change{}
	for _, pub := range published.Trials {
		t := ours[key(pub)]
		if t == nil {
			continue
		}
		here, there := profile(t), profile(pub)
		var ratios, weights []float64
		total := 0.0
		for p, v := range there {
			total += v
			if w, ok := here[p]; ok && v > 0 && w > 0 {
				ratios, weights = append(ratios, w/v), append(weights, v)
			}
		}
		factor := stats.Weighted(ratios, weights)
		if math.IsNaN(factor) {
			continue
		}
		for p := range here {
			if _, ok := there[p]; !ok {
				there[p] = 0
			}
		}
		for p, v := range there {
			c := found[p]
			if c == nil {
				c = &change{place: p}
				found[p] = c
			}
			c.percents = append(c.percents, 100*(here[p]/factor-v)/total)
			c.share += 100 * v / total
			c.size += 100 * (v + here[p]/factor) / 2 / total
		}
	}
	list := make([]*change, 0, len(found))
	for _, c := range found {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *change) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.name, b.name))
	})
	return list
}

// A moveTest is a move in the making.
type moveTest struct {
	*change
	percent stats.Difference
}

// leastSize stands for the share, in percent, of what hardly takes time.
const leastSize = 1e-3

func testMoves(list []*change) []moveTest {
	samples := make([][]float64, len(list))
	sizes := make([]float64, len(list))
	for i, c := range list {
		samples[i] = c.percents
		sizes[i] = max(c.size/float64(len(c.percents)), leastSize)
	}
	tests := make([]moveTest, len(list))
	for i, centre := range stats.Means(samples, sizes) {
		tests[i] = moveTest{list[i], stats.Sum(stats.Term{Centre: centre, Factor: 1})}
	}
	return tests
}

// moves lists those that moved and the largest of the others. p is each one's
// corrected probability of having changed by moveLimit at most.
func moves(tests []moveTest, p []float64) []result.Move {
	var list []result.Move
	for i, t := range tests {
		m := result.Move{
			Kind: t.kind, Name: t.name, Trials: len(t.percents),
			Share:   t.share / float64(len(t.percents)),
			Percent: result.Estimate{Median: t.percent.Log, N: len(t.percents)},
			Moved:   p[i] <= 1-Level,
			P:       p[i],
		}
		if t.percent.Known() {
			low, high := t.percent.Interval(Level)
			m.Percent.Low, m.Percent.High, m.Percent.Confidence = &low, &high, Level
		}
		list = append(list, m)
	}
	slices.SortStableFunc(list, func(a, b result.Move) int {
		if a.Moved != b.Moved {
			if a.Moved {
				return -1
			}
			return 1
		}
		return cmp.Compare(math.Abs(b.Percent.Median), math.Abs(a.Percent.Median))
	})
	moved := 0
	for moved < len(list) && list[moved].Moved {
		moved++
	}
	return list[:min(len(list), moved+maxMoves)]
}
