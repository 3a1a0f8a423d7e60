package orchestrator

import (
	"cmp"
	"path/filepath"
	"slices"

	"brig/result"
)

// addProfile adds to a trial where the time of its latest traced run went: the
// exclusive times of functions by the script they are in, and of components, on
// the processor. A trace or profile that has no such times adds nothing.
func addProfile(trial *result.Trial, folder string) error {
	var timings result.ScriptTimings
	var mapping result.Mapping
	if err := readJSON(filepath.Join(folder, "script_timings.json"), &timings); err != nil {
		return err
	}
	if err := readJSON(filepath.Join(folder, "mapping.json"), &mapping); err != nil {
		return err
	}
	files := make(map[string]string, len(mapping.Functions))
	for _, f := range mapping.Functions {
		files[f.Name] = f.File
	}
	type place struct{ kind, name string }
	times := map[place]int64{}
	for _, t := range timings.Functions {
		if file := files[t.Name]; timed(t) && file != "" {
			times[place{result.KindScript, file}] += processorTime(t)
		}
	}
	for _, t := range timings.Components {
		if timed(t) {
			times[place{result.KindComponent, t.Name}] += processorTime(t)
		}
	}
	for i := range trial.Profile {
		s := &trial.Profile[i]
		p := place{s.Kind, s.Name}
		s.Times = append(s.Times, times[p])
		delete(times, p)
	}
	runs := len(trial.Traced)
	for p, ns := range times {
		s := result.PlaceTime{Kind: p.kind, Name: p.name, Times: make([]int64, runs)}
		s.Times[runs-1] = ns
		trial.Profile = append(trial.Profile, s)
	}
	slices.SortFunc(trial.Profile, func(a, b result.PlaceTime) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	return nil
}

// timed reports whether a timing says what its calls took by themselves.
func timed(t result.Timing) bool { return t.Exclusive != nil || t.ExclusiveVirtual != nil }

// processorTime is the exclusive time that a timing's calls had a processor, as
// near as it tells: without exclusive CPU time, which older documents lack, they
// had it for no longer than they ran, and not for longer than they had it
// together with what they called. The first alone would count the time in which
// something else had the processor.
func processorTime(t result.Timing) int64 {
	if t.ExclusiveVirtual != nil {
		return *t.ExclusiveVirtual
	}
	if t.Virtual != nil {
		return min(*t.Exclusive, t.Virtual.Sum)
	}
	return *t.Exclusive
}
