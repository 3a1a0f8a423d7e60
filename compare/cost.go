package compare

import (
	"math"
	"slices"

	"brig/result"
	"brig/stats"
)

// A measure is what of a run's cost is compared.
type measure struct {
	name string
	of   func(result.Cost) int64
}

// measureOf returns the measure that all sets have: CPU time or, when one does
// not know it, wall time.
func measureOf(sets ...Set) measure {
	for _, s := range sets {
		for _, t := range s.Trials {
			for _, c := range t.Plain {
				if c.CPU <= 0 {
					return measure{"", func(c result.Cost) int64 { return c.Wall }}
				}
			}
		}
	}
	return measure{result.MeasureCPU, func(c result.Cost) int64 { return c.CPU }}
}

// centres fits the costs of all undisturbed plain runs of a benchmark and
// returns each trial's by its key.
func (s Set) centres(m measure) map[string]stats.Centre {
	return s.named(stats.Fit(s.values(m, 0), len(s.Trials)))
}

// values lists the costs of all undisturbed plain runs, those of the first trial
// in the row first.
func (s Set) values(m measure, first int) []stats.Value {
	var values []stats.Value
	for i, t := range s.Trials {
		for _, c := range t.Plain {
			if v := m.of(c); v > 0 && len(c.Broken) == 0 {
				values = append(values, stats.Value{Row: first + i, Block: c.Block, Log: math.Log(float64(v))})
			}
		}
	}
	return values
}

// named returns the centre of each trial's row by the trial's key.
func (s Set) named(fitted []stats.Centre) map[string]stats.Centre {
	out := make(map[string]stats.Centre, len(fitted))
	for row, t := range s.Trials {
		out[key(t)] = fitted[row]
	}
	return out
}

// A costs holds the fitted costs of a benchmark.
type costs struct {
	centres    map[string]stats.Centre
	references map[string]*result.Trial // by suite
}

func costsOf(s Set, m measure) costs { return costs{s.centres(m), s.references()} }

// relative is the logarithm of what trials cost, on average, relative to the
// first of their suite. All are of one suite.
func (c costs) relative(trials []*result.Trial, sign float64) []stats.Term {
	terms := []stats.Term{{Centre: c.centres[key(c.references[trials[0].Suite])], Factor: -sign}}
	for _, t := range trials {
		terms = append(terms, stats.Term{Centre: c.centres[key(t)], Factor: sign / float64(len(trials))})
	}
	return terms
}

// runs is the number of plain runs that the least known of trials has.
func (c costs) runs(trials []*result.Trial) int {
	n := c.centres[key(c.references[trials[0].Suite])].N
	for _, t := range trials {
		n = min(n, c.centres[key(t)].N)
	}
	return n
}

// estimateOf turns the logarithm of a ratio into an estimate.
func estimateOf(d stats.Difference, n int, confidence float64) result.Estimate {
	e := result.Estimate{N: n}
	if n > 0 {
		e.Median = math.Exp(d.Log)
	}
	if d.Known() {
		low, high := d.Interval(confidence)
		low, high = math.Exp(low), math.Exp(high)
		e.Low, e.High, e.Confidence = &low, &high, confidence
	}
	return e
}

// A costTest is a cost claim in the making.
type costTest struct {
	claim           *result.CostClaim
	quotient        stats.Difference // of the logarithms
	here, published stats.Difference
	n               int // repeats here
	family          family
}

// A family is a kind of claims. Errors are bounded in each for itself, so that many
// claims of one kind do not make it harder to say something of another.
type family int

const (
	ofTrial     family = iota
	ofSuite            // or of the one trial that a suite has
	directTrial        // see testDirect
	directWhole        // of all trials, or of a suite's
	families
)

// testCost compares what trials cost, on average, on both sides.
func testCost(name string, here, published costs, trials []*result.Trial) costTest {
	ours, theirs := here.relative(trials, 1), published.relative(trials, 1)
	t := costTest{
		here: stats.Sum(ours...), published: stats.Sum(theirs...),
		quotient: stats.Sum(append(ours, published.relative(trials, -1)...)...),
		n:        here.runs(trials),
	}
	t.claim = &result.CostClaim{
		Trial:     name,
		Here:      estimateOf(t.here, t.n, Level),
		Published: estimateOf(t.published, published.runs(trials), Level),
		Outcome:   result.Undecided,
	}
	return t
}

