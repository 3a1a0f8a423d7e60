// Package probe runs a program, measures it while it runs, and describes the
// machine it runs on.
//
// [Measure] starts a [Command] in a process group of its own, takes samples
// of the process and of the machine on a fixed schedule until the process
// ends, and returns a result.Run with
//
//   - the exit status, and the exact usage the kernel accounted (wait4),
//   - the samples, one column a quantity, see result.Samples,
//   - the noise: the condition of the machine before and after, what the
//     probe itself cost, and the gates (see gates.go) the run broke.
//
// [Gather] describes the machine as a result.System.
//
// The values come from the kernel's own files on Linux, which are kept open
// and read without allocating, and from gopsutil elsewhere. A quantity that a
// system does not offer is left out, with the reason; it is never zero
// instead. Every path is below a root directory that is a value, so that the
// tests read recorded trees.
//
// Samples are written to disk about once a second (see stream.go), so that
// they outlive the probe and a run of any length takes the same memory.
// [ReadSamples] reads them.
//
// What samples of "the process" cover: times, faults, memory, threads and
// open files are those of the process that was started with all its threads;
// child processes are not in them until they have ended, and then only in
// Usage. An engine is one process, so this is the whole of it. The
// processor's counters cover children too.
package probe
