package compare

import (
	"math"

	"brig/result"
	"brig/stats"
)

// together reports whether the runs of two benchmarks were made in the same blocks.
// What disturbed one then disturbed the other: their trials can be compared as
// they are. An engine that is slower in everything alike shows here, where costs
// relative to a first trial are what they were.
func together(here, published *result.Benchmark) bool {
	return here.Session != "" && here.Session == published.Session && here.UUID != published.UUID
}

// A joint fit is of the costs of two benchmarks made in the same blocks, as of one.
type joint struct {
	here, published map[string]stats.Centre // by trial
}

func fitTogether(here, published Set, m measure) joint {
	n := len(here.Trials)
	fitted := stats.Fit(append(here.values(m, 0), published.values(m, n)...), n+len(published.Trials))
	return joint{here.named(fitted[:n]), published.named(fitted[n:])}
}

// test compares the mean of what trials cost.
func (j joint) test(name string, f family, trials []*result.Trial) costTest {
	var here, published []stats.Term
	share := 1 / float64(len(trials))
	t := costTest{family: f, n: j.here[key(trials[0])].N}
	theirs := j.published[key(trials[0])].N
	for _, trial := range trials {
		a, b := j.here[key(trial)], j.published[key(trial)]
		here = append(here, stats.Term{Centre: a, Factor: share})
		published = append(published, stats.Term{Centre: b, Factor: -share})
		t.n, theirs = min(t.n, a.N), min(theirs, b.N)
	}
	t.here, t.published = stats.Sum(here...), stats.Sum(published...)
	t.quotient = stats.Sum(append(here, published...)...)
	t.claim = &result.CostClaim{
		Trial: name, Outcome: result.Undecided,
		Here: result.Estimate{N: t.n}, Published: result.Estimate{N: theirs},
	}
	return t
}

// testDirect makes the direct claims of two benchmarks of one session: first that
// of all trials, then those of suites, then those of trials. There are none when
// they have no trial in common.
func testDirect(here, published Set, m measure) (*result.Direct, []costTest) {
	ours := here.byKey()
	var trials []*result.Trial
	var order []string
	suites := map[string][]*result.Trial{}
	for _, t := range published.Trials {
		if ours[key(t)] == nil {
			continue
		}
		if suites[t.Suite] == nil {
			order = append(order, t.Suite)
		}
		trials, suites[t.Suite] = append(trials, t), append(suites[t.Suite], t)
	}
	if len(trials) == 0 {
		return nil, nil
	}
	unjudged := func(of func(result.Cost) int64) result.Estimate {
		t := fitTogether(here, published, measure{of: of}).test("", directWhole, trials)
		return estimateOf(t.quotient, min(t.n, t.claim.Published.N), Level)
	}
	d := &result.Direct{
		Suites: []result.CostClaim{}, Trials: []result.CostClaim{},
		Wall:    unjudged(func(c result.Cost) int64 { return c.Wall }),
		PeakRSS: unjudged(func(c result.Cost) int64 { return c.PeakRSS }),
	}
	d.Here, d.Published = apart(here.Benchmark, published.Benchmark)

	fitted := fitTogether(here, published, m)
	var tests []costTest
	add := func(name string, f family, trials []*result.Trial) {
		t := fitted.test(name, f, trials)
		var a, b []float64
		for _, pub := range trials {
			a, b = append(a, median(ours[key(pub)], m)), append(b, median(pub, m))
		}
		t.claim.Here.Median, t.claim.Published.Median = geometric(a), geometric(b)
		tests = append(tests, t)
	}
	add("", directWhole, trials)
	if len(order) > 1 {
		for _, suite := range order {
			add(suite, directWhole, suites[suite])
		}
	}
	for _, t := range trials {
		add(key(t), directTrial, []*result.Trial{t})
	}
	return d, tests
}

// median is that of a trial's undisturbed plain runs.
func median(t *result.Trial, m measure) float64 {
	plain, _ := undisturbed(t.Plain)
	return estimate(values(plain, m.of)).Median
}

// geometric is the geometric mean.
func geometric(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += math.Log(v)
	}
	return math.Exp(sum / float64(len(values)))
}

// apart returns what tells two benchmarks of one session apart: the names of their
// engines, or of their machines, or both.
func apart(a, b *result.Benchmark) (here, published string) {
	name := func(b *result.Benchmark) string {
		if b.Program == nil {
			return "the pinned engine"
		}
		return b.Program.Name
	}
	here, published = name(a), name(b)
	switch {
	case here == published:
		return a.Machine, b.Machine
	case a.Machine != b.Machine:
		return here + " in a " + a.Machine, published + " in a " + b.Machine
	}
	return here, published
}
