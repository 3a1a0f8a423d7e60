package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"text/tabwriter"

	"brig/compare"
	"brig/result"
	"brig/stats"
)

// planted is the script that takes longer, as it is called on both sides.
const planted = "watch.bro"

// side makes a benchmark of some blocks. One traced run of each trial is in it, as
// in a benchmark: that of the first block.
func (p *pool) side(trials []*result.Trial, blocks []int) compare.Set {
	s := compare.Set{Benchmark: &result.Benchmark{
		Header: result.Header{UUID: "calibration"}, Tolerance: p.tolerance, Measure: result.MeasureCPU,
	}}
	for _, t := range trials {
		c := *t
		c.Suite = "scripts"
		c.Plain, c.Traced, c.Profile = nil, nil, nil
		for _, run := range t.Plain {
			if slices.Contains(blocks, run.Block) {
				c.Plain = append(c.Plain, run)
			}
		}
		if i := slices.IndexFunc(t.Traced, func(r result.Cost) bool { return r.Block == blocks[0] }); i >= 0 {
			c.Traced = t.Traced[i : i+1]
			for _, place := range t.Profile {
				place.Times = place.Times[i : i+1]
				place.Name = strings.Replace(place.Name, "watch-slower.bro", planted, 1)
				if at := strings.LastIndex(place.Name, planted); at >= 0 {
					place.Name = planted
				}
				c.Profile = append(c.Profile, place)
			}
		}
		s.Trials = append(s.Trials, &c)
		s.Benchmark.Trials = append(s.Benchmark.Trials, result.TrialRef{UUID: c.UUID, Suite: c.Suite, Name: c.Name})
	}
	return s
}

// windows draws two stretches of n successive blocks that have none in common.
func (p *pool) windows(rng *rand.Rand, n int) (a, b []int) {
	for {
		i, j := rng.IntN(len(p.blocks)-n+1), rng.IntN(len(p.blocks)-n+1)
		if i+n <= j || j+n <= i {
			return p.blocks[i : i+n], p.blocks[j : j+n]
		}
	}
}

// A table is what came of the comparisons.
type table struct {
	blocks, repeats, trials int
	scatter                 float64        // of a run's CPU time, as a factor less one
	planted                 stats.Interval // factor by which plain runs that load the slower script are slower
	same, slower            outcomes
}

// outcomes counts what comparisons said.
type outcomes struct {
	comparisons int
	alarms      int            // with a claim shifted or different, or any that moved
	costAlarms  int            // with a cost claim shifted or different
	named       int            // in which the planted script moved
	others      int            // in which another script or component moved
	claims      map[string]int // by outcome, of trials
	suites      map[string]int // by outcome, of the suite
	widths      []float64      // of the claims' intervals, half, as a factor less one
	needed      []int
}

func (p *pool) calibrate(comparisons, repeats int, seed uint64) (*table, error) {
	if len(p.blocks) < 2*repeats {
		return nil, fmt.Errorf("%d complete blocks: %d are needed for two sides of %d repeats", len(p.blocks), 2*repeats, repeats)
	}
	t := &table{blocks: len(p.blocks), repeats: repeats, trials: len(p.same)}
	rng := rand.New(rand.NewPCG(seed, 1))
	for range comparisons {
		a, b := p.windows(rng, repeats)
		if err := t.same.judge(p.side(p.same, a), p.side(p.same, b)); err != nil {
			return nil, err
		}
		if err := t.slower.judge(p.side(p.slower, a), p.side(p.same, b)); err != nil {
			return nil, err
		}
	}
	t.scatter = p.scatter()
	t.planted = stats.Median(p.slowdowns(), compare.Level)
	return t, nil
}

// slowdowns returns, for each plain run that loads the slower script, the factor by
// which it took more than that of the same block and step of the other suite.
func (p *pool) slowdowns() []float64 {
	var factors []float64
	for i, slower := range p.slower {
		same := p.same[i]
		if slices.Equal(slower.Scripts, same.Scripts) {
			continue
		}
		for _, run := range slower.Plain {
			at := func(c result.Cost) bool { return c.Block == run.Block }
			if k := slices.IndexFunc(same.Plain, at); k >= 0 {
				factors = append(factors, float64(run.CPU)/float64(same.Plain[k].CPU))
			}
		}
	}
	return factors
}

