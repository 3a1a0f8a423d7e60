package probe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// tick is the unit of CPU times in the kernel's text files. It is
// sysconf(_SC_CLK_TCK), which libc computes from the kernel's USER_HZ; that
// is 100 on every architecture Go runs on, whatever HZ the kernel itself
// was built with.
const tick = 1e9 / 100

// maxThreads bounds the threads whose files are kept open. A process with
// more has no context switches in its samples.
const maxThreads = 512

// A sampler reads samples of one process and of the machine. Its files stay
// open, so a sample is a few pread(2) calls and allocates nothing.
//
// The CPU time of a process in /proc/PID/stat has a resolution of 10 ms, too
// coarse for an interval of 100 ms. The kernel's clock of the process has
// nanoseconds but no split into user and system; the two are put together
// as the kernel itself does it (cputime_adjust): the exact total, divided in
// the proportion of the ticks, and neither part ever goes back.
type sampler struct {
	page int64

	stat, io, fds, task int // files of the process, -1 when there is none
	cpu, meminfo        int // files of the machine
	disks               []int

	root    string
	pid     int
	clock   int32 // CPU clock of the process, 0 when not used
	threads []thread
	gone    thread // what the threads that ended had counted

	user, system int64 // the last times given
	begun        bool  // a sample was taken
	peak         int64 // high-water mark of the resident set in bytes, 0 when not known

	line cpuLine
	st   unix.Stat_t
	ts   unix.Timespec
	buf  [16 << 10]byte
}

// A thread is an open task/TID/status with what it last said. A process's
// own status counts the context switches of its first thread only.
//
// The kernel takes 10 µs to make a status, but half of one to make a
// schedstat, which says how often the thread was given a processor. One that
// was not has not switched either, so its status is not read again: a sum is
// then behind by one switch a thread at most.
type thread struct {
	tid                    int
	status, schedstat      int // schedstat is -1 when there is none
	seen                   bool
	slices                 int64 // run so far, by schedstat
	voluntary, involuntary int64
}

func (t *thread) close() {
	unix.Close(t.status)
	if t.schedstat >= 0 {
		unix.Close(t.schedstat)
	}
}

// openSampler opens the files of a process below root. It fails only when
// the process itself cannot be read.
func openSampler(root string, pid int) (*sampler, error) {
	dir := filepath.Join(root, "proc", strconv.Itoa(pid))
	s := &sampler{root: root, pid: pid, page: int64(os.Getpagesize())}
	var err error
	if s.stat, err = openFile(filepath.Join(dir, "stat")); err != nil {
		return nil, fmt.Errorf("opening %s/stat: %w", dir, err)
	}
	s.io = openOptional(dir, "io")
	s.fds = openOptional(dir, "fd")
	s.task = openOptional(dir, "task")
	s.cpu = openOptional(root, "proc/stat")
	s.meminfo = openOptional(root, "proc/meminfo")
	// Only block devices that stand for hardware: partitions are part of
	// them, and loop, device-mapper and RAID devices count again what the
	// hardware below them counts.
	devices, _ := filepath.Glob(filepath.Join(root, "sys/block/*/device"))
	for _, d := range devices {
		if fd := openOptional(filepath.Dir(d), "stat"); fd >= 0 {
			s.disks = append(s.disks, fd)
		}
	}
	if root == "/" {
		// MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED) of the kernel's
		// include/linux/posix-timers.h
		s.clock = int32(^pid<<3 | 2)
		if unix.ClockGettime(s.clock, &s.ts) != nil {
			s.clock = 0
		}
	}
	return s, nil
}

