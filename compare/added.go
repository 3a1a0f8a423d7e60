package compare

import (
	"math"

	"brig/result"
	"brig/stats"
)

// steps returns the trials of each suite in which every trial loads one script
// more than the one before, the first of the suite included.
func steps(trials []*result.Trial) map[string][]*result.Trial {
	suites := map[string][]*result.Trial{}
	for _, t := range trials {
		suites[t.Suite] = append(suites[t.Suite], t)
	}
	for suite, own := range suites {
		if len(own) < 2 || !cumulative(own[1:]) || len(own[0].Scripts) != len(own[1].Scripts)-1 {
			delete(suites, suite)
		}
	}
	return suites
}

// cumulative reports whether each trial loads one script more than the one
// before.
func cumulative(trials []*result.Trial) bool {
	for i, t := range trials {
		if len(t.Scripts) == 0 || i > 0 && len(t.Scripts) != len(trials[i-1].Scripts)+1 {
			return false
		}
	}
	return true
}

// added is what a trial costs more than the one before it in its suite, where
// the suite's first trial costs unit. It is a difference of what both cost
// relative to the first; its error is that to first order in the errors of the
// logarithms, which suffices as long as those are small. Nil means that one of
// them has no run that counts.
func (c costs) added(before, t *result.Trial, unit float64) *result.Estimate {
	first := c.references[t.Suite]
	a, b, r := c.centres[key(t)], c.centres[key(before)], c.centres[key(first)]
	n := min(a.N, b.N, r.N)
	if n == 0 {
		return nil
	}
	now, then := math.Exp(a.Log-r.Log), math.Exp(b.Log-r.Log)
	terms := []stats.Term{{Centre: a, Factor: now}, {Centre: b, Factor: -then}, {Centre: r, Factor: then - now}}
	if before == first {
		terms = []stats.Term{{Centre: a, Factor: now}, {Centre: r, Factor: -now}}
	}
	d := stats.Sum(terms...)
	d.Log = now - then
	e := &result.Estimate{Median: d.Log * unit, N: n}
	if d.Known() {
		low, high := d.Interval(Level)
		low, high = low*unit, high*unit
		e.Low, e.High, e.Confidence = &low, &high, Level
	}
	return e
}
