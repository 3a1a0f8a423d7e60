package probe

import (
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"brig/result"
)

// tick is the unit of CPU times in the kernel's text files. It is
// sysconf(_SC_CLK_TCK), which libc computes from the kernel's USER_HZ; that
// is 100 on every architecture Go runs on, whatever HZ the kernel itself
// was built with.
const tick = 1e9 / 100

// slowInterval is the least time between two readings of what is of the
// machine or costs more than it moves; samples in between repeat it. It is a
// little below 100 ms, so that samples taken every 100 ms are fresh even if one
// was late.
const slowInterval = 80 * time.Millisecond

// A sampler reads samples of one process and of the machine. Its files stay
// open, so a sample is a few pread(2) calls and allocates nothing.
//
// The CPU time of a process in /proc/PID/stat has a resolution of 10 ms, too
// coarse for an interval of 100 ms. The kernel's clock of the process has
// nanoseconds but no split into user and system; the two are put together
// as the kernel itself does it (cputime_adjust): the exact total, divided in
// the proportion of the ticks, and neither part ever goes back.
type sampler struct {
	page   int64
	absent []result.Absence // why columns are not read, as far as it is known at once

	stat, statm, io, fds, task, maps int // files of the process, -1 when there is none
	cpu, meminfo, vmstat             int // files of the machine
	disks                            []int
	group                            group
	counters                         *counters

	root    string
	pid     int
	clock   int32 // CPU clock of the process, 0 when not used
	threads []thread
	rows    []threadRow // of the last sample
	gone    thread      // what the threads that ended had counted

	user, system int64 // the last times given
	begun        bool  // a sample was taken
	peak         int64 // high-water mark of the resident set in bytes, 0 when not known
	stack, anon  int64 // sizes in bytes, by the last status read; -1 when not known
	size, data   int64 // pages in all and with data, by statm
	slow         row   // the last values of what is read at slowInterval
	mapped       mapped
	fresh        bool // they are of this sample
	slowEvery    time.Duration
	swaps        bool   // the machine has swap space
	swapped      uint64 // columns that the last reading of vmstat gave

	st  unix.Stat_t
	ts  unix.Timespec
	buf [16 << 10]byte
}