func openFile(name string) (int, error) {
	for {
		fd, err := unix.Open(name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != unix.EINTR {
			return fd, err
		}
	}
}

// openOptional opens a file, or gives -1.
func openOptional(dir, name string) int {
	fd, err := openFile(filepath.Join(dir, name))
	if err != nil {
		return -1
	}
	return fd
}

func (s *sampler) close() {
	for _, fd := range append(s.disks, s.stat, s.io, s.fds, s.task, s.cpu, s.meminfo) {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
	for i := range s.threads {
		s.threads[i].close()
	}
	s.threads = nil
}

// read takes a sample. It reports whether the process was alive; of one that
// ended and was not waited for yet, the counters are still read.
func (s *sampler) read(r *row) bool {
	r.have = 0
	if s.io >= 0 {
		if t, ok := s.pread(s.io); ok {
			read, ok1 := t.value("rchar:")
			written, ok2 := t.value("wchar:")
			if ok1 && ok2 {
				r.set(colReadBytes, read)
				r.set(colWriteBytes, written)
			}
		}
	}
	s.readFiles(r)
	s.readMachine(r)
	// Last, so that a process still alive here was alive in all of it.
	t, ok := s.pread(s.stat)
	if !ok {
		return false
	}
	p, ok := parseStat(t)
	if !ok {
		return false
	}
	r.set(colMinorFaults, p.minorFaults)
	r.set(colMajorFaults, p.majorFaults)
	r.set(colThreads, p.threads)
	r.set(colVMS, p.vms)
	r.set(colRSS, p.rss*s.page)
	s.readTimes(r, &p)
	alive := p.state != 'Z' && p.state != 'X' && p.vms != 0
	s.readSwitches(r, int(p.threads), alive)
	if !s.begun {
		// It has hardly run: the peak is to be read again even if it does
		// nothing from now on.
		s.begun, s.peak = true, 0
		for i := range s.threads {
			s.threads[i].slices = -1
		}
	}
	return alive
}

// readTimes gives the process's CPU times, see sampler.
func (s *sampler) readTimes(r *row, p *statLine) {
	if s.clock != 0 && unix.ClockGettime(s.clock, &s.ts) == nil {
		s.divide(s.ts.Nano(), p.user, p.system)
	} else {
		s.user, s.system = max(s.user, p.user*tick), max(s.system, p.system*tick)
	}
	r.set(colUser, s.user)
	r.set(colSystem, s.system)
}

// divide sets the CPU times to a total, divided in the proportion of the
// ticks but so that neither goes back.
func (s *sampler) divide(total, userTicks, systemTicks int64) {
	system := int64(0)
	if all := userTicks + systemTicks; all > 0 {
		// In floating point: the product of two times overflows.
		system = int64(float64(total) * (float64(systemTicks) / float64(all)))
	}
	system = max(s.system, min(system, total-s.user))
	s.user, s.system = max(s.user, total-system), system
}

// readFiles counts open files. Since Linux 6.2 the size of the directory is
// their number; before, it is 0 and they have to be counted.
func (s *sampler) readFiles(r *row) {
	if s.fds < 0 {
		return
	}
	if unix.Fstat(s.fds, &s.st) == nil && s.st.Size > 0 && s.root == "/" {
		r.set(colOpenFiles, s.st.Size)
		return
	}
	n := int64(0)
	if s.eachEntry(s.fds, func(int) { n++ }) == nil {
		r.set(colOpenFiles, n)
	}
}

// readSwitches adds up the context switches of all threads, which have to be
// known one by one. What a thread counted between its last sample and its
// end is not seen.
func (s *sampler) readSwitches(r *row, threads int, alive bool) {
	if s.task < 0 {
		return
	}
	// A thread that ended while another began leaves the number as it was;
	// its file then reads as gone.
	stale := threads != len(s.threads)
	if alive && stale && !s.listThreads() {
		return
	}
	voluntary, involuntary, gone := s.sumSwitches()
	if alive && gone && !stale {
		if !s.listThreads() {
			return
		}
		voluntary, involuntary, _ = s.sumSwitches()
	}
	r.set(colVoluntary, voluntary)
	r.set(colInvoluntary, involuntary)
}

func (s *sampler) sumSwitches() (voluntary, involuntary int64, gone bool) {
	voluntary, involuntary = s.gone.voluntary, s.gone.involuntary
	for i := range s.threads {
		t := &s.threads[i]
		gone = !s.readThread(t) || gone
		voluntary += t.voluntary
		involuntary += t.involuntary
	}
	return voluntary, involuntary, gone
}

// readThread brings a thread up to date. It reports whether the thread is
// still there.
func (s *sampler) readThread(t *thread) bool {
	if t.schedstat >= 0 {
		b, ok := s.pread(t.schedstat)
		if !ok {
			return false
		}
		b.skip(2) // time on a processor, time waiting for one
		slices, ok := b.number()
		if ok && slices == t.slices {
			return true
		}
		t.slices = slices
	}
	b, ok := s.pread(t.status)
	if !ok {
		return false
	}
	v, ok1 := b.value("voluntary_ctxt_switches:")
	n, ok2 := b.value("nonvoluntary_ctxt_switches:")
	if ok1 && ok2 {
		t.voluntary, t.involuntary = v, n
	}
	// The threads share their memory: the mark of one is that of all.
	if kb, ok := b.value("VmHWM:"); ok {
		s.peak = max(s.peak, kb*1024)
	}
	return true
}

// listThreads brings the list of open threads up to date.
func (s *sampler) listThreads() bool {
	for i := range s.threads {
		s.threads[i].seen = false
	}
	err := s.eachEntry(s.task, func(tid int) {
		for i := range s.threads {
			if s.threads[i].tid == tid {
				s.threads[i].seen = true
				return
			}
		}
		if len(s.threads) > maxThreads {
			return
		}
		dir := filepath.Join(s.root, "proc", strconv.Itoa(s.pid), "task", strconv.Itoa(tid))
		if fd, err := openFile(filepath.Join(dir, "status")); err == nil {
			s.threads = append(s.threads, thread{
				tid: tid, status: fd, schedstat: openOptional(dir, "schedstat"), seen: true, slices: -1})
		}
	})
	kept := s.threads[:0]
	for _, t := range s.threads {
		if t.seen {
			kept = append(kept, t)
			continue
		}
		t.close()
		s.gone.voluntary += t.voluntary
		s.gone.involuntary += t.involuntary
	}
	s.threads = kept
	return err == nil && len(s.threads) <= maxThreads
}

// eachEntry calls f with each entry of an open directory that is a number.
func (s *sampler) eachEntry(dir int, f func(n int)) error {
	if _, err := unix.Seek(dir, 0, 0); err != nil {
		return err
	}
	// Directory entries are read into the upper half of the buffer, f may
	// use the lower.
	buf := s.buf[len(s.buf)/2:]
	for {
		n, err := unix.Getdents(dir, buf)
		if err != nil || n == 0 {
			return err
		}
		for b := buf[:n]; len(b) > 19; {
			// struct linux_dirent64: ino 8, off 8, reclen 2, type 1, name
			size := int(binary.NativeEndian.Uint16(b[16:]))
			if size < 20 || size > len(b) {
				return errors.New("malformed directory entry")
			}
			name := text(b[19:size])
			for i, c := range name {
				if c == 0 {
					name = name[:i]
					break
				}
			}
			if id, ok := name.number(); ok {
				f(int(id))
			}
			b = b[size:]
		}
	}
}

// readMachine reads what is not of the process.
func (s *sampler) readMachine(r *row) {
	if s.cpu >= 0 {
		if t, ok := s.pread(s.cpu); ok {
			if c, ok := parseCPU(t); ok {
				r.set(colSystemUser, (c.user+c.nice)*tick)
				r.set(colSystemSystem, (c.system+c.irq+c.softirq)*tick)
				r.set(colSystemIdle, c.idle*tick)
				r.set(colSystemIOWait, c.iowait*tick)
			}
		}
	}
	if s.meminfo >= 0 {
		if t, ok := s.pread(s.meminfo); ok {
			if kb, ok := t.value("MemAvailable:"); ok {
				r.set(colAvailable, kb*1024)
			}
			total, ok1 := t.value("SwapTotal:")
			free, ok2 := t.value("SwapFree:")
			if ok1 && ok2 {
				r.set(colSwapUsed, (total-free)*1024)
			}
		}
	}
	if len(s.disks) > 0 {
		var read, written int64
		for _, fd := range s.disks {
			t, ok := s.pread(fd)
			r, w, ok2 := parseDisk(t)
			if !ok || !ok2 {
				return
			}
			read, written = read+r, written+w
		}
		r.set(colDiskRead, read)
		r.set(colDiskWrite, written)
	}
}

// pread reads the beginning of a file that the kernel makes in one piece.
func (s *sampler) pread(fd int) (text, bool) {
	for {
		n, err := unix.Pread(fd, s.buf[:], 0)
		if err == unix.EINTR {
			continue
		}
		return s.buf[:max(n, 0)], err == nil && n > 0
	}
}
