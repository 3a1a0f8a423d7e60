package orchestrator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"github.com/google/uuid"

	"brig/result"
)

// Run makes every run of the plan that is not done yet and writes the trial
// and benchmark documents. It returns the result directory. When ctx ends, or
// a run fails, finished runs stay and the next Run goes on from them.
func (b *Benchmark) Run(ctx context.Context) (path string, err error) {
	paths, err := Together(ctx, b)
	return paths[0], err
}

// Together is Run for several benchmarks of one experiment. Their runs are made
// in the same blocks, in an order drawn from the experiment's seed: what disturbs
// the machine for a while meets all of them alike. The result directories are in
// the order of the benchmarks, "" for those that there are none of yet.
func Together(ctx context.Context, benchmarks ...*Benchmark) (paths []string, err error) {
	paths = make([]string, len(benchmarks))
	all := make([]*progress, len(benchmarks))
	for i, b := range benchmarks {
		all[i] = &progress{Benchmark: b}
	}
	defer func() {
		for _, p := range all {
			if p.dir != nil {
				err = errors.Join(err, p.dir.close())
			}
		}
	}()
	err = prepare(ctx, all)
	for i, p := range all {
		if p.dir != nil {
			paths[i] = p.dir.path
		}
	}
	if err != nil {
		return paths, err
	}
	for _, p := range all {
		p.begin()
	}
	for {
		steps := interleave(benchmarks[0].Experiment.Seed, all)
		if len(steps) == 0 {
			break
		}
		for _, s := range steps {
			if err := s.make(ctx, s.run); err != nil {
				return paths, err
			}
		}
		for _, p := range all {
			if err := p.more(); err != nil {
				return paths, fmt.Errorf("planning further repeats: %w", err)
			}
		}
	}
	for _, p := range all {
		if err := p.collect(p.dir, p.plan); err != nil {
			return paths, err
		}
	}
	return paths, nil
}

// A progress is how far a benchmark has come.
type progress struct {
	*Benchmark
	dir   *dir
	plan  *Plan
	next  []Planned // runs of the plan that are due
	again int       // disturbed runs that may still be made again
	began time.Time
}

// prepare readies machines, plans and result directories. What is learned of an engine
// on a machine with one capture holds for the others.
func prepare(ctx context.Context, all []*progress) (err error) {
	type place struct {
		machine Machine
		program *result.Program
	}
	known := map[place]*learned{}
	for _, p := range all {
		if err := p.Machine.Prepare(ctx); err != nil {
			return fmt.Errorf("preparing machine %s: %w", p.Machine.Name(), err)
		}
		if p.captured, err = os.Stat(p.File); err != nil {
			return fmt.Errorf("looking at the capture: %w", err)
		}
		here := place{p.Machine, p.Program}
		if known[here] == nil {
			if known[here], err = p.learn(ctx); err != nil {
				return err
			}
		}
		p.known = known[here]
		p.plan = p.known.plan(p.Experiment)
	}
	session := ""
	if len(all) > 1 {
		session = uuid.NewString()
	}
	if session, err = findDirs(all, session); err != nil {
		return err
	}
	for _, p := range all {
		if p.dir == nil {
			if p.dir, err = p.create(p.state(p.plan, session)); err != nil {
				return err
			}
		}
		p.next, p.again, p.began = p.plan.Runs, budget(p.plan)-p.dir.setAsideOf("*"), p.Now()
	}
	return nil
}

// findDirs finds the result directories to go on with, and returns their session.
// Once there are runs in one of them, all must be there: what is run now is not of
// the same block as what was run then. Else all begin anew, in the session given.
func findDirs(all []*progress, session string) (string, error) {
	found, begun, missing := session, false, false
	for _, p := range all {
		if p.Fresh {
			return session, nil
		}
		var err error
		if p.dir, err = findDir(p.Root, p.Experiment.Name, p.state(p.plan, session)); err != nil {
			return session, err
		}
		switch {
		case p.dir == nil:
			missing = true
			continue
		case found == session:
			found = p.dir.state.Session
		case found != p.dir.state.Session:
			missing, begun = true, true
		}
		begun = begun || p.dir.begun()
	}
	if !missing || !begun {
		return found, nil
	}
	for _, p := range all {
		if p.dir != nil {
			if err := p.dir.close(); err != nil {
				return session, err
			}
			p.dir = nil
		}
	}
	return session, nil
}

func (p *progress) begin() {
	done := 0
	for _, r := range p.plan.Runs {
		if p.dir.has(p.plan.Name(r)) {
			done++
		}
	}
	p.Begin(p.dir.path, done, len(p.plan.Runs))
}

// make makes a run of the plan if it is not done yet.
func (p *progress) make(ctx context.Context, r Planned) error {
	name := p.plan.Name(r)
	if p.dir.has(name) {
		return nil
	}
	used, err := p.attempts(ctx, p.dir, p.plan.Trials[r.Trial], r, name, p.again)
	p.again -= used
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("run %s: %w", name, err)
	}
	p.Step(name)
	return nil
}

// more plans the runs that are due when all others are done. Whoever needed none
// is not asked again.
func (p *progress) more() (err error) {
	if len(p.next) == 0 {
		return nil
	}
	if p.next, err = p.further(p.dir, p.plan, p.Now().Sub(p.began)); err != nil {
		return err
	}
	p.plan.Runs = append(p.plan.Runs, p.next...)
	p.again = budget(p.plan) - p.dir.setAsideOf("*")
	p.More(len(p.next))
	return nil
}

// A step is a run of one of several benchmarks.
type step struct {
	*progress
	run Planned
}

// interleave puts the runs that are due into one order: block by block, each
// block's in an order drawn from the seed. Those of a single benchmark stay in the
// order of its plan.
func interleave(seed int64, all []*progress) []step {
	var steps []step
	for _, p := range all {
		for _, r := range p.next {
			steps = append(steps, step{p, r})
		}
	}
	if len(all) == 1 {
		return steps
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.run.Block, b.run.Block) })
	for rest := steps; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].run.Block == rest[0].run.Block {
			n++
		}
		rng := rand.New(rand.NewPCG(uint64(seed), uint64(rest[0].run.Block)))
		rng.Shuffle(n, func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
		rest = rest[n:]
	}
	return steps
}

// A Calm waits for a quiet machine before the first run and after one that broke
// a gate: what disturbed that is likely to be there still.
type Calm struct {
	// Wait waits until other programs leave the machine alone, but no longer than
	// limit.
	Wait     func(ctx context.Context, limit time.Duration) (waited time.Duration)
	Patience time.Duration // for all waits together

	disturbed bool // the run before broke a gate
}

// NewCalm returns a Calm of a machine of which nothing is known yet.
func NewCalm(patience time.Duration, wait func(ctx context.Context, limit time.Duration) time.Duration) *Calm {
	return &Calm{Wait: wait, Patience: patience, disturbed: true}
}

func (c *Calm) wait(ctx context.Context) time.Duration {
	if c == nil || c.Patience <= 0 || !c.disturbed {
		return 0
	}
	waited := c.Wait(ctx, c.Patience)
	c.Patience -= waited
	return waited
}