// openSampler opens the files of a process below root. It fails only when
// the process itself cannot be read.
func openSampler(root string, pid int, c *counters) (*sampler, error) {
	dir := filepath.Join(root, "proc", strconv.Itoa(pid))
	s := &sampler{root: root, pid: pid, page: int64(os.Getpagesize()), counters: c,
		stack: -1, anon: -1, slowEvery: slowInterval, swaps: true}
	var err error
	if s.stat, err = openFile(filepath.Join(dir, "stat")); err != nil {
		return nil, fmt.Errorf("opening %s/stat: %w", dir, err)
	}
	s.statm = s.open(filepath.Join(dir, "statm"), colShared, colText, colData)
	s.io = s.open(filepath.Join(dir, "io"),
		colReadBytes, colWriteBytes, colReadCalls, colWriteCalls, colStorageRead, colStorageWrite)
	s.fds = s.open(filepath.Join(dir, "fd"), colOpenFiles)
	s.maps = s.open(filepath.Join(dir, "maps"), colHeap)
	s.task = s.open(filepath.Join(dir, "task"), colVoluntary, colInvoluntary, colRunQueue, colStack, colAnonymous)
	s.cpu = s.open(filepath.Join(root, "proc/stat"), colSystemUser, colSystemSystem, colSystemIdle, colSystemIOWait,
		colSystemNice, colSystemIRQ, colSystemSoftIRQ, colSystemSteal)
	s.meminfo = s.open(filepath.Join(root, "proc/meminfo"),
		colAvailable, colFree, colBuffers, colCached, colActive, colInactive, colSwapUsed)
	s.vmstat = s.open(filepath.Join(root, "proc/vmstat"), colSwapIn, colSwapOut)
	s.openDisks()
	s.openGroup()
	if c != nil {
		s.absent = append(s.absent, c.absent...)
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

// open opens a file that columns are read from, or gives -1 and notes why the
// columns are absent.
func (s *sampler) open(name string, cols ...int) int {
	fd, err := openFile(name)
	if err != nil {
		s.without(fmt.Sprintf("opening %s: %v", strings.Replace(name, fmt.Sprintf("/%d/", s.pid), "/PID/", 1), err), cols...)
		return -1
	}
	return fd
}

// without notes why columns are absent.
func (s *sampler) without(reason string, cols ...int) {
	a := result.Absence{Reason: reason}
	for _, c := range cols {
		a.Columns = append(a.Columns, columnNames[c])
	}
	s.absent = append(s.absent, a)
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
func openOptional(name string) int {
	fd, err := openFile(name)
	if err != nil {
		return -1
	}
	return fd
}

func (s *sampler) close() {
	s.group.close()
	for _, fd := range append(s.disks, s.stat, s.statm, s.io, s.fds, s.task, s.maps, s.cpu, s.meminfo, s.vmstat) {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
	for i := range s.threads {
		s.threads[i].close()
	}
	s.threads = nil
}

// read takes a sample for the time r.at. It reports whether the process was
// alive; of one that ended and was not waited for yet, the counters are still
// read.
func (s *sampler) read(r *row) bool {
	r.have = 0
	s.readIO(r)
	s.readFiles(r)
	s.counters.read(r)
	if t, ok := s.pread(s.statm); ok {
		var f [6]int64 // size, resident, shared, text, always 0, data
		if t.numbers(f[:]) {
			s.size, s.data = f[0], f[5]
			r.set(colRSS, f[1]*s.page)
			r.set(colShared, f[2]*s.page)
			r.set(colText, f[3]*s.page)
			r.set(colData, f[5]*s.page)
		}
	}
	s.readSlow(r)
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
	r.setIf(colRSS, p.rss*s.page, r.have&(1<<colRSS) == 0) // statm's is not behind
	s.readTimes(r, &p)
	alive := p.state != 'Z' && p.state != 'X' && p.vms != 0
	s.readThreads(r, int(p.threads), alive)
	if !s.begun {
		// It has hardly run: the peak is to be read again even if it does
		// nothing from now on.
		s.begun, s.peak = true, 0
		for i := range s.threads {
			s.threads[i].slices, s.threads[i].ticked = -1, -1
		}
	}
	return alive
}

// readFinal takes the sample of a process that has ended, of which only
// counters are left.
func (s *sampler) readFinal(r *row) {
	s.slow.have = 0
	s.read(r)
}

// The keys of /proc/PID/io.
var ioKeys = [...]string{"rchar:", "wchar:", "syscr:", "syscw:", "read_bytes:", "write_bytes:"}

func (s *sampler) readIO(r *row) {
	t, ok := s.pread(s.io)
	if !ok {
		return
	}
	var v [len(ioKeys)]int64
	found := t.values(ioKeys[:], v[:])
	for i, col := range [len(ioKeys)]int{
		colReadBytes, colWriteBytes, colReadCalls, colWriteCalls, colStorageRead, colStorageWrite} {
		r.setIf(col, v[i], found&(1<<i) != 0)
	}
}

// readSlow gives what is read at most every slowInterval.
func (s *sampler) readSlow(r *row) {
	s.fresh = s.slow.have == 0 || r.at-s.slow.at >= s.slowEvery.Nanoseconds()
	if s.fresh {
		s.slow.at, s.slow.have = r.at, 0
		s.readMachine(&s.slow)
		s.readGroup(&s.slow)
		s.readHeap(&s.slow)
	}
	r.have |= s.slow.have
	for have := s.slow.have; have != 0; have &= have - 1 {
		c := bits.TrailingZeros64(have)
		r.value[c] = s.slow.value[c]
	}
}

// A mapped is the heap as maps had it last.
type mapped struct {
	heap       int64 // bytes; -1 when it could not be read
	at         int64 // when, in ns since the process started
	size, data int64 // of the process then, in pages
}

// maxMapped is how long the heap is taken to be as it was while the process is
// as large as it was: what it gave back may be as much as the heap grew.
const maxMapped = int64(time.Second)

// readHeap gives the size of the heap. To make maps takes the kernel as long as
// all else together.
func (s *sampler) readHeap(r *row) {
	m := &s.mapped
	if m.size != s.size || m.data != s.data || s.size == 0 || r.at-m.at >= maxMapped {
		*m = mapped{-1, r.at, s.size, s.data}
		// The heap comes soon after the program's own text and data, so the
		// first of the file is enough; the kernel does not make the rest.
		if t, ok := s.preadSome(s.maps, 4<<10); ok {
			m.heap = heapSize(t)
		}
	}
	r.setIf(colHeap, m.heap, m.heap >= 0)
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

// pread reads the beginning of a file that the kernel makes in one piece.
func (s *sampler) pread(fd int) (text, bool) { return s.preadSome(fd, len(s.buf)) }

func (s *sampler) preadSome(fd, size int) (text, bool) {
	if fd < 0 {
		return nil, false
	}
	for {
		n, err := unix.Pread(fd, s.buf[:size], 0)
		if err == unix.EINTR {
			continue
		}
		return s.buf[:max(n, 0)], err == nil && n > 0
	}
}
