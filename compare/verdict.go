package compare

import (
	"fmt"

	"brig/result"
)

// Level is the confidence with which the intervals of all cost claims hold
// together.
const Level = 0.95

// Verdict judges whether here reproduces published. The header of the verdict
// is left to the caller but for its benchmark. Benchmarks of different captures
// are not comparable: those are different questions, not different answers.
func Verdict(here, published Set) (*result.Verdict, error) {
	if err := here.Validate(); err != nil {
		return nil, fmt.Errorf("reading the benchmark measured here: %w", err)
	}
	if err := published.Validate(); err != nil {
		return nil, fmt.Errorf("reading the published benchmark: %w", err)
	}
	if a, b := here.Benchmark.CaptureSHA256, published.Benchmark.CaptureSHA256; a != b {
		return nil, fmt.Errorf("the captures differ: sha256 %s here, %s published", a, b)
	}
	v := &result.Verdict{
		Header:    result.Header{Benchmark: here.Benchmark.UUID, Engine: here.Benchmark.Engine},
		Published: published.Benchmark.UUID,
		Tolerance: published.Benchmark.Tolerance,
		Level:     Level,
		Costs:     []result.CostClaim{},
		Warnings:  warnings(here.Benchmark, published.Benchmark),
	}
	ours, refs, theirRefs := here.byKey(), here.references(), published.references()
	confidence := 1 - (1-Level)/float64(max(1, len(published.Trials)-len(theirRefs)))
	for _, pub := range published.Trials {
		t := ours[key(pub)]
		if t == nil {
			v.ExactDiffer = append(v.ExactDiffer, result.ExactClaim{
				Trial: key(pub), Name: "trial", Here: absent, Published: "present"})
			continue
		}
		equal, differ := compareExact(t, pub)
		v.ExactEqual += equal
		v.ExactDiffer = append(v.ExactDiffer, differ...)
		ref, pubRef := refs[t.Suite], theirRefs[pub.Suite]
		if pub == pubRef {
			continue // a reference costs 1 by definition
		}
		if key(ref) != key(pubRef) {
			return nil, fmt.Errorf("suite %s: costs are relative to %s here and to %s in the published benchmark",
				pub.Suite, ref.Name, pubRef.Name)
		}
		v.Costs = append(v.Costs, judgeCost(key(pub), Ratios(t, ref), Ratios(pub, pubRef), v.Tolerance, confidence))
	}
	theirs := published.byKey()
	for _, t := range here.Trials {
		if theirs[key(t)] == nil {
			v.Warnings = append(v.Warnings, fmt.Sprintf("trial %s is not in the published benchmark", key(t)))
		}
	}
	v.Exact, v.Cost = result.Reproduced, worst(v.Costs)
	if len(v.ExactDiffer) > 0 {
		v.Exact = result.Different
	}
	v.Outcome = v.Cost
	if v.Exact == result.Different {
		v.Outcome = result.Different
	}
	return v, nil
}

// worst sums up cost claims: one that differs makes the whole different, else
// one that is undecided leaves the whole undecided.
func worst(costs []result.CostClaim) string {
	seen := map[string]bool{}
	for _, c := range costs {
		seen[c.Outcome] = true
	}
	for _, outcome := range []string{result.Different, result.Undecided, result.Shifted} {
		if seen[outcome] {
			return outcome
		}
	}
	return result.Reproduced
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
		if b.Engine == nil {
			return ""
		}
		return b.Engine.Name + " " + b.Engine.Version
	}
	say("engine", version(here), version(published))
	say("machine", here.Machine, published.Machine)
	say("image", here.Image, published.Image)
	say("plan", here.Plan, published.Plan)
	return w
}
