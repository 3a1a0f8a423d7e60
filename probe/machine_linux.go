package probe

import (
	"path/filepath"

	"golang.org/x/sys/unix"
)

// openDisks opens the counters of block devices that stand for hardware:
// partitions are part of them, and loop, device-mapper and RAID devices count
// again what the hardware below them counts.
func (s *sampler) openDisks() {
	devices, _ := filepath.Glob(filepath.Join(s.root, "sys/block/*/device"))
	for _, d := range devices {
		if fd := openOptional(filepath.Join(filepath.Dir(d), "stat")); fd >= 0 {
			s.disks = append(s.disks, fd)
		}
	}
	if len(s.disks) == 0 {
		s.without("no block device here stands for hardware",
			colDiskRead, colDiskWrite, colDiskReads, colDiskWrites, colDiskReadTime, colDiskWriteTime)
	}
}

// The keys of /proc/meminfo and /proc/vmstat.
var (
	meminfoKeys = [...]string{"MemFree:", "MemAvailable:", "Buffers:", "Cached:", "Active:", "Inactive:", "SwapTotal:", "SwapFree:"}
	vmstatKeys  = [...]string{"pswpin", "pswpout"}
)

// readMachine reads what is not of the process.
func (s *sampler) readMachine(r *row) {
	if t, ok := s.pread(s.cpu); ok {
		if c, ok := parseCPU(t); ok {
			r.set(colSystemUser, (c.user+c.nice)*tick)
			r.set(colSystemSystem, (c.system+c.irq+c.softirq)*tick)
			r.set(colSystemIdle, c.idle*tick)
			r.set(colSystemIOWait, c.iowait*tick)
			r.set(colSystemNice, c.nice*tick)
			r.set(colSystemIRQ, c.irq*tick)
			r.set(colSystemSoftIRQ, c.softirq*tick)
			r.set(colSystemSteal, c.steal*tick)
		}
	}
	if t, ok := s.pread(s.meminfo); ok {
		var v [len(meminfoKeys)]int64
		found := t.values(meminfoKeys[:], v[:])
		for i, col := range [6]int{colFree, colAvailable, colBuffers, colCached, colActive, colInactive} {
			r.setIf(col, v[i]*1024, found&(1<<i) != 0)
		}
		if total, free := v[6], v[7]; found>>6 == 3 {
			r.set(colSwapUsed, (total-free)*1024)
			s.swaps = total > 0
		}
	}
	s.readSwap(r)
	s.readDisks(r)
}

// readSwap counts pages swapped. The file takes longer to make than all
// others, and without swap space nothing moves in it.
func (s *sampler) readSwap(r *row) {
	const both = 1<<colSwapIn | 1<<colSwapOut
	if !s.swaps && s.swapped == both {
		r.have |= both // the values are still there
		return
	}
	for offset := int64(0); s.vmstat >= 0; {
		n, err := unix.Pread(s.vmstat, s.buf[:], offset)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			break
		}
		// The kernel gives a page at a time, of whole lines.
		var v [len(vmstatKeys)]int64
		found := text(s.buf[:n]).values(vmstatKeys[:], v[:])
		r.setIf(colSwapIn, v[0], found&1 != 0)
		r.setIf(colSwapOut, v[1], found&2 != 0)
		if found != 0 {
			break
		}
		offset += int64(n)
	}
	s.swapped = r.have & both
}

func (s *sampler) readDisks(r *row) {
	if len(s.disks) == 0 {
		return
	}
	var sum diskLine
	for _, fd := range s.disks {
		t, ok := s.pread(fd)
		d, ok2 := parseDisk(t)
		if !ok || !ok2 {
			return
		}
		sum.reads += d.reads
		sum.readBytes += d.readBytes
		sum.readTime += d.readTime
		sum.writes += d.writes
		sum.writeBytes += d.writeBytes
		sum.writeTime += d.writeTime
	}
	r.set(colDiskRead, sum.readBytes)
	r.set(colDiskWrite, sum.writeBytes)
	r.set(colDiskReads, sum.reads)
	r.set(colDiskWrites, sum.writes)
	r.set(colDiskReadTime, sum.readTime)
	r.set(colDiskWriteTime, sum.writeTime)
}
