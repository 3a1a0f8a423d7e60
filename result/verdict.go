package result

// The outcomes of a comparison, of one claim or of all.
const (
	Reproduced = "reproduced" // equal within the tolerance, and shown to be
	Shifted    = "shifted"    // within the tolerance, but a real difference
	Different  = "different"  // outside the tolerance
	Undecided  = "undecided"  // the runs are too few or too noisy to say
)

// A Verdict says whether Benchmark reproduces Published.
type Verdict struct {
	Header
	Published   string       `json:"published"`            // uuid of the published Benchmark
	Bundle      string       `json:"bundle,omitempty"`     // digest of its bundle
	Outcome     string       `json:"outcome"`              // of the exact and cost claims together
	OtherKind   bool         `json:"other_kind,omitempty"` // engines of different kinds: packets are the only exact claims, costs are compared directly only
	Exact       string       `json:"exact"`                // Reproduced or Different
	Cost        string       `json:"cost"`
	Tolerance   float64      `json:"tolerance"`
	Level       float64      `json:"level"`       // confidence of all intervals together
	ExactEqual  int          `json:"exact_equal"` // claims that are equal
	ExactDiffer []ExactClaim `json:"exact_differ,omitempty"`
	Costs       []CostClaim  `json:"costs"`
	// Suites are the cost claims of whole suites: the mean of their trials.
	Suites []CostClaim `json:"suites,omitempty"`
	// Moves are the scripts and components whose time in the traced runs
	// changed most, largest first.
	Moves []Move `json:"moves,omitempty"`
	// Direct compares what the two cost without a first trial between: it is there
	// when their runs were made in the same blocks.
	Direct   *Direct     `json:"direct,omitempty"`
	Ranks    []RankClaim `json:"ranks,omitempty"`
	Measure  string      `json:"cost_measure,omitempty"` // MeasureCPU; absent means wall time
	Warnings []string    `json:"warnings,omitempty"`
}

// A Direct comparison is of two benchmarks of one session: the cost of a trial
// here over its cost on the other side, both from runs of the same blocks.
//
// Its claims have in Here and Published the median cost in nanoseconds, of several
// trials the geometric mean of those.
type Direct struct {
	Here      string      `json:"here"` // what tells the two apart: the names of their engines, or machines
	Published string      `json:"published"`
	Whole     CostClaim   `json:"whole"` // the mean of all trials
	Suites    []CostClaim `json:"suites"`
	Trials    []CostClaim `json:"trials"`
	// Wall and PeakRSS are the quotients of wall time and of peak memory, the mean of
	// all trials. They are not judged.
	Wall    Estimate `json:"wall"`
	PeakRSS Estimate `json:"peak_rss"`
}

// An ExactClaim is a value on which the two benchmarks differ.
type ExactClaim struct {
	Trial     string `json:"trial"` // "scripts/load-07"
	Name      string `json:"name"`  // "events"
	Here      string `json:"here"`
	Published string `json:"published"`
}

// A CostClaim compares what a trial, or a whole suite, costs relative to the
// first trial of the suite, or directly.
type CostClaim struct {
	Trial     string   `json:"trial"` // "scripts/load-07", a suite's name, or "" for all trials
	Here      Estimate `json:"here"`
	Published Estimate `json:"published"`
	Quotient  Estimate `json:"quotient"` // here over published
	Outcome   string   `json:"outcome"`
	// Moved says that the cost is not the same, whether or not it is within the
	// tolerance; P is the probability of that by chance, corrected for the
	// number of claims.
	Moved bool    `json:"moved,omitempty"`
	P     float64 `json:"p_moved"`
	// Needed is how many repeats here would decide an undecided claim, the
	// published ones being what they are; when those are too few for any number
	// to do, NeededEach is how many each side would have to have.
	Needed     int `json:"repeats_needed,omitempty"`
	NeededEach int `json:"repeats_needed_each,omitempty"`
}

// A Move is the change of what a script or component takes, in percent of the
// published time of the runs it is in. That all of a run is faster or slower by
// the same factor is no move.
type Move struct {
	Kind    string   `json:"kind"` // KindScript or KindComponent
	Name    string   `json:"name"`
	Trials  int      `json:"trials"`            // in which it ran
	Share   float64  `json:"published_percent"` // of the runs it is in
	Percent Estimate `json:"percent"`           // the change
	Moved   bool     `json:"moved,omitempty"`
	P       float64  `json:"p_moved"` // as of a CostClaim
}

// A RankClaim compares the order of costs here with the published order.
type RankClaim struct {
	Of       string   `json:"of"`      // "drop trials", "scripts", "components"
	Kendall  Estimate `json:"kendall"` // tau-b
	Spearman Estimate `json:"spearman"`
}

// A Bundle is an archive of a benchmark.
type Bundle struct {
	Header
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size_bytes"`
	Files  int    `json:"files"`
}
