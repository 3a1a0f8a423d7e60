package result

// Names in the documents below are indices into the document's own Names, a
// sorted list without repetition.

// Counts is the number of trace entries by identifier. A call and its return
// are two entries.
type Counts struct {
	Header
	Entries    int64   `json:"entries"`    // of the trace
	Calls      int64   `json:"calls"`      // entries that are calls
	Functions  []Count `json:"functions"`  // sorted by name
	Components []Count `json:"components"` // sorted by name
}

// A Count is how often a name occurred in a trace.
type Count struct {
	Name    string `json:"name"`
	Entries int64  `json:"entries"`
	Calls   int64  `json:"calls,omitempty"` // functions only
}

// CallChains are complete call stacks from root to leaf, counted on return.
type CallChains struct {
	Header
	Entries int64 `json:"entries"`
	Chains
}

// PacketChains are the calls and component events of one packet in order,
// counted by packet. The calls before the first packet form a chain as well.
type PacketChains struct {
	Header
	Entries int64 `json:"entries"`
	Chains
}

// Chains is a set of counted sequences of names. Set stands for all of
// them; Kept holds the most frequent ones (then the lexically least), at most
// MaxChains with at most MaxChainNames names together.
type Chains struct {
	Set   ExactSet `json:"set"`
	Names []string `json:"names"`
	Kept  []Chain  `json:"kept"`
	// Summarised counts occurrences of sequences that were too many to tell
	// apart. They are in the Total of Set but not in its Distinct, and the set
	// then has no digest.
	Summarised int64 `json:"summarised,omitempty"`
}

// Limits on the chains a document keeps.
const (
	MaxChains     = 250
	MaxChainNames = 20_000
)

// A Chain is a sequence of names and how often it occurred.
type Chain struct {
	Names []int `json:"names"`
	Count int64 `json:"count"`
}

// EventPaths is the graph of callers and callees.
type EventPaths struct {
	Header
	Entries int64    `json:"entries"`
	Set     ExactSet `json:"set"` // of all edges
	Names   []string `json:"names"`
	Edges   []Edge   `json:"edges"` // sorted by caller, then callee
}

// An Edge says how often From called To.
type Edge struct {
	From  int   `json:"from"`
	To    int   `json:"to"`
	Count int64 `json:"count"`
}

// ScriptTimings is the time spent in functions and, where the trace tells,
// in components. With a calibration the cost of tracing has been subtracted
// from what is called exclusive or inclusive; all other times hold it.
type ScriptTimings struct {
	Header
	Entries     int64        `json:"entries"`
	Calibration *Calibration `json:"calibration,omitempty"`
	Functions   []Timing     `json:"functions"` // sorted by name
	// Components is empty for a trace of version 1, which does not tell when a
	// component was left.
	Components []Timing `json:"components,omitempty"` // sorted by name
	// Modules and Scripts are functions by what is before the :: of their name
	// (GLOBAL if nothing is) and by the file they are in (empty for built-in
	// functions). Sorted by name.
	Modules []Share `json:"modules,omitempty"`
	Scripts []Share `json:"scripts,omitempty"`
	// Stacks and ComponentStacks say from where functions and components were
	// called while they took their time. Absent if that is not known.
	Stacks          *Stacks `json:"stacks,omitempty"`
	ComponentStacks *Stacks `json:"component_stacks,omitempty"`
}

// What [Stacks] has at most, and what part of all time the least of them took:
// frames of a flame graph that can be seen.
const (
	MaxStacks   = 400
	LeastStacks = 0.001
)