func (o *outcomes) judge(here, published compare.Set) error {
	v, err := compare.Verdict(here, published)
	if err != nil {
		return err
	}
	if o.claims == nil {
		o.claims, o.suites = map[string]int{}, map[string]int{}
	}
	o.comparisons++
	cost, moved := false, false
	for _, c := range v.Costs {
		o.claims[c.Outcome]++
		cost = cost || c.Outcome == result.Shifted || c.Outcome == result.Different
		moved = moved || c.Moved
		if c.Quotient.Low != nil {
			o.widths = append(o.widths, math.Sqrt(*c.Quotient.High / *c.Quotient.Low)-1)
		}
		if n := max(c.Needed, c.NeededEach); n > 0 {
			o.needed = append(o.needed, n)
		}
	}
	for _, c := range v.Suites {
		o.suites[c.Outcome]++
		cost = cost || c.Outcome == result.Shifted || c.Outcome == result.Different
		moved = moved || c.Moved
	}
	named, other := false, false
	for _, m := range v.Moves {
		if m.Moved {
			named = named || m.Name == planted
			other = other || m.Name != planted
		}
	}
	count := func(n *int, when bool) {
		if when {
			*n++
		}
	}
	count(&o.costAlarms, cost)
	count(&o.alarms, cost || moved || named || other)
	count(&o.named, named)
	count(&o.others, other)
	return nil
}

// scatter is the typical factor, less one, by which the CPU time of a run
// differs from its trial's median.
func (p *pool) scatter() float64 {
	var sizes []float64
	for _, t := range p.same {
		m := medianCPU(t)
		for _, c := range t.Plain {
			sizes = append(sizes, math.Abs(math.Log(float64(c.CPU)/m)))
		}
	}
	slices.Sort(sizes)
	return math.Exp(1.4826*sizes[len(sizes)/2]) - 1
}

func medianCPU(t *result.Trial) float64 {
	costs := slices.Clone(t.Plain)
	slices.SortFunc(costs, func(a, b result.Cost) int { return cmp.Compare(a.CPU, b.CPU) })
	return float64(costs[len(costs)/2].CPU)
}

func (t *table) write(w io.Writer) error {
	fmt.Fprintf(w, "%d blocks of %d trials; %d repeats a side; the CPU time of a run scatters by %.0f %%\n",
		t.blocks, t.trials, t.repeats, 100*t.scatter)
	if t.slower.comparisons > 0 {
		fmt.Fprintf(w, "the planted script makes plain runs %.1f %% slower (%.1f to %.1f)\n",
			100*(t.planted.Median-1), 100*(t.planted.Low-1), 100*(t.planted.High-1))
	}
	fmt.Fprintln(w)
	tw := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	row := func(name, a, b string) { fmt.Fprintf(tw, "| %s\t| %s\t| %s\t|\n", name, a, b) }
	row("", "the same twice", "slower script")
	row("---", "---", "---")
	share := func(n, all int) string {
		return fmt.Sprintf("%d (%.1f %%)", n, 100*float64(n)/float64(max(all, 1)))
	}
	each := func(name string, of func(o *outcomes) string) { row(name, of(&t.same), of(&t.slower)) }
	each("comparisons", func(o *outcomes) string { return fmt.Sprint(o.comparisons) })
	each("with a cost claim shifted or different", func(o *outcomes) string { return share(o.costAlarms, o.comparisons) })
	each("with anything shifted, different or moved", func(o *outcomes) string { return share(o.alarms, o.comparisons) })
	each("that name the planted script", func(o *outcomes) string { return share(o.named, o.comparisons) })
	each("that name another script or component", func(o *outcomes) string { return share(o.others, o.comparisons) })
	for _, outcome := range []string{result.Reproduced, result.Shifted, result.Different, result.Undecided} {
		each("trial claims "+outcome, func(o *outcomes) string { return share(o.claims[outcome], sum(o.claims)) })
	}
	for _, outcome := range []string{result.Reproduced, result.Shifted, result.Different, result.Undecided} {
		each("suite claims "+outcome, func(o *outcomes) string { return share(o.suites[outcome], sum(o.suites)) })
	}
	each("half-width of a trial's interval, median", func(o *outcomes) string {
		if len(o.widths) == 0 {
			return "-"
		}
		slices.Sort(o.widths)
		return fmt.Sprintf("%.1f %%", 100*o.widths[len(o.widths)/2])
	})
	each("repeats that undecided claims ask for, median", func(o *outcomes) string {
		if len(o.needed) == 0 {
			return "-"
		}
		slices.Sort(o.needed)
		return fmt.Sprint(o.needed[len(o.needed)/2])
	})
	return tw.Flush()
}

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
