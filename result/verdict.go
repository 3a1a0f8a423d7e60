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
	Published   string       `json:"published"`        // uuid of the published Benchmark
	Bundle      string       `json:"bundle,omitempty"` // digest of its bundle
	Outcome     string       `json:"outcome"`          // of the exact and cost claims together
	Exact       string       `json:"exact"`            // Reproduced or Different
	Cost        string       `json:"cost"`
	Tolerance   float64      `json:"tolerance"`
	Level       float64      `json:"level"`       // confidence of all intervals together
	ExactEqual  int          `json:"exact_equal"` // claims that are equal
	ExactDiffer []ExactClaim `json:"exact_differ,omitempty"`
	Costs       []CostClaim  `json:"costs"`
	Warnings    []string     `json:"warnings,omitempty"`
}

// An ExactClaim is a value on which the two benchmarks differ.
type ExactClaim struct {
	Trial     string `json:"trial"` // "scripts/load-07"
	Name      string `json:"name"`  // "events"
	Here      string `json:"here"`
	Published string `json:"published"`
}

// A CostClaim compares what a trial costs relative to the first trial of its
// suite.
type CostClaim struct {
	Trial     string   `json:"trial"`
	Here      Estimate `json:"here"`
	Published Estimate `json:"published"`
	Quotient  Estimate `json:"quotient"` // here over published
	Outcome   string   `json:"outcome"`
	Needed    int      `json:"repeats_needed,omitempty"` // when undecided: repeats that would decide
}

// A Bundle is an archive of a benchmark.
type Bundle struct {
	Header
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size_bytes"`
	Files  int    `json:"files"`
}
