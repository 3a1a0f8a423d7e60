// Package result defines the documents brig produces: what was measured,
// on what, and what came of it.
//
// A document is one JSON object. It begins with a [Header] that says what it
// is part of and which programs made it; the rest is its content. The
// programs pass documents on without loss: the probe and the decoder write
// them into a result directory, the server stores them, the browser, the
// bundle and the verdict read them.
//
//	System        a machine: processors, memory, interfaces, kernel
//	Capture       a packet capture: digest, packets, duration
//	Benchmark     one execution of an experiment
//	Trial         one point of a suite, with the cost of its repeats
//	Run           one execution of the engine, with its samples
//	Counts        trace entries by function and component
//	CallChains    call stacks, counted on return
//	PacketChains  what a packet set off, in order
//	EventPaths    the graph of callers and callees
//	ScriptTimings time by function
//	PacketCosts   what packets cost, by kind and over network time
//	Mapping       the functions and components a trace can name
//	Verdict       whether a published benchmark was reproduced
//	Bundle        an archive of a benchmark
//
// Clocks are int64 nanoseconds, sizes are bytes, and a field's name ends in
// its unit. A value that a platform cannot give is absent, never zero: such
// fields are pointers or slices with omitempty.
//
// The package does no I/O and imports nothing of this module.
package result
