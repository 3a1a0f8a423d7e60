package result

// PacketCosts is what the packets of a trace cost. The cost of a packet is the
// wall clock time of the functions and components that were entered from
// outside from its timestamp on, until the next, with what they called. With a
// calibration the cost of tracing has been subtracted.
type PacketCosts struct {
	Header
	Entries     int64        `json:"entries"`
	Calibration *Calibration `json:"calibration,omitempty"`
	// Before is what came before the first packet, After what the engine did
	// when there was none left, All the packets.
	Before PacketCost   `json:"before"`
	All    PacketSpread `json:"all"`
	After  PacketCost   `json:"after"`
	Kinds  []PacketKind `json:"kinds"` // the most expensive first
	Series CostSeries   `json:"series"`
	// Expensive are the most expensive packets, the worst first.
	Expensive []ExpensivePacket `json:"expensive"`
}

// A PacketCost is what some packets cost together.
type PacketCost struct {
	Packets int64 `json:"packets"`
	Entries int64 `json:"entries"` // of the trace
	Cost    int64 `json:"cost_ns"`
	Tracing int64 `json:"tracing_ns,omitempty"` // what was subtracted from Cost
}

// A PacketSpread is what some packets cost together and each. Half of them
// ran for at most P50, and so on; but for Max these are within MaxCostError of
// the true ones. What a packet ran for is its cost, unless the CPU clock stood
// still for longer than MinDisturbance meanwhile: then the process did not run,
// and its CPU time counts.
type PacketSpread struct {
	PacketCost
	P50 int64 `json:"p50_ns"`
	P90 int64 `json:"p90_ns"`
	P99 int64 `json:"p99_ns"`
	Max int64 `json:"max_ns"`
}

// MinDisturbance is less than a process that was preempted is away for, in
// nanoseconds, and more than what clocks differ by.
const MinDisturbance = 20_000

// MaxCostError bounds the relative error of percentiles of costs.
const MaxCostError = 1.0 / 64

// A PacketKind is the packets for which components were nested alike. Path is
// how deep the packet's outermost component went: from the last component that
// it entered to the innermost one within that, as in TCP, Reassembler, HTTP.
// It is empty for packets whose kinds were too many, and where the trace does
// not tell when components were left.
type PacketKind struct {
	Path []string `json:"path"`
	PacketSpread
}

// A CostSeries is cost over network time, one value a bucket. The first bucket
// begins at First; there are at most MaxCostBuckets.
type CostSeries struct {
	First   int64   `json:"first_ns"` // network time, Unix epoch
	Width   int64   `json:"width_ns"`
	Packets []int64 `json:"packets"`
	Entries []int64 `json:"entries"`
	Cost    []int64 `json:"cost_ns"`
	Tracing []int64 `json:"tracing_ns,omitempty"` // what was subtracted from Cost
	// Parts are exclusive times of components and of the modules of functions,
	// tracing included: the MaxCostParts most expensive first. What they leave
	// are others.
	Parts []CostPart `json:"parts,omitempty"`
}

// Limits of a PacketCosts.
const (
	MaxCostBuckets    = 128
	MaxCostParts      = 24
	MaxPacketKinds    = 128
	MaxExpensive      = 20
	MaxExpensiveCalls = 100 // of one packet
)

// A CostPart is the exclusive time of a component or module by bucket.
type CostPart struct {
	Name      string  `json:"name"`
	Component bool    `json:"component,omitempty"`
	Exclusive []int64 `json:"exclusive_ns"`
}

// An ExpensivePacket is one packet with its calls: a tree in the order in
// which its branches were first entered, where calls of one function from one
// place are one call. The most expensive calls are kept.
type ExpensivePacket struct {
	Number  int64      `json:"number"`  // of the packet, from 1
	Time    int64      `json:"time_ns"` // network time, Unix epoch
	Entries int64      `json:"entries"`
	Ran     int64      `json:"ran_ns"` // what it ran for, see PacketSpread
	Cost    int64      `json:"cost_ns"`
	Tracing int64      `json:"tracing_ns,omitempty"`
	Path    []string   `json:"path,omitempty"` // its kind
	Calls   []CallCost `json:"calls"`
	Omitted int64      `json:"omitted,omitempty"` // calls that are not listed
}

// A CallCost is a call of a function or use of a component by a packet.
// Its times include tracing.
type CallCost struct {
	Depth     int    `json:"depth"` // 0 is the outermost
	Name      string `json:"name"`
	Component bool   `json:"component,omitempty"`
	Calls     int64  `json:"calls"`
	Exclusive int64  `json:"exclusive_ns"`
	Inclusive int64  `json:"inclusive_ns"`
}
