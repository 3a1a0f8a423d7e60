package compare

import (
	"fmt"

	"brig/result"
)

// A Set is what a comparison needs of a benchmark.
type Set struct {
	Benchmark *result.Benchmark
	Trials    []*result.Trial // in the benchmark's order
}

// key names a trial within a benchmark.
func key(t *result.Trial) string { return t.Suite + "/" + t.Name }

// byKey indexes the trials of s.
func (s Set) byKey() map[string]*result.Trial {
	m := make(map[string]*result.Trial, len(s.Trials))
	for _, t := range s.Trials {
		m[key(t)] = t
	}
	return m
}

// Validate reports whether s holds every trial its benchmark names.
func (s Set) Validate() error {
	if s.Benchmark == nil {
		return fmt.Errorf("no benchmark document")
	}
	have := s.byKey()
	for _, ref := range s.Benchmark.Trials {
		if have[ref.Suite+"/"+ref.Name] == nil {
			return fmt.Errorf("benchmark %s: trial %s/%s is missing", s.Benchmark.UUID, ref.Suite, ref.Name)
		}
	}
	return nil
}

// references returns the first trial of each suite: what the costs of the
// suite's trials are relative to.
func (s Set) references() map[string]*result.Trial {
	m := map[string]*result.Trial{}
	for _, t := range s.Trials {
		if r, ok := m[t.Suite]; !ok || t.Index < r.Index {
			m[t.Suite] = t
		}
	}
	return m
}