// judgeCosts decides the cost claims. moved holds each claim's probability of
// not having moved, corrected for all of them.
//
// What is said of suites and what is said of single trials are two families
// with half of the error each.
func judgeCosts(tests []costTest, moved []float64, tolerance float64) {
	limit := math.Log(1 + tolerance)
	beyond := make([]float64, len(tests))
	for i, t := range tests {
		beyond[i] = t.quotient.Beyond(limit)
	}
	beyond = stats.Holm(beyond)
	var members [families][]costTest
	for i, t := range tests {
		t.claim.P, t.claim.Moved = moved[i], moved[i] <= 1-Level
		if beyond[i] <= 1-Level && t.claim.Moved {
			t.claim.Outcome = result.Different
		}
		members[t.family] = append(members[t.family], t)
	}
	for _, tests := range members {
		judgeWithin(tests, limit)
	}
}

// familyError is how many of the claims of a family that are called within the
// tolerance, as a share, may lie outside.
const familyError = (1 - Level) / 2

// judgeWithin says which claims of a family are within the tolerance, and how
// many repeats would decide those of which nothing can be said.
//
// A claim is within the tolerance when its interval is, at a level which makes it
// so that at most a share of familyError of the claims so decided is wrong (Benjamini and
// Yekutieli, False discovery rate-adjusted multiple confidence intervals, 2005).
func judgeWithin(tests []costTest, limit float64) {
	within := make([]float64, len(tests))
	for i, t := range tests {
		within[i] = t.quotient.Within(limit)
	}
	within = stats.BenjaminiHochberg(within)
	decided := 0
	for _, p := range within {
		if p <= familyError/2 {
			decided++
		}
	}
	confidence := 1 - familyError*float64(max(decided, 1))/float64(max(len(tests), 1))
	for i, t := range tests {
		c := t.claim
		c.Quotient = estimateOf(t.quotient, min(c.Here.N, c.Published.N), confidence)
		switch {
		case within[i] <= familyError/2 && c.Moved:
			c.Outcome = result.Shifted
		case within[i] <= familyError/2:
			c.Outcome = result.Reproduced
		case c.Outcome == result.Undecided:
			c.Needed, c.NeededEach = t.needed(limit)
		}
	}
}

// MaxNeeded bounds the repeats that a claim asks for: as many or more.
const MaxNeeded = 10_000

// needed estimates the repeats that would decide a claim four times out of five,
// should its true cost be what it seems: here alone or, when the published side's
// own error leaves no room, on each side.
//
// A difference that is no larger than its error is more noise than difference. What
// it seems to be is shrunk accordingly, to nothing when it is smaller (the
// positive part of James and Stein's estimate).
func (t costTest) needed(limit float64) (here, each int) {
	if !t.quotient.Known() || t.quotient.Err == 0 || t.n == 0 {
		return 0, 0
	}
	size := math.Abs(t.quotient.Log)
	if size > 0 {
		size *= max(0, 1-math.Pow(t.quotient.Err/size, 2))
	}
	// 2.50 for the interval when half of the family is decided, at 98.75 %, and
	// 0.84 to have it inside in four of five.
	most := math.Pow(math.Abs(limit-size)/(2.50+0.84), 2)
	ours, theirs := t.here.Err*t.here.Err, t.published.Err*t.published.Err
	count := func(f float64) int {
		return min(MaxNeeded, max(t.n+1, int(math.Ceil(min(f, MaxNeeded)))))
	}
	if left := most - theirs; left > most/10 && t.family < directTrial { // both sides of a session repeat
		return count(float64(t.n) * ours / left), 0
	}
	return 0, count(float64(t.n) * (ours + theirs) / most)
}

// estimate summarises values with a distribution-free interval of their
// median.
func estimate(values []float64) result.Estimate {
	if len(values) == 0 {
		return result.Estimate{}
	}
	iv := stats.Median(values, Level)
	e := result.Estimate{Median: iv.Median, N: iv.N}
	if iv.N > 1 {
		e.Low, e.High, e.Confidence = &iv.Low, &iv.High, iv.Confidence
	}
	return e
}

// bySuite groups the trials that are on both sides and are not the reference of
// their suite, in the published order.
func bySuite(published Set, theirs costs, ours map[string]*result.Trial) (suites []string, trials map[string][]*result.Trial) {
	trials = map[string][]*result.Trial{}
	for _, t := range published.Trials {
		if ours[key(t)] == nil || t == theirs.references[t.Suite] {
			continue
		}
		if !slices.Contains(suites, t.Suite) {
			suites = append(suites, t.Suite)
		}
		trials[t.Suite] = append(trials[t.Suite], t)
	}
	return suites, trials
}