// Stacks are the call stacks in which most time was spent, with what was
// called from there: one slice a column, each stack after the one it was called
// from. With a calibration the cost of tracing has been subtracted.
type Stacks struct {
	Clock     string   `json:"clock"`  // what times are of: "wall clock" or "CPU time"
	Names     []string `json:"names"`  // of functions or components
	Name      []int    `json:"name"`   // index into Names of the innermost
	Parent    []int    `json:"parent"` // index of the stack it was called from, -1 if there is none
	Calls     []int64  `json:"calls"`  // finished ones
	Exclusive []int64  `json:"exclusive_ns"`
	Rest      []int64  `json:"rest_ns"`           // in stacks called from there that are left out
	Omitted   int64    `json:"omitted,omitempty"` // how many are
	Left      int64    `json:"left_ns,omitempty"` // time of those that were called from none that is there
}

// A Calibration is what tracing itself costs, as the engine measured it when
// the trace began.
type Calibration struct {
	Clock string `json:"clock"`    // what times were read from
	Read  int64  `json:"read_ps"`  // picoseconds to read it
	Entry int64  `json:"entry_ps"` // picoseconds for an entry, with its reading
}

// A Share is the time spent in several functions together. A clock that the
// trace does not carry is absent.
type Share struct {
	Name      string `json:"name"`
	Calls     int64  `json:"calls"`                  // finished calls of its functions
	Exclusive *int64 `json:"exclusive_ns,omitempty"` // wall clock
	// Inclusive holds what was called within, by the wall clock; time within two
	// of the functions at once counts once.
	Inclusive *int64 `json:"inclusive_ns,omitempty"`
	// What was subtracted of each: the cost of tracing.
	ExclusiveTracing int64 `json:"exclusive_tracing_ns,omitempty"`
	InclusiveTracing int64 `json:"inclusive_tracing_ns,omitempty"`
	// ExclusiveVirtual is the exclusive CPU time, without that of tracing.
	ExclusiveVirtual *int64 `json:"exclusive_cpu_ns,omitempty"`
}

// A Timing is the time of the finished calls of a function, or uses of a
// component. Inclusive times hold what was called within, and recursion counts
// twice; exclusive time does not. A clock that the trace does not carry is absent.
type Timing struct {
	Name      string `json:"name"`
	Calls     int64  `json:"calls"`
	Exclusive *int64 `json:"exclusive_ns,omitempty"` // wall clock
	Inclusive *int64 `json:"inclusive_ns,omitempty"` // wall clock
	// What was subtracted of each: the cost of tracing.
	ExclusiveTracing int64 `json:"exclusive_tracing_ns,omitempty"`
	InclusiveTracing int64 `json:"inclusive_tracing_ns,omitempty"`
	// ExclusiveVirtual is the exclusive CPU time, without that of tracing.
	ExclusiveVirtual *int64  `json:"exclusive_cpu_ns,omitempty"`
	Real             *Spread `json:"real,omitempty"`    // wall clock, inclusive
	Virtual          *Spread `json:"virtual,omitempty"` // CPU clock, inclusive
	User             *Spread `json:"user,omitempty"`    // getrusage, inclusive
	System           *Spread `json:"system,omitempty"`  // getrusage, inclusive
}

// A Spread summarises durations. Mean and Variance have nine significant digits.
type Spread struct {
	Sum  int64   `json:"sum_ns"`
	Mean float64 `json:"mean_ns"`
	// Variance is the sample variance; 0 for one value. A profile that knows
	// sums only has none.
	Variance *float64 `json:"variance_ns2,omitempty"`
}

// A Mapping names what a trace can refer to.
type Mapping struct {
	Header
	Functions  []Function  `json:"functions"`
	Components []Component `json:"components"`
}

// A Function is one body of a script function, event handler or hook, or a
// built-in function.
type Function struct {
	ID        int    `json:"id"`
	Body      int    `json:"body"`
	Name      string `json:"name"`
	File      string `json:"file,omitempty"` // relative to the script path
	FirstLine int    `json:"first_line,omitempty"`
	LastLine  int    `json:"last_line,omitempty"`
	Builtin   bool   `json:"builtin,omitempty"`
	Hook      bool   `json:"hook,omitempty"`
	Event     bool   `json:"event,omitempty"`
}

// A Component is an analyzer of the engine.
type Component struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}
