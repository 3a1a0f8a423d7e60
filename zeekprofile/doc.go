// Package zeekprofile reads the profiles that Zeek writes of itself, so that
// an unmodified Zeek can be shown beside an engine that was traced.
//
//	script profile   zeek --profile-scripts=FILE [--profile-script-call-stacks]
//	                 one row for each body of a function, at exit
//	prof.log         @load misc/profiling
//	                 blocks of lines about the process, each 15 seconds of network time
//	stats.log        @load misc/stats, as tabs or as JSON
//	                 what the engine was busy with, each 5 minutes of network time
//	packet profile   redef pkt_profile_mode, pkt_profile_freq and pkt_profile_file
//	                 what each second, or each so many packets, cost
//
// [Detect] tells them apart by content. [ReadScripts] reads the first, whose
// documents are those of a trace as far as such a profile goes: counts, script
// timings and the mapping, and with call stacks call chains and event paths.
// It knows nothing of packets. [ReadSamples] reads the others: columns over
// time, as a probe samples them, for each process.
//
// What is accepted is what Bro 2.0 to Zeek 8 write: logs with other separators
// or without comments, JSON with times of each form, and of a cluster.
//
// The files come from outside. Lines, rows and stacks are bounded, numbers are
// checked, and errors are [*Error] values with the line. With an error comes
// what was read before it, if there was anything.
package zeekprofile

// Limits. A file that exceeds one is refused with an error that names it.
const (
	// maxLine bounds a line in bytes. A script profile has all stacks of a
	// function in one.
	maxLine = 16 << 20
	// maxRows bounds the bodies of a script profile, at about 250 bytes each.
	maxRows = 1 << 17
	// maxStacks bounds its distinct call stacks, at about 100 bytes each.
	maxStacks = 1 << 19
	// maxSamples bounds the rows of all time series of a file, at up to 100
	// bytes each.
	maxSamples = 1 << 20
	// maxPeers bounds the processes of a cluster in one stats.log, at about
	// 2 kB each.
	maxPeers = 1 << 14
)
