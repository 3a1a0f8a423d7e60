package result

import "time"

// A Benchmark is one execution of an experiment: one engine on one kind of
// machine reading one capture, over all trials of its suites.
type Benchmark struct {
	Header
	Name          string     `json:"name"`                   // of the experiment
	Title         string     `json:"title,omitempty"`        // one line for people
	Experiment    string     `json:"experiment_sha256"`      // of the experiment file
	Plan          string     `json:"plan_sha256"`            // of the list of runs drawn from it
	Seed          int64      `json:"seed"`                   // orders the runs and seeds the engine
	Machine       string     `json:"machine"`                // "process" or "container"
	Isolation     []string   `json:"isolation,omitempty"`    // what this machine does not isolate, one line each
	Image         string     `json:"image,omitempty"`        // digest of the image, "sha256:..."
	Program       *Program   `json:"program,omitempty"`      // absent for the engine that brig pins, as it is
	System        string     `json:"system"`                 // uuid of the System
	Capture       string     `json:"capture"`                // uuid of the Capture
	CaptureSHA256 string     `json:"capture_sha256"`         // of the uncompressed capture
	Tolerance     float64    `json:"tolerance"`              // d: cost ratios within [1/(1+d), 1+d] count as equal
	Measure       string     `json:"cost_measure,omitempty"` // what costs are compared by: MeasureCPU; absent means wall time
	Interval      int64      `json:"interval_ns"`            // between two samples
	Session       string     `json:"session,omitempty"`      // uuid shared by benchmarks whose runs were made in the same blocks
	Repeats       int        `json:"repeats"`                // plain runs of each trial, warm-up not counted
	Warmup        int        `json:"warmup"`                 // discarded runs of each trial
	Started       time.Time  `json:"started"`
	Ended         time.Time  `json:"ended"`
	Doubts        []string   `json:"doubts,omitempty"`  // what is not to be relied on
	Trials        []TrialRef `json:"trials"`            // in the experiment's order; the first of a suite is its reference
	Omitted       []Omission `json:"omitted,omitempty"` // trials of the experiment that the engine does not take
}

// An Omission is a trial that was not run because the engine refuses its scripts.
type Omission struct {
	Suite  string `json:"suite"`
	Name   string `json:"name"`
	Label  string `json:"label"`  // of the trial
	Reason string `json:"reason"` // the engine's own words
}

// A Program is an engine by the name that the experiment, or whoever ran it,
// gave it: one of several programs, or a program with settings of its own.
type Program struct {
	Name        string   `json:"name"`
	Kind        string   `json:"kind,omitempty"`        // KindBro or KindZeek; absent means KindBro
	SHA256      string   `json:"sha256,omitempty"`      // of the file; absent when the engine came in an image
	Options     []string `json:"options,omitempty"`     // of its command line, before those that every engine is given
	Environment []string `json:"environment,omitempty"` // "GOGC=200"
}

// The kinds of engines. What engines of different kinds count, but for packets, is
// not the same.
const (
	KindBro  = "bro"  // brig's own
	KindZeek = "zeek" // upstream's Zeek, and its Bro
)

// IsZeek reports whether a benchmark's engine is upstream's.
func (b *Benchmark) IsZeek() bool { return b.Program != nil && b.Program.Kind == KindZeek }

// MeasureCPU is a measure of costs: user and system time of the engine.
const MeasureCPU = "cpu"

// A TrialRef names a trial of a benchmark.
type TrialRef struct {
	UUID  string `json:"uuid"`
	Suite string `json:"suite"`
	Name  string `json:"name"` // "load-07", "0.35": suite/name is unique in a benchmark
}

