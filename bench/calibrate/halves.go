package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"brig/compare"
	"brig/result"
)

// halves compares halves of the blocks of finished benchmarks with each other,
// drawn by chance: the same with the same.
func halves(dirs []string, comparisons int, seed uint64) (*table, error) {
	var all [][]*result.Trial
	t := &table{}
	p := &pool{}
	for _, dir := range dirs {
		trials, tolerance, err := readBenchmark(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, trials)
		p.same = append(p.same, trials...)
		p.tolerance = tolerance
	}
	rng := rand.New(rand.NewPCG(seed, 2))
	for i := range comparisons {
		trials := all[i%len(all)]
		blocks := blocksOf(trials)
		if len(blocks) < 4 {
			return nil, fmt.Errorf("%s: %d blocks: halves need two each", dirs[i%len(all)], len(blocks))
		}
		rng.Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
		half := len(blocks) / 2
		if err := t.same.judge(p.part(trials, blocks[:half]), p.part(trials, blocks[half:2*half])); err != nil {
			return nil, err
		}
		t.blocks, t.repeats, t.trials = len(blocks), half, len(trials)
	}
	t.scatter = p.scatter()
	return t, nil
}

// part makes a benchmark of some blocks of a benchmark.
func (p *pool) part(trials []*result.Trial, blocks []int) compare.Set {
	s := compare.Set{Benchmark: &result.Benchmark{
		Header: result.Header{UUID: "calibration"}, Tolerance: p.tolerance, Measure: result.MeasureCPU,
	}}
	for _, t := range trials {
		c := *t
		c.Plain, c.Profile = nil, nil
		for _, run := range t.Plain {
			if slices.Contains(blocks, run.Block) {
				c.Plain = append(c.Plain, run)
			}
		}
		s.Trials = append(s.Trials, &c)
		s.Benchmark.Trials = append(s.Benchmark.Trials, result.TrialRef{UUID: c.UUID, Suite: c.Suite, Name: c.Name})
	}
	return s
}

// blocksOf lists the blocks of plain runs, in order.
func blocksOf(trials []*result.Trial) []int {
	var blocks []int
	for _, t := range trials {
		for _, c := range t.Plain {
			if !slices.Contains(blocks, c.Block) {
				blocks = append(blocks, c.Block)
			}
		}
	}
	slices.Sort(blocks)
	return blocks
}

// readBenchmark reads the trials of a finished result directory in order.
func readBenchmark(dir string) (trials []*result.Trial, tolerance float64, err error) {
	var b result.Benchmark
	if err := readJSON(filepath.Join(dir, "benchmark.json"), &b); err != nil {
		return nil, 0, err
	}
	for _, ref := range b.Trials {
		t := new(result.Trial)
		if err := readJSON(filepath.Join(dir, "trials", ref.Suite+"-"+ref.Name+".json"), t); err != nil {
			return nil, 0, err
		}
		trials = append(trials, t)
	}
	return trials, b.Tolerance, nil
}

func readJSON(name string, v any) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
