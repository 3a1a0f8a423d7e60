package result

import "time"

// The kinds of a run.
const (
	Warmup = "warmup" // tracing off, discarded
	Plain  = "plain"  // tracing off: for timing
	Traced = "traced" // tracing on: for attribution
)

// A Run is one execution of the engine under the probe.
type Run struct {
	Header
	Suite   string `json:"suite,omitempty"`
	Name    string `json:"name,omitempty"`   // of the trial
	Kind    string `json:"kind,omitempty"`   // Warmup, Plain or Traced
	Repeat  int    `json:"repeat,omitempty"` // from 1
	Block   int    `json:"block,omitempty"`  // of interleaved runs, from 1
	Machine string `json:"machine,omitempty"`

	Command []string  `json:"command"`
	Started time.Time `json:"started"`
	Exit    Exit      `json:"exit"`
	Usage   Usage     `json:"usage,omitzero"`    // absent when a run was read from an engine's own logs
	Outcome *Outcome  `json:"outcome,omitempty"` // what the engine says it did
	Noise   Noise     `json:"noise"`
	Samples Samples   `json:"samples"`
}

// An Exit says how a process ended. Signal is empty unless one ended it.
type Exit struct {
	Status int    `json:"status"`
	Signal string `json:"signal,omitempty"` // "SIGKILL"
}

// OK reports whether the process ended by itself with status 0.
func (e Exit) OK() bool { return e.Status == 0 && e.Signal == "" }

// Usage is what the kernel accounted to a process and the children it waited
// for (wait4(2), getrusage(2)), and the wall time measured around it.
type Usage struct {
	Wall        int64 `json:"wall_ns"`
	User        int64 `json:"user_ns"`
	System      int64 `json:"system_ns"`
	PeakRSS     int64 `json:"peak_rss_bytes"`
	MinorFaults int64 `json:"minor_faults"`
	MajorFaults int64 `json:"major_faults"`
	Voluntary   int64 `json:"voluntary_switches"`
	Involuntary int64 `json:"involuntary_switches"`
	ReadBlocks  int64 `json:"read_blocks"`  // 512-byte units read from storage
	WriteBlocks int64 `json:"write_blocks"` // 512-byte units written to storage
}

// An Outcome is the engine's own account of what it did: what bro --summary writes
// or, of Zeek, a script that is loaded last. What that cannot know is absent.
type Outcome struct {
	Engine      Version    `json:"engine"`
	Packets     int64      `json:"packets"`
	Bytes       int64      `json:"bytes"` // of captured frames; as Zeek counts them, for Zeek
	Events      int64      `json:"events"`
	Connections int64      `json:"connections"`
	Skipped     *int64     `json:"skipped_connections,omitempty"` // by connection_skip_ratio
	First       int64      `json:"first_ns,omitempty"`            // network time of the first packet, Unix epoch
	Last        int64      `json:"last_ns,omitempty"`
	Logs        []ExactLog `json:"logs"` // sorted by path
}

// Noise is what could have disturbed a run: the state before it, after it,
// and the gates it broke.
type Noise struct {
	Before Condition `json:"before"`
	After  Condition `json:"after"`
	Probe  int64     `json:"probe_cpu_ns"` // what the probe itself used meanwhile
	// How far behind its time a sample was taken: the worst, and what half
	// and one in a hundred of them exceeded, rounded up to an eighth.
	Late    int64    `json:"late_ns"`
	Late50  *int64   `json:"late_p50_ns,omitempty"`
	Late99  *int64   `json:"late_p99_ns,omitempty"`
	Missed  int64    `json:"missed_samples,omitempty"` // that were not taken, because the one before was that late
	Stopped int64    `json:"stopped_ns,omitempty"`     // the process stood still to be sampled, as asked for
	Waited  int64    `json:"waited_ns,omitempty"`      // before it, for other programs to become quiet
	Apart   *int64   `json:"processor,omitempty"`      // that the process had to itself, as asked for
	Broken  []string `json:"broken,omitempty"`         // one line for each gate that was broken
}

