package orchestrator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"brig/result"
)

// A Planned is one run of a plan.
type Planned struct {
	Trial  int    `json:"trial"` // index into the experiment's trials
	Kind   string `json:"kind"`  // result.Warmup, Plain or Traced
	Repeat int    `json:"repeat"`
	Block  int    `json:"block"`
}

// A Plan is the list of all runs of an experiment in the order in which they
// are made. The same experiment always gives the same plan.
//
// Runs are made in blocks. Each block holds every trial once (and once more
// traced, in the first blocks; a suite's first trial more often, if so wanted), in an
// order drawn from the seed: a disturbance that lasts for a while meets all
// trials alike, and costs are compared within a block.
type Plan struct {
	Trials []Trial
	Runs   []Planned
}

// Plan draws the plan of an experiment.
func (e *Experiment) Plan() *Plan { return e.plan(e.Trials(), e.Traced) }

// plan draws the plan for some of the trials, of which so many runs are traced.
func (e *Experiment) plan(trials []Trial, traced int) *Plan {
	p := &Plan{Trials: trials}
	for block := 1; block <= e.Warmup+e.Repeats; block++ {
		var runs []Planned
		repeat := block - e.Warmup
		for i, t := range p.Trials {
			if repeat < 1 {
				runs = append(runs, Planned{i, result.Warmup, block, block})
				continue
			}
			for k := range e.times(t) {
				runs = append(runs, Planned{i, result.Plain, (repeat-1)*e.times(t) + k + 1, block})
			}
			if repeat <= traced {
				runs = append(runs, Planned{i, result.Traced, repeat, block})
			}
		}
		rng := rand.New(rand.NewPCG(uint64(e.Seed), uint64(block)))
		rng.Shuffle(len(runs), func(i, j int) { runs[i], runs[j] = runs[j], runs[i] })
		p.Runs = append(p.Runs, runs...)
	}
	return p
}

// times is how often a trial runs plain in a block.
func (e *Experiment) times(t Trial) int {
	if t.Index == 0 {
		return e.Base
	}
	return 1
}

// Name is a run's name: its folder in the result directory.
func (p *Plan) Name(r Planned) string {
	t := p.Trials[r.Trial]
	return fmt.Sprintf("%s-%s.%s-%d", t.Suite, t.Name, r.Kind, r.Repeat)
}

// digest covers all that makes two plans the same work: the experiment's
// parameters, every trial, every run in order.
func (e *Experiment) digest(p *Plan) string {
	// Marshalling values of these types cannot fail.
	data, _ := json.Marshal(struct {
		Seed      int64
		Interval  string
		Capture   string
		Memory    Size
		CPUs      string
		Apart     bool
		Tolerance float64
		Realtime  float64
		Texts     map[string]string
		Precision Precision
		Plan      *Plan
	}{e.Seed, timeText(e.Interval), e.Capture.SHA256, e.Memory, e.CPUs, e.Apart, e.Tolerance, e.Realtime, e.Texts, e.Precision, p})
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func timeText(d Duration) string { return time.Duration(d).String() }
