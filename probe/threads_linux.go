package probe

import (
	"encoding/binary"
	"errors"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// maxThreads bounds the threads whose files are kept open. A process with
// more has no context switches and threads in its samples.
const maxThreads = 512

// A thread is the open files of a task/TID with what they last said. A
// process's own status counts the context switches of its first thread only.
//
// The kernel takes 10 µs to make a status, but half of one to make a
// schedstat, which says how often the thread was given a processor. One that
// was not has not switched either, so its status is not read again: a sum is
// then behind by one switch a thread at most. Of one that was, status and stat
// (whose times are in ticks) are read again when the slow values are.
type thread struct {
	files                  [threadFiles]int // -1 when there is none
	seen                   bool
	slices                 int64 // run when status was read, by schedstat; -1 when it was not
	ticked                 int64 // CPU time when stat was read, by schedstat; -1 when it was not
	voluntary, involuntary int64
	row                    threadRow
}

// The files of a thread.
const (
	fileStatus = iota
	fileStat
	fileSchedstat

	threadFiles
)

func (t *thread) close() {
	for _, fd := range t.files {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
}

// readThreads reads the threads one by one, and adds up what is known only
// of each: context switches and the time in run queues. What a thread
// counted between its last sample and its end is not seen.
func (s *sampler) readThreads(r *row, threads int, alive bool) {
	r.threads = nil
	if s.task < 0 {
		return
	}
	// A thread that ended while another began leaves the number as it was;
	// its file then reads as gone.
	stale := threads != len(s.threads)
	if alive && stale && !s.listThreads() {
		return
	}
	if gone := s.refreshThreads(); alive && gone && !stale {
		if !s.listThreads() {
			return
		}
		s.refreshThreads()
	}
	sum, queued := s.gone, true
	for i := range s.threads {
		t := &s.threads[i]
		sum.voluntary += t.voluntary
		sum.involuntary += t.involuntary
		sum.row.value[threadRunQueue] += t.row.value[threadRunQueue]
		queued = queued && t.row.have&(1<<threadRunQueue) != 0
	}
	r.set(colVoluntary, sum.voluntary)
	r.set(colInvoluntary, sum.involuntary)
	r.setIf(colRunQueue, sum.row.value[threadRunQueue], queued)
	r.setIf(colStack, s.stack, s.stack >= 0)
	r.setIf(colAnonymous, s.anon, s.anon >= 0)
	if alive {
		r.threads = s.rows
	}
}

// refreshThreads brings all threads up to date. It reports whether any of
// them is gone.
func (s *sampler) refreshThreads() (gone bool) {
	s.rows = s.rows[:0]
	for i := range s.threads {
		t := &s.threads[i]
		gone = !s.readThread(t) || gone
		s.rows = append(s.rows, t.row)
	}
	return gone
}

// The keys of /proc/PID/task/TID/status. The threads share their memory:
// what one says of it is that of all.
var statusKeys = [...]string{"VmHWM:", "RssAnon:", "VmStk:", "voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"}

// readThread brings a thread up to date. It reports whether the thread is
// still there.
func (s *sampler) readThread(t *thread) bool {
	if t.files[fileSchedstat] >= 0 {
		b, ok := s.pread(t.files[fileSchedstat])
		if !ok {
			return false
		}
		var f [3]int64 // time on a processor, time waiting for one, times given one
		if b.numbers(f[:]) {
			t.row.value[threadCPU], t.row.value[threadRunQueue] = f[0], f[1]
			t.row.have |= 1<<threadCPU | 1<<threadRunQueue
			if f[2] == t.slices || t.slices >= 0 && !s.fresh {
				return true
			}
			t.slices = f[2]
		}
	}
	b, ok := s.pread(t.files[fileStatus])
	if !ok {
		return false
	}
	var v [len(statusKeys)]int64
	found := b.values(statusKeys[:], v[:])
	if found&1 != 0 {
		s.peak = max(s.peak, v[0]*1024)
	}
	if found&2 != 0 {
		s.anon = v[1] * 1024
	}
	if found&4 != 0 {
		s.stack = v[2] * 1024
	}
	if found&24 == 24 {
		t.voluntary, t.involuntary = v[3], v[4]
	}
	cpu := t.row.value[threadCPU]
	if t.row.have&(1<<threadCPU) != 0 && t.ticked >= 0 && cpu-t.ticked < tick {
		return true
	}
	if b, ok = s.pread(t.files[fileStat]); ok {
		t.ticked = cpu
		if p, ok := parseStat(b); ok {
			t.row.value[threadUser], t.row.value[threadSystem] = p.user*tick, p.system*tick
			t.row.have |= 1<<threadUser | 1<<threadSystem
		}
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
			if s.threads[i].row.id == int64(tid) {
				s.threads[i].seen = true
				return
			}
		}
		if len(s.threads) <= maxThreads {
			s.openThread(tid)
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
		s.gone.row.value[threadRunQueue] += t.row.value[threadRunQueue]
	}
	s.threads = kept
	return err == nil && len(s.threads) <= maxThreads
}

func (s *sampler) openThread(tid int) {
	dir := filepath.Join(s.root, "proc", strconv.Itoa(s.pid), "task", strconv.Itoa(tid))
	t := thread{seen: true, slices: -1, ticked: -1, row: threadRow{id: int64(tid)}}
	for i, name := range [threadFiles]string{"status", "stat", "schedstat"} {
		t.files[i] = openOptional(filepath.Join(dir, name))
	}
	if t.files[fileStatus] < 0 {
		t.close() // it has ended
		return
	}
	if b, ok := s.preadSome(t.files[fileStat], len(s.buf)/2); ok { // see eachEntry
		t.row.name = programName(b)
	}
	s.threads = append(s.threads, t)
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
			if i := slices.Index(name, 0); i >= 0 {
				name = name[:i]
			}
			if id, ok := name.number(); ok {
				f(int(id))
			}
			b = b[size:]
		}
	}
}