// A Condition is the state of the machine at one moment. Counters are since
// boot.
type Condition struct {
	Load1       *float64 `json:"load1,omitempty"`    // 1-minute load average
	Runnable    *int64   `json:"runnable,omitempty"` // tasks, the reader included
	Steal       *int64   `json:"steal_ns,omitempty"` // all processors
	SwapIn      *int64   `json:"swap_in_pages,omitempty"`
	SwapOut     *int64   `json:"swap_out_pages,omitempty"`
	Throttled   *int64   `json:"throttled,omitempty"`       // thermal throttle events, all processors
	CPUPressure *int64   `json:"cpu_pressure_ns,omitempty"` // PSI "some" total
	MemPressure *int64   `json:"memory_pressure_ns,omitempty"`
	IOPressure  *int64   `json:"io_pressure_ns,omitempty"`
	MHz         *float64 `json:"mhz,omitempty"`                 // mean over processors
	Busy        *int64   `json:"busy_ns,omitempty"`             // all processors, by whatever ran on them
	Quota       *int64   `json:"cgroup_throttled_ns,omitempty"` // the probe's control group was held back by its CPU quota
	OOMKills    *int64   `json:"oom_kills,omitempty"`           // processes killed because memory was short
}

// NetworkClock is the Clock of samples without a wall clock.
const NetworkClock = "network"

