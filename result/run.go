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

// An Outcome is the engine's own account of what it did, read from the file
// that bro --summary writes.
type Outcome struct {
	Engine      Version    `json:"engine"`
	Packets     int64      `json:"packets"`
	Bytes       int64      `json:"bytes"` // of captured frames
	Events      int64      `json:"events"`
	Connections int64      `json:"connections"`
	Skipped     int64      `json:"skipped_connections"` // by connection_skip_ratio
	First       int64      `json:"first_ns"`            // network time of the first packet, Unix epoch
	Last        int64      `json:"last_ns"`
	Logs        []ExactLog `json:"logs"` // sorted by path
}

// Noise is what could have disturbed a run: the state before it, after it,
// and the gates it broke.
type Noise struct {
	Before Condition `json:"before"`
	After  Condition `json:"after"`
	Probe  int64     `json:"probe_cpu_ns"`     // what the probe itself used meanwhile
	Late   int64     `json:"late_ns"`          // the worst delay of a sample behind its time
	Broken []string  `json:"broken,omitempty"` // one line for each gate that was broken
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
	MHz         *float64 `json:"mhz,omitempty"` // mean over processors
}

// NetworkClock is the Clock of samples without a wall clock.
const NetworkClock = "network"

// Samples is a time series, one slice a column, all of one length. Columns a
// platform cannot give are absent.
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
	User        []int64 `json:"user_ns,omitempty"`
	System      []int64 `json:"system_ns,omitempty"`
	RSS         []int64 `json:"rss_bytes,omitempty"`
	VMS         []int64 `json:"vms_bytes,omitempty"`
	Threads     []int64 `json:"threads,omitempty"`
	Voluntary   []int64 `json:"voluntary_switches,omitempty"`
	Involuntary []int64 `json:"involuntary_switches,omitempty"`
	ReadBytes   []int64 `json:"read_bytes,omitempty"`  // asked of the kernel (rchar)
	WriteBytes  []int64 `json:"write_bytes,omitempty"` // asked of the kernel (wchar)
	MinorFaults []int64 `json:"minor_faults,omitempty"`
	MajorFaults []int64 `json:"major_faults,omitempty"`
	OpenFiles   []int64 `json:"open_files,omitempty"`

	// Of the whole machine. Counters are since boot.
	SystemUser   []int64 `json:"machine_user_ns,omitempty"`
	SystemSystem []int64 `json:"machine_system_ns,omitempty"`
	SystemIdle   []int64 `json:"machine_idle_ns,omitempty"`
	SystemIOWait []int64 `json:"machine_iowait_ns,omitempty"`
	Available    []int64 `json:"available_bytes,omitempty"`
	SwapUsed     []int64 `json:"swap_used_bytes,omitempty"`
	DiskRead     []int64 `json:"disk_read_bytes,omitempty"`
	DiskWrite    []int64 `json:"disk_write_bytes,omitempty"`
}