// A Trial is one point of a suite with what its runs showed.
type Trial struct {
	Header
	Suite     string   `json:"suite"`
	Name      string   `json:"name"`
	Index     int      `json:"index"`                // position in its suite, from 0
	Label     string   `json:"label"`                // what this point adds or sets: a script's name, "connection_skip_ratio = 0.35"
	SkipRatio *float64 `json:"skip_ratio,omitempty"` // suite drop
	Scripts   []string `json:"scripts,omitempty"`    // suite scripts: all that are loaded
	Exact     Exact    `json:"exact,omitzero"`       // absent when the trial was read from an engine's own logs
	Plain     []Cost   `json:"plain"`                // by repeat; warm-up left out
	Traced    []Cost   `json:"traced"`
	// Wall is the median wall time of the plain runs with a
	// distribution-free interval; Slowdown is traced over plain wall time.
	Wall     Estimate  `json:"wall_ns"`
	CPU      Estimate  `json:"cpu_ns"`
	PeakRSS  Estimate  `json:"peak_rss_bytes"`
	Slowdown *Estimate `json:"slowdown,omitempty"`
	// Relative is what the trial costs over what its suite's first trial costs,
	// by the benchmark's measure, from runs of the same blocks.
	Relative Estimate `json:"relative"`
	// Added is what the trial costs more than the one before it, when it loads
	// one script more: nanoseconds of the benchmark's measure, at the median cost
	// of the suite's first trial. Relative and Added are of one fit.
	Added *Estimate `json:"added_ns,omitempty"`
	// Profile is where the time of the traced runs went, sorted by kind and name.
	Profile []PlaceTime `json:"profile,omitempty"`
	Doubts  []string    `json:"doubts,omitempty"` // reasons not to trust the costs
}

// Exact is what two executions of a trial must agree on to the last digit.
type Exact struct {
	Packets     int64      `json:"packets"`
	Bytes       int64      `json:"bytes"`
	Connections int64      `json:"connections"`
	Events      int64      `json:"events"` // dispatched to at least one handler
	Logs        []ExactLog `json:"logs"`   // sorted by path

	// From the trace; absent when the engine writes none.
	Calls        int64    `json:"calls,omitempty"` // function bodies entered
	Entries      int64    `json:"entries,omitempty"`
	CallChains   ExactSet `json:"call_chains,omitzero"`
	PacketChains ExactSet `json:"packet_chains,omitzero"`
	EventEdges   ExactSet `json:"event_edges,omitzero"`
}

// An ExactSet stands for a set of counted things by its size and the SHA-256
// of its canonical form.
type ExactSet struct {
	Distinct int64  `json:"distinct"`
	Total    int64  `json:"total"`
	SHA256   string `json:"sha256"`
}

// An ExactLog stands for one log of the engine.
type ExactLog struct {
	Path   string `json:"path"`             // "conn" for conn.log
	Lines  int64  `json:"lines"`            // without header and footer lines
	SHA256 string `json:"sha256,omitempty"` // of those lines; absent when only their number is claimed
}

// A Cost is what one run took.
type Cost struct {
	Run     string   `json:"run"`    // uuid of the Run
	Repeat  int      `json:"repeat"` // from 1
	Block   int      `json:"block"`  // of interleaved runs, from 1
	Wall    int64    `json:"wall_ns"`
	CPU     int64    `json:"cpu_ns"` // user + system
	PeakRSS int64    `json:"peak_rss_bytes"`
	Broken  []string `json:"broken,omitempty"` // gates the run broke
}

// The kinds of a PlaceTime.
const (
	KindScript    = "script"
	KindComponent = "component"
)

// A PlaceTime is the exclusive time of one script file's functions, or of one
// component of the engine, in each traced run of a trial.
type PlaceTime struct {
	Kind  string  `json:"kind"`
	Name  string  `json:"name"`
	Times []int64 `json:"exclusive_ns"` // by traced run, tracing included
}

// An Estimate is a median, or what stands for one, with an interval that holds
// the true one with the stated confidence. Low and High are absent when there are
// too few values for the confidence asked.
type Estimate struct {
	Median     float64  `json:"median"`
	Low        *float64 `json:"low,omitempty"`
	High       *float64 `json:"high,omitempty"`
	Confidence float64  `json:"confidence,omitempty"`
	N          int      `json:"n"`
}