// Samples is a time series, one slice a column, all of one length. Columns a
// platform cannot give are absent.
//
// What is of the machine or of the control group, heap, stack and anonymous
// memory, context switches, and the user and system times of threads are read at
// most a dozen times a second: samples in between repeat them.
type Samples struct {
	Interval int64 `json:"interval_ns"`
	// At is the time of each sample since the process started or, if Clock
	// is NetworkClock, network time since the first sample.
	At    []int64 `json:"at_ns"`
	Clock string  `json:"clock,omitempty"`

	// Of the engine's own logs. Counters are since the first sample.
	Network     []int64 `json:"network_ns,omitempty"` // network time, Unix epoch
	Packets     []int64 `json:"packets,omitempty"`
	PacketBytes []int64 `json:"packet_bytes,omitempty"`
	Events      []int64 `json:"events,omitempty"`
	Connections []int64 `json:"connections,omitempty"`

	// Of the process. Counters are since its start.
	User         []int64 `json:"user_ns,omitempty"`
	System       []int64 `json:"system_ns,omitempty"`
	RunQueue     []int64 `json:"runqueue_ns,omitempty"` // its threads were runnable and had no processor
	RSS          []int64 `json:"rss_bytes,omitempty"`
	VMS          []int64 `json:"vms_bytes,omitempty"`
	Shared       []int64 `json:"shared_bytes,omitempty"`    // resident pages of files and shared memory
	Text         []int64 `json:"text_bytes,omitempty"`      // size of the code
	Data         []int64 `json:"data_bytes,omitempty"`      // size of private writable memory, stacks included
	Anonymous    []int64 `json:"anonymous_bytes,omitempty"` // resident pages of no file: what a Go program allocates
	Heap         []int64 `json:"heap_bytes,omitempty"`      // size of the brk heap, which malloc uses and Go does not
	Stack        []int64 `json:"stack_bytes,omitempty"`     // size of the first thread's stack
	Threads      []int64 `json:"threads,omitempty"`
	Voluntary    []int64 `json:"voluntary_switches,omitempty"`
	Involuntary  []int64 `json:"involuntary_switches,omitempty"`
	ReadBytes    []int64 `json:"read_bytes,omitempty"`  // asked of the kernel (rchar)
	WriteBytes   []int64 `json:"write_bytes,omitempty"` // asked of the kernel (wchar)
	ReadCalls    []int64 `json:"read_calls,omitempty"`
	WriteCalls   []int64 `json:"write_calls,omitempty"`
	StorageRead  []int64 `json:"storage_read_bytes,omitempty"` // caused to be read from storage
	StorageWrite []int64 `json:"storage_write_bytes,omitempty"`
	MinorFaults  []int64 `json:"minor_faults,omitempty"`
	MajorFaults  []int64 `json:"major_faults,omitempty"`
	OpenFiles    []int64 `json:"open_files,omitempty"`

	// Of the process and what it started, in user space, by the processor's
	// own counters. When the processor has too few of them, the kernel takes
	// turns and these are its extrapolation.
	Cycles       []int64 `json:"cycles,omitempty"`
	Instructions []int64 `json:"instructions,omitempty"`
	CacheMisses  []int64 `json:"cache_misses,omitempty"`
	BranchMisses []int64 `json:"branch_misses,omitempty"`

	// Of the process's control group, when it is not in the root.
	GroupCPU         []int64 `json:"cgroup_cpu_ns,omitempty"`
	GroupThrottled   []int64 `json:"cgroup_throttled_ns,omitempty"` // held back by its CPU quota
	GroupMemory      []int64 `json:"cgroup_memory_bytes,omitempty"`
	GroupRead        []int64 `json:"cgroup_read_bytes,omitempty"`
	GroupWrite       []int64 `json:"cgroup_write_bytes,omitempty"`
	GroupCPUPressure []int64 `json:"cgroup_cpu_pressure_ns,omitempty"` // PSI "some" total
	GroupMemPressure []int64 `json:"cgroup_memory_pressure_ns,omitempty"`
	GroupIOPressure  []int64 `json:"cgroup_io_pressure_ns,omitempty"`

	// Of the whole machine. Counters are since boot.
	SystemUser    []int64 `json:"machine_user_ns,omitempty"`   // nice included
	SystemSystem  []int64 `json:"machine_system_ns,omitempty"` // interrupts included
	SystemIdle    []int64 `json:"machine_idle_ns,omitempty"`
	SystemIOWait  []int64 `json:"machine_iowait_ns,omitempty"`
	SystemNice    []int64 `json:"machine_nice_ns,omitempty"`
	SystemIRQ     []int64 `json:"machine_irq_ns,omitempty"`
	SystemSoftIRQ []int64 `json:"machine_softirq_ns,omitempty"`
	SystemSteal   []int64 `json:"machine_steal_ns,omitempty"`
	Available     []int64 `json:"available_bytes,omitempty"`
	Free          []int64 `json:"free_bytes,omitempty"`
	Buffers       []int64 `json:"buffers_bytes,omitempty"`
	Cached        []int64 `json:"cached_bytes,omitempty"`
	Active        []int64 `json:"active_bytes,omitempty"`
	Inactive      []int64 `json:"inactive_bytes,omitempty"`
	SwapUsed      []int64 `json:"swap_used_bytes,omitempty"`
	SwapIn        []int64 `json:"swap_in_pages,omitempty"`
	SwapOut       []int64 `json:"swap_out_pages,omitempty"`
	DiskRead      []int64 `json:"disk_read_bytes,omitempty"`
	DiskWrite     []int64 `json:"disk_write_bytes,omitempty"`
	DiskReads     []int64 `json:"disk_reads,omitempty"`
	DiskWrites    []int64 `json:"disk_writes,omitempty"`
	DiskReadTime  []int64 `json:"disk_read_ns,omitempty"` // summed over requests
	DiskWriteTime []int64 `json:"disk_write_ns,omitempty"`

	PerThread []ThreadSamples `json:"per_thread,omitempty"` // in the order they were first seen
	// ThreadsLeftOut counts the threads that are not in PerThread, because
	// there were too many or because all their samples were thinned out.
	ThreadsLeftOut int `json:"threads_left_out,omitempty"`

	Thinned *Thinning `json:"thinned,omitempty"`
	Absent  []Absence `json:"absent,omitempty"` // why columns are not there
}

// ThreadSamples are the times of one thread. It was there from sample First
// on, for as many samples as the slices have.
type ThreadSamples struct {
	ID       int64   `json:"id"` // the kernel's
	Name     string  `json:"name,omitempty"`
	First    int     `json:"first"` // index into Samples.At
	User     []int64 `json:"user_ns,omitempty"`
	System   []int64 `json:"system_ns,omitempty"`
	CPU      []int64 `json:"cpu_ns,omitempty"`      // both, as the scheduler measured it
	RunQueue []int64 `json:"runqueue_ns,omitempty"` // runnable without a processor
}

// Thinning says that a series holds fewer samples than were taken: every one
// of Every, and the last. What is kept is as it was read.
type Thinning struct {
	Every int   `json:"every"`
	Taken int64 `json:"taken"`
	// Error is, for each column in which it is not 0, the greatest distance
	// of a sample left out from the line between its kept neighbours.
	Error map[string]int64 `json:"error,omitempty"`
}

// An Absence says why columns are not there.
type Absence struct {
	Columns []string `json:"columns"`
	Reason  string   `json:"reason"`
}
