package probe

import (
	"runtime"

	"github.com/shirou/gopsutil/v3/cpu"
	"github.com/shirou/gopsutil/v3/disk"
	"github.com/shirou/gopsutil/v3/mem"
	"github.com/shirou/gopsutil/v3/process"
)

// A portable sampler asks gopsutil. It serves where the kernel has no text
// files; on Linux it is the measure of the tests and benchmarks.
//
// What gopsutil cannot give on a system it reports as not implemented, and
// the column is left out and not asked for again. Bytes read and written are
// never taken from it: FreeBSD's are 0, and Linux's are those of the storage.
type portable struct {
	process *process.Process
	absent  uint64
	seen    bool
}

func openPortable(pid int) (*portable, error) {
	p, err := process.NewProcess(int32(pid))
	if err != nil {
		return nil, err
	}
	return &portable{process: p}, nil
}

func (p *portable) close() {}

// read takes a sample. It reports whether the process was alive.
func (p *portable) read(r *row) bool {
	r.have = 0
	want := func(cols uint64) bool { return p.absent&cols != cols }

	if t, err := p.process.Times(); err == nil {
		r.set(colUser, seconds(t.User))
		r.set(colSystem, seconds(t.System))
	}
	if m, err := p.process.MemoryInfo(); err == nil {
		r.set(colRSS, int64(m.RSS))
		r.set(colVMS, int64(m.VMS))
	}
	if want(1 << colThreads) {
		if n, err := p.process.NumThreads(); err == nil {
			r.set(colThreads, int64(n))
		}
	}
	if want(1 << colVoluntary) {
		if c, err := p.process.NumCtxSwitches(); err == nil {
			r.set(colVoluntary, c.Voluntary)
			r.set(colInvoluntary, c.Involuntary)
		}
	}
	if want(1 << colMinorFaults) {
		if f, err := p.process.PageFaults(); err == nil {
			r.set(colMinorFaults, int64(f.MinorFaults))
			r.set(colMajorFaults, int64(f.MajorFaults))
		}
	}
	if want(1 << colOpenFiles) {
		if n, err := p.process.NumFDs(); err == nil {
			r.set(colOpenFiles, int64(n))
		}
	}
	p.readMachine(r, want)

	alive := r.have&(1<<colRSS) != 0 && r.value[colVMS] != 0
	if alive && !p.seen {
		p.seen = true
		p.absent = ^r.have
	}
	return alive
}

// What gopsutil leaves 0 where the system does not tell it is asked for only
// where it does.
func (p *portable) readMachine(r *row, want func(uint64) bool) {
	linux, freebsd := runtime.GOOS == "linux", runtime.GOOS == "freebsd"
	if want(1 << colSystemUser) {
		if t, err := cpu.Times(false); err == nil && len(t) == 1 {
			r.set(colSystemUser, seconds(t[0].User+t[0].Nice))
			r.set(colSystemSystem, seconds(t[0].System+t[0].Irq+t[0].Softirq))
			r.set(colSystemIdle, seconds(t[0].Idle))
			r.set(colSystemNice, seconds(t[0].Nice))
			r.setIf(colSystemIRQ, seconds(t[0].Irq), linux || freebsd)
			r.setIf(colSystemIOWait, seconds(t[0].Iowait), linux)
			r.setIf(colSystemSoftIRQ, seconds(t[0].Softirq), linux)
			r.setIf(colSystemSteal, seconds(t[0].Steal), linux)
		}
	}
	if want(1 << colAvailable) {
		if m, err := mem.VirtualMemory(); err == nil {
			r.set(colAvailable, int64(m.Available))
			r.set(colFree, int64(m.Free))
			r.set(colActive, int64(m.Active))
			r.set(colInactive, int64(m.Inactive))
			r.setIf(colBuffers, int64(m.Buffers), linux || freebsd)
			r.setIf(colCached, int64(m.Cached), linux || freebsd)
		}
	}
	if want(1 << colSwapUsed) {
		if m, err := mem.SwapMemory(); err == nil {
			r.set(colSwapUsed, int64(m.Used))
		}
	}
	if want(1 << colDiskRead) {
		if d, err := disk.IOCounters(); err == nil {
			var sum disk.IOCountersStat
			for _, c := range d {
				sum.ReadBytes += c.ReadBytes
				sum.WriteBytes += c.WriteBytes
				sum.ReadCount += c.ReadCount
				sum.WriteCount += c.WriteCount
				sum.ReadTime += c.ReadTime
				sum.WriteTime += c.WriteTime
			}
			r.set(colDiskRead, int64(sum.ReadBytes))
			r.set(colDiskWrite, int64(sum.WriteBytes))
			r.set(colDiskReads, int64(sum.ReadCount))
			r.set(colDiskWrites, int64(sum.WriteCount))
			r.set(colDiskReadTime, int64(sum.ReadTime)*1e6)
			r.set(colDiskWriteTime, int64(sum.WriteTime)*1e6)
		}
	}
}

func seconds(s float64) int64 { return int64(s * 1e9) }
