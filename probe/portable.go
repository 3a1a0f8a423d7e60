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
	absent  uint32
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
	want := func(cols uint32) bool { return p.absent&cols != cols }

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

func (p *portable) readMachine(r *row, want func(uint32) bool) {
	if want(1 << colSystemUser) {
		if t, err := cpu.Times(false); err == nil && len(t) == 1 {
			r.set(colSystemUser, seconds(t[0].User+t[0].Nice))
			r.set(colSystemSystem, seconds(t[0].System+t[0].Irq+t[0].Softirq))
			r.set(colSystemIdle, seconds(t[0].Idle))
			if runtime.GOOS == "linux" {
				r.set(colSystemIOWait, seconds(t[0].Iowait))
			}
		}
	}
	if want(1 << colAvailable) {
		if m, err := mem.VirtualMemory(); err == nil {
			r.set(colAvailable, int64(m.Available))
		}
	}
	if want(1 << colSwapUsed) {
		if m, err := mem.SwapMemory(); err == nil {
			r.set(colSwapUsed, int64(m.Used))
		}
	}
	if want(1 << colDiskRead) {
		if d, err := disk.IOCounters(); err == nil {
			var read, written int64
			for _, c := range d {
				read += int64(c.ReadBytes)
				written += int64(c.WriteBytes)
			}
			r.set(colDiskRead, read)
			r.set(colDiskWrite, written)
		}
	}
}

func seconds(s float64) int64 { return int64(s * 1e9) }
