package compare

import (
	"fmt"
	"slices"
	"strings"

	"brig/result"
	"brig/stats"
)

// Level is the confidence of what is said of all cost claims together: that none
// is found to have moved by chance, and, as a share, of those within tolerance.
const Level = 0.95

// Verdict judges whether here reproduces published. The header of the verdict
// is left to the caller but for its benchmark. Benchmarks of different captures, or
// without a trial in common, are not comparable: those are different questions,
// not different answers.
func Verdict(here, published Set) (*result.Verdict, error) {
	return verdict(here, published, 1)
}

// Verdicts judges several benchmarks against the same published one. With more
// of them a claim has to be clearer to be found moved, so that chance moves
// none in all of them together with probability Level.
func Verdicts(published Set, here ...Set) ([]*result.Verdict, error) {
	var list []*result.Verdict
	for _, s := range here {
		v, err := verdict(s, published, len(here))
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

func verdict(here, published Set, comparisons int) (*result.Verdict, error) {
	if err := here.Validate(); err != nil {
		return nil, fmt.Errorf("reading the benchmark measured here: %w", err)
	}
	if err := published.Validate(); err != nil {
		return nil, fmt.Errorf("reading the published benchmark: %w", err)
	}
	if a, b := here.Benchmark.CaptureSHA256, published.Benchmark.CaptureSHA256; a != b {
		return nil, fmt.Errorf("the captures differ: sha256 %s here, %s published", a, b)
	}
	if !slices.ContainsFunc(published.Trials, func(t *result.Trial) bool { return here.byKey()[key(t)] != nil }) {
		return nil, fmt.Errorf("the benchmarks have no trial in common: %s here, %s published", here.Benchmark.Name, published.Benchmark.Name)
	}
	v := &result.Verdict{
		Header:    result.Header{Benchmark: here.Benchmark.UUID, Engine: here.Benchmark.Engine},
		Published: published.Benchmark.UUID,
		Tolerance: published.Benchmark.Tolerance,
		Level:     Level,
		Costs:     []result.CostClaim{},
		Warnings:  warnings(here.Benchmark, published.Benchmark),
	}
	v.OtherKind = here.Benchmark.IsZeek() != published.Benchmark.IsZeek()
	m := measureOf(here, published)
	v.Measure = m.name
	ours := here.byKey()
	judgeExact(v, here, published)
	var tests []costTest
	var changed []*change
	if !v.OtherKind {
		mine, theirs := costsOf(here, m), costsOf(published, m)
		for _, pub := range published.Trials {
			a, b := mine.references[pub.Suite], theirs.references[pub.Suite]
			if ours[key(pub)] != nil && key(a) != key(b) {
				return nil, fmt.Errorf("suite %s: costs are relative to %s here and to %s in the published benchmark",
					pub.Suite, a.Name, b.Name)
			}
		}
		suites, trials := bySuite(published, theirs, ours)
		changed = changes(ours, published)
		tests = testCosts(suites, trials, mine, theirs)
		v.Ranks = ranks(suites, trials, mine, theirs, changed, ours, published)
	}
	switch {
	case together(here.Benchmark, published.Benchmark):
		direct, more := testDirect(here, published, m)
		v.Direct, tests = direct, append(tests, more...)
	case v.OtherKind:
		return nil, fmt.Errorf("%s and %s are engines of different kinds: they are compared when their runs were made in the same blocks, by one brig run",
			nameOf(here.Benchmark), nameOf(published.Benchmark))
	}
	judgeAll(v, tests, testMoves(changed), comparisons)
	sameMachine := here.Benchmark.Machine == published.Benchmark.Machine
	v.Exact, v.Cost = result.Reproduced, costOutcome(v, sameMachine)
	if len(v.ExactDiffer) > 0 {
		v.Exact = result.Different
	}
	v.Outcome = v.Cost
	if v.Exact == result.Different {
		v.Outcome = result.Different
	}
	return v, nil
}

// judgeExact compares what has to be equal. Engines of different kinds need not take
// the same scripts: a trial that one of them lacks is noted, not held against it.
func judgeExact(v *result.Verdict, here, published Set) {
	ours, theirs := here.byKey(), published.byKey()
	for _, pub := range published.Trials {
		t := ours[key(pub)]
		switch {
		case t == nil && v.OtherKind:
			v.Warnings = append(v.Warnings, fmt.Sprintf("trial %s is not in the benchmark measured here", key(pub)))
			continue
		case t == nil:
			v.ExactDiffer = append(v.ExactDiffer, result.ExactClaim{
				Trial: key(pub), Name: "trial", Here: absent, Published: "present"})
			continue
		}
		equal, differ := compareExact(t, pub, !v.OtherKind)
		v.ExactEqual += equal
		v.ExactDiffer = append(v.ExactDiffer, differ...)
	}
	for _, t := range here.Trials {
		if theirs[key(t)] == nil {
			v.Warnings = append(v.Warnings, fmt.Sprintf("trial %s is not in the published benchmark", key(t)))
		}
	}
	if v.OtherKind {
		v.Warnings = append(v.Warnings, "engines of different kinds: of what they did only packets are compared, and of costs no ratios to a first trial")
	}
}

// testCosts makes the claims of trials and suites relative to the first of a
// suite.
func testCosts(suites []string, trials map[string][]*result.Trial, mine, theirs costs) []costTest {
	var tests []costTest
	for _, suite := range suites {
		for _, t := range trials[suite] {
			c := testCost(key(t), mine, theirs, []*result.Trial{t})
			if len(trials[suite]) == 1 {
				c.family = ofSuite
			}
			tests = append(tests, c)
		}
	}
	for _, suite := range suites {
		if len(trials[suite]) > 1 {
			c := testCost(suite, mine, theirs, trials[suite])
			c.family = ofSuite
			tests = append(tests, c)
		}
	}
	return tests
}

// judgeAll judges the cost claims and the moves. Nothing at all is said to have
// moved by chance with probability Level.
func judgeAll(v *result.Verdict, tests []costTest, moving []moveTest, comparisons int) {
	p := make([]float64, 0, len(tests)+len(moving))
	for _, t := range tests {
		p = append(p, t.quotient.Moved())
	}
	for _, t := range moving {
		p = append(p, t.percent.Beyond(moveLimit))
	}
	whole := slices.IndexFunc(tests, func(t costTest) bool { return t.family == directWhole })
	p = correct(p, whole, comparisons)
	judgeCosts(tests, p, v.Tolerance)
	for _, t := range tests {
		t.file(v)
	}
	v.Moves = moves(moving, p[len(tests):])
}

// correct corrects the probabilities of a verdict's tests for their number, and for
// that of comparisons. The direct claim of all trials, at whole if that is not -1, is
// what two engines are measured for. It has half of the error to itself; once it is
// refuted the others have all of it, as in Holm's procedure.
func correct(p []float64, whole, comparisons int) []float64 {
	times := func(list []float64, n int) {
		for i := range list {
			list[i] = min(1, list[i]*float64(n))
		}
	}
	if whole < 0 {
		p = stats.Holm(p)
		times(p, comparisons)
		return p
	}
	own := min(1, 2*p[whole]*float64(comparisons))
	others := stats.Holm(slices.Concat(p[:whole], p[whole+1:]))
	times(others, comparisons)
	if own > 1-Level {
		times(others, 2)
	}
	return slices.Insert(others, whole, own)
}

// file puts a judged claim into its place in the verdict.
func (t costTest) file(v *result.Verdict) {
	trial := strings.Contains(t.claim.Trial, "/")
	switch {
	case t.family == directTrial:
		v.Direct.Trials = append(v.Direct.Trials, *t.claim)
	case t.family == directWhole && t.claim.Trial == "":
		v.Direct.Whole = *t.claim
	case t.family == directWhole:
		v.Direct.Suites = append(v.Direct.Suites, *t.claim)
	case trial:
		v.Costs = append(v.Costs, *t.claim)
	default:
		v.Suites = append(v.Suites, *t.claim)
	}
}

// costOutcome sums up the cost claims. One that differs makes the whole
// different. Else it is what is said of the suites, or of the one trial that a
// suite has, unless something moved: a trial, by more or less than the
// tolerance, or a script or component. Costs that are compared directly count when
// both sides were measured on one kind of machine.
func costOutcome(v *result.Verdict, sameMachine bool) string {
	whole := map[string]bool{}
	for _, c := range v.Suites {
		whole[c.Trial] = true
	}
	outcome := result.Reproduced
	weigh := func(o string) {
		order := []string{result.Reproduced, result.Shifted, result.Undecided, result.Different}
		if slices.Index(order, o) > slices.Index(order, outcome) {
			outcome = o
		}
	}
	for _, c := range v.Suites {
		weigh(c.Outcome)
	}
	for _, c := range v.Costs {
		suite, _, _ := strings.Cut(c.Trial, "/")
		if !whole[suite] || c.Moved {
			weigh(c.Outcome)
		}
	}
	for _, m := range v.Moves {
		if m.Moved {
			weigh(result.Shifted)
		}
	}
	if d := v.Direct; d != nil && sameMachine {
		weigh(d.Whole.Outcome)
		for _, c := range slices.Concat(d.Suites, d.Trials) {
			if c.Moved {
				weigh(c.Outcome)
			}
		}
	}
	return outcome
}

// nameOf is the name and version of a benchmark's engine.
func nameOf(b *result.Benchmark) string {
	if b.Engine == nil {
		return ""
	}
	return b.Engine.Name + " " + b.Engine.Version
}

// warnings says what differs between two benchmarks beside their results.
func warnings(here, published *result.Benchmark) []string {
	var w []string
	say := func(what, a, b string) {
		if a != b {
			w = append(w, fmt.Sprintf("%s: %q here, %q published", what, a, b))
		}
	}
	version := func(b *result.Benchmark) string {
		text := nameOf(b)
		if p := b.Program; p != nil {
			text += strings.TrimRight(fmt.Sprintf(", %s %.12s", p.Name, p.SHA256), " ")
		}
		return text
	}
	if here.UUID == published.UUID {
		w = append(w, "this is one benchmark, compared with itself")
	}
	say("engine", version(here), version(published))
	say("machine", here.Machine, published.Machine)
	say("image", here.Image, published.Image)
	say("experiment", here.Experiment, published.Experiment)
	return w
}
