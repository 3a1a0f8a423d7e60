package probe

import (
	"reflect"
	"strings"

	"brig/result"
)

// The columns of a sample.
const (
	colUser = iota
	colSystem
	colRunQueue
	colRSS
	colVMS
	colShared
	colText
	colData
	colAnonymous
	colHeap
	colStack
	colThreads
	colVoluntary
	colInvoluntary
	colReadBytes
	colWriteBytes
	colReadCalls
	colWriteCalls
	colStorageRead
	colStorageWrite
	colMinorFaults
	colMajorFaults
	colOpenFiles

	colCycles
	colInstructions
	colCacheMisses
	colBranchMisses

	colGroupCPU
	colGroupThrottled
	colGroupMemory
	colGroupRead
	colGroupWrite
	colGroupCPUPressure
	colGroupMemPressure
	colGroupIOPressure

	colSystemUser
	colSystemSystem
	colSystemIdle
	colSystemIOWait
	colSystemNice
	colSystemIRQ
	colSystemSoftIRQ
	colSystemSteal
	colAvailable
	colFree
	colBuffers
	colCached
	colActive
	colInactive
	colSwapUsed
	colSwapIn
	colSwapOut
	colDiskRead
	colDiskWrite
	colDiskReads
	colDiskWrites
	colDiskReadTime
	colDiskWriteTime

	columns
)

// columnNames are the columns' names in result.Samples, by number.
var columnNames = [columns]string{
	"user_ns", "system_ns", "runqueue_ns", "rss_bytes", "vms_bytes", "shared_bytes", "text_bytes", "data_bytes",
	"anonymous_bytes", "heap_bytes", "stack_bytes", "threads", "voluntary_switches", "involuntary_switches",
	"read_bytes", "write_bytes", "read_calls", "write_calls", "storage_read_bytes", "storage_write_bytes",
	"minor_faults", "major_faults", "open_files",

	"cycles", "instructions", "cache_misses", "branch_misses",

	"cgroup_cpu_ns", "cgroup_throttled_ns", "cgroup_memory_bytes", "cgroup_read_bytes", "cgroup_write_bytes",
	"cgroup_cpu_pressure_ns", "cgroup_memory_pressure_ns", "cgroup_io_pressure_ns",

	"machine_user_ns", "machine_system_ns", "machine_idle_ns", "machine_iowait_ns", "machine_nice_ns",
	"machine_irq_ns", "machine_softirq_ns", "machine_steal_ns", "available_bytes", "free_bytes", "buffers_bytes",
	"cached_bytes", "active_bytes", "inactive_bytes", "swap_used_bytes", "swap_in_pages", "swap_out_pages",
	"disk_read_bytes", "disk_write_bytes", "disk_reads", "disk_writes", "disk_read_ns", "disk_write_ns",
}

// gauges are the columns that say what a process holds at a moment. They
// have no meaning once it ended; counters have their final value then.
const gauges = 1<<colRSS | 1<<colVMS | 1<<colShared | 1<<colText | 1<<colData | 1<<colAnonymous | 1<<colHeap |
	1<<colStack | 1<<colThreads | 1<<colOpenFiles

// A row is one sample. Bit i of have is set when value i was read.
type row struct {
	at      int64 // ns since the process started
	have    uint64
	value   [columns]int64
	threads []threadRow // valid until the next sample is read
}

// A threadRow is what a sample says of one thread.
type threadRow struct {
	id    int64
	name  string
	have  uint8 // bit i: value i is known
	value [threadColumns]int64
}

// The columns of a thread.
const (
	threadUser = iota
	threadSystem
	threadCPU
	threadRunQueue

	threadColumns
)

func (r *row) set(col int, v int64) {
	r.value[col] = v
	r.have |= 1 << col
}

// setIf sets a column that may not have been found.
func (r *row) setIf(col int, v int64, ok bool) {
	if ok {
		r.set(col, v)
	}
}

// complete makes the row of a process that has ended out of what could still
// be read of it and its last row: counters are final, the rest is as it was.
func (r *row) complete(last *row) {
	for c := range columns {
		if gauges&(1<<c) != 0 || r.have&(1<<c) == 0 {
			r.value[c] = last.value[c]
		}
	}
	r.have = last.have
	r.threads = nil
}

// fieldsOf gives the slice of a document that each column goes to.
func fieldsOf(d *result.Samples) [columns]*[]int64 {
	byName := map[string]*[]int64{}
	v := reflect.ValueOf(d).Elem()
	for i := range v.NumField() {
		if p, ok := v.Field(i).Addr().Interface().(*[]int64); ok {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			byName[name] = p
		}
	}
	var fields [columns]*[]int64
	for c, name := range columnNames {
		fields[c] = byName[name]
	}
	return fields
}
