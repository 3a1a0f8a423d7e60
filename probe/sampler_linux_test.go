package probe

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/shirou/gopsutil/v3/cpu"
	"github.com/shirou/gopsutil/v3/disk"
	"github.com/shirou/gopsutil/v3/mem"
	"github.com/shirou/gopsutil/v3/process"

	"brig/result"
)

const recorded = "testdata/root"

// record copies the recorded tree so that a test can change it.
func record(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(recorded)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// documentOf makes a document of rows.
func documentOf(t *testing.T, absent []result.Absence, rows ...*row) result.Samples {
	t.Helper()
	rec := recorder{interval: time.Second, absent: absent}
	for _, r := range rows {
		rec.add(r)
	}
	d, err := rec.document()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSampleOfRecordedTree(t *testing.T) {
	s, err := openSampler(recorded, 4242, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	s.page = 4096
	var r row
	if !s.read(&r) {
		t.Fatal("the process is not alive")
	}
	if s.peak != 0 {
		t.Errorf("peak %d bytes after the first sample, want it not known", s.peak)
	}
	s.read(&r)
	want := result.Samples{
		Interval:         1e9,
		At:               []int64{0},
		User:             []int64{123 * 1e7},
		System:           []int64{45 * 1e7},
		RSS:              []int64{2500 * 4096},
		VMS:              []int64{1290547200},
		Shared:           []int64{1500 * 4096},
		Text:             []int64{400 * 4096},
		Data:             []int64{9000 * 4096},
		Anonymous:        []int64{9000 * 1024},
		Heap:             []int64{0x21000},
		Stack:            []int64{132 * 1024},
		Threads:          []int64{2},
		Voluntary:        []int64{77 + 1000},
		Involuntary:      []int64{5 + 20},
		ReadBytes:        []int64{8123456},
		WriteBytes:       []int64{4711},
		ReadCalls:        []int64{10},
		WriteCalls:       []int64{2},
		StorageRead:      []int64{0},
		StorageWrite:     []int64{4096},
		MinorFaults:      []int64{901},
		MajorFaults:      []int64{3},
		OpenFiles:        []int64{4},
		GroupCPU:         []int64{987654321},
		GroupThrottled:   []int64{77000},
		GroupMemory:      []int64{52428800},
		GroupCPUPressure: []int64{1234000},
		GroupMemPressure: []int64{5000},
		SystemUser:       []int64{(10512 + 34) * 1e7},
		SystemSystem:     []int64{(4371 + 2 + 81) * 1e7},
		SystemIdle:       []int64{167786 * 1e7},
		SystemIOWait:     []int64{224 * 1e7},
		SystemNice:       []int64{34 * 1e7},
		SystemIRQ:        []int64{2 * 1e7},
		SystemSoftIRQ:    []int64{81 * 1e7},
		SystemSteal:      []int64{22 * 1e7},
		Available:        []int64{3000000 * 1024},
		Free:             []int64{1000000 * 1024},
		Buffers:          []int64{10000 * 1024},
		Cached:           []int64{700000 * 1024},
		Active:           []int64{500000 * 1024},
		Inactive:         []int64{300000 * 1024},
		SwapUsed:         []int64{(2097148 - 2000000) * 1024},
		SwapIn:           []int64{17},
		SwapOut:          []int64{23},
		DiskRead:         []int64{(5000 + 100) * 512}, // of vda and nvme0n1, not of dm-0 and loop0
		DiskWrite:        []int64{(7000 + 200) * 512},
		DiskReads:        []int64{20},
		DiskWrites:       []int64{40},
		DiskReadTime:     []int64{10 * 1e6},
		DiskWriteTime:    []int64{18 * 1e6},
		PerThread: []result.ThreadSamples{
			{ID: 4242, Name: "a (bad) na) me", User: []int64{100 * 1e7}, System: []int64{40 * 1e7},
				CPU: []int64{1380000000}, RunQueue: []int64{5000}},
			{ID: 4243},
		},
		Absent: []result.Absence{
			{Columns: []string{"cgroup_read_bytes", "cgroup_write_bytes"}, Reason: "the process is in the root control group of blkio"},
			{Columns: []string{"cgroup_io_pressure_ns"},
				Reason: "opening io.pressure of the control group: no such file or directory"},
			// The second thread has no schedstat.
			{Columns: []string{"runqueue_ns", "cycles", "instructions", "cache_misses", "branch_misses"}, Reason: "some sample lacks it"},
		},
	}
	slices.SortFunc(r.threads, func(a, b threadRow) int { return cmp.Compare(a.id, b.id) })
	if diff := gocmp.Diff(want, documentOf(t, s.absent, &r)); diff != "" {
		t.Errorf("samples (-want +got):\n%s", diff)
	}
	if got, want := s.peak, int64(12000*1024); got != want {
		t.Errorf("peak %d bytes, want %d", got, want)
	}
}

// The division of a total by coarse ticks must not let either part go back.
func TestDivideNeverGoesBack(t *testing.T) {
	var s sampler
	for i, step := range []struct{ total, userTicks, systemTicks, user, system int64 }{
		{10, 0, 0, 10, 0},
		{100, 3, 1, 75, 25},
		{104, 3, 2, 75, 29},  // 62.4, 41.6
		{120, 10, 2, 91, 29}, // 100, 20
		{120, 0, 12, 91, 29},
		{1e15, 5e7, 5e7, 5e14, 5e14},
	} {
		s.divide(step.total, step.userTicks, step.systemTicks)
		if s.user != step.user || s.system != step.system {
			t.Errorf("step %d: user %d, system %d, want %d, %d", i, s.user, s.system, step.user, step.system)
		}
	}
}

func TestThreadsComeAndGo(t *testing.T) {
	root := record(t)
	s, err := openSampler(root, 4242, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	task := filepath.Join(root, "proc/4242/task")
	switches := func(want int64) {
		t.Helper()
		var r row
		if !s.read(&r) || r.value[colVoluntary] != want {
			t.Errorf("%d voluntary switches, want %d", r.value[colVoluntary], want)
		}
	}
	write := func(name, content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stat, err := os.ReadFile(filepath.Join(root, "proc/4242/stat"))
	if err != nil {
		t.Fatal(err)
	}
	// The file was opened by name and has to stay the same one.
	threads := func(n int) {
		f := strings.Split(string(stat), " ")
		f[len(f)-52+19] = fmt.Sprint(n)
		f2 := strings.Join(f, " ")
		write(filepath.Join(root, "proc/4242/stat"), f2)
	}
	switches(1077)
	write(filepath.Join(task, "4250/status"), "voluntary_ctxt_switches:\t500\nnonvoluntary_ctxt_switches:\t1\n")
	threads(3)
	switches(1577)
	if err := os.RemoveAll(filepath.Join(task, "4250")); err != nil {
		t.Fatal(err)
	}
	threads(2)
	switches(1577) // what an ended thread counted stays
}

// Maps are read again when the process has another size, and after a second.
func TestHeapIsReadWhenSizeChanges(t *testing.T) {
	root := record(t)
	s, err := openSampler(root, 4242, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	heap := func(at time.Duration, want int64) {
		t.Helper()
		r := row{at: at.Nanoseconds()}
		if !s.read(&r) || r.value[colHeap] != want {
			t.Errorf("after %v: a heap of %#x bytes, want %#x", at, r.value[colHeap], want)
		}
	}
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, "proc/4242", name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	heap(0, 0x21000)
	write("maps", "55d0c0000000-55d0c0042000 rw-p 00000000 00:00 0 [heap]\n")
	heap(100*time.Millisecond, 0x21000)
	write("statm", "315042 2500 1500 400 0 9033 0\n")
	heap(200*time.Millisecond, 0x42000)
	write("maps", "55d0c0000000-55d0c0021000 rw-p 00000000 00:00 0 [heap]\n")
	heap(1100*time.Millisecond, 0x42000)
	heap(1300*time.Millisecond, 0x21000)
	write("maps", "")
	heap(1400*time.Millisecond, 0x21000)
}

// A column is left out, not zero, when its file is not there.
func TestMissingFilesAreAbsent(t *testing.T) {
	root := record(t)
	for _, name := range []string{
		"proc/4242/io", "proc/4242/fd", "proc/4242/task", "proc/4242/statm", "proc/4242/maps", "proc/4242/cgroup",
		"proc/meminfo", "proc/vmstat", "sys/block", "proc/stat",
	} {
		if err := os.RemoveAll(filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	s, err := openSampler(root, 4242, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	s.page = 4096
	var r row
	if !s.read(&r) {
		t.Fatal("the process is not alive")
	}
	d := documentOf(t, s.absent, &r)
	want := result.Samples{
		Interval: 1e9, At: []int64{0},
		User: []int64{123 * 1e7}, System: []int64{45 * 1e7},
		RSS: []int64{2500 * 4096}, VMS: []int64{1290547200}, Threads: []int64{2},
		MinorFaults: []int64{901}, MajorFaults: []int64{3},
		Absent: d.Absent,
	}
	if diff := gocmp.Diff(want, d); diff != "" {
		t.Errorf("samples (-want +got):\n%s", diff)
	}
	// Every column that is not there has a reason, and the reason names no
	// process and no time.
	reasons := map[string]string{}
	for _, a := range d.Absent {
		for _, c := range a.Columns {
			reasons[c] = a.Reason
		}
	}
	for c, field := range fieldsOf(&d) {
		if reason := reasons[columnNames[c]]; (reason != "") != (*field == nil) {
			t.Errorf("column %s: %v, absent because of %q", columnNames[c], *field, reason)
		}
	}
	if got, want := reasons["open_files"], "opening "+root+"/proc/PID/fd: no such file or directory"; got != want {
		t.Errorf("open files are absent because of %q, want %q", got, want)
	}
}

// sleeper starts a process that does nothing.
func sleeper(t testing.TB) int {
	t.Helper()
	cmd := exec.Command("sleep", "100")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd.Process.Pid
}

// What is read by hand and what gopsutil says of the same process agree.
func TestSampleAgreesWithGopsutil(t *testing.T) {
	for _, pid := range []int{os.Getpid(), sleeper(t)} {
		s, err := openSampler("/", pid, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		p, err := openPortable(pid)
		if err != nil {
			t.Fatal(err)
		}
		var hand, other row
		// The first readings open files of their own.
		if !p.read(&other) || !s.read(&hand) || !s.read(&hand) || !p.read(&other) {
			t.Fatal("the process is not alive")
		}
		for _, c := range []struct {
			name      string
			col       int
			tolerance float64 // absolute
		}{
			{"user", colUser, 30e6}, {"system", colSystem, 30e6},
			{"rss", colRSS, 8 << 20}, {"vms", colVMS, 8 << 20}, {"threads", colThreads, 1},
			{"minor faults", colMinorFaults, 5000}, {"major faults", colMajorFaults, 5},
			{"open files", colOpenFiles, 3},
			{"machine user", colSystemUser, 200e6}, {"machine system", colSystemSystem, 200e6},
			{"machine idle", colSystemIdle, 200e6}, {"machine I/O wait", colSystemIOWait, 200e6},
			{"available", colAvailable, 512 << 20}, {"swap", colSwapUsed, 64 << 20},
		} {
			if other.have&(1<<c.col) == 0 {
				continue
			}
			got, want := float64(hand.value[c.col]), float64(other.value[c.col])
			if hand.have&(1<<c.col) == 0 || math.Abs(got-want) > c.tolerance {
				t.Errorf("process %d: %s: %.0f, gopsutil has %.0f", pid, c.name, got, want)
			}
		}
	}
}

func TestSampleDoesNotAllocate(t *testing.T) {
	s, err := openSampler("/", os.Getpid(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	s.slowEvery = 0 // all of it
	var r row
	rec := recorder{interval: time.Millisecond, path: filepath.Join(t.TempDir(), "samples")}
	sample := func() {
		r.at += 1e6
		s.read(&r)
		rec.add(&r)
	}
	// The first second opens the files of the threads and that of the samples,
	// and makes the buffers; the next ones write blocks.
	for range 1500 {
		sample()
	}
	if n := testing.AllocsPerRun(3000, sample); n != 0 {
		t.Errorf("a sample made %v allocations", n)
	}
	if d, err := rec.document(); err != nil || len(d.At) != 4501 || d.Thinned != nil {
		t.Errorf("%d samples were kept, %+v, %v", len(d.At), d.Thinned, err)
	}
}

func TestCondition(t *testing.T) {
	got := readCondition(recorded)
	p := func(n int64) *int64 { return &n }
	load, mhz := 0.91, 2600.5
	want := result.Condition{
		Load1: &load, Runnable: p(4), Steal: p(22 * 1e7), SwapIn: p(17), SwapOut: p(23),
		Throttled: p(3 + 4), CPUPressure: p(18446000), MemPressure: p(5000), IOPressure: p(777000),
		MHz: &mhz, Busy: p((10512 + 34 + 4371 + 2 + 81) * 1e7), OOMKills: p(2),
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("condition (-want +got):\n%s", diff)
	}
	if diff := gocmp.Diff(result.Condition{}, readCondition(t.TempDir())); diff != "" {
		t.Errorf("condition of an empty tree (-want +got):\n%s", diff)
	}
	if got := processors(recorded); got != 2 {
		t.Errorf("%d processors online, want 2", got)
	}
}

// BenchmarkSample compares a full sample read by hand, recorded and with all
// that is otherwise read ten times a second, with what gopsutil needs for the
// same values, of a process with as many threads as this one. What gopsutil
// does not know (control groups, run queues, the stack) is in the first only;
// of the heap gopsutil gives the resident part, for which it reads all maps.
func BenchmarkSample(b *testing.B) {
	pid := os.Getpid()
	b.Run("reader=hand", func(b *testing.B) {
		s, err := openSampler("/", pid, nil)
		if err != nil {
			b.Fatal(err)
		}
		defer s.close()
		s.slowEvery = 0
		var r row
		rec := recorder{interval: time.Millisecond, path: filepath.Join(b.TempDir(), "samples")}
		b.ReportAllocs()
		for b.Loop() {
			r.at += 1e6
			s.read(&r)
			rec.add(&r)
		}
		b.ReportMetric(float64(len(s.threads)), "threads")
	})
	for _, maps := range []bool{false, true} {
		b.Run(fmt.Sprintf("reader=gopsutil/heap=%v", maps), func(b *testing.B) {
			p, err := process.NewProcess(int32(pid))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				_, err1 := p.Times()
				_, err2 := p.MemoryInfoEx()
				_, err3 := p.NumThreads()
				_, err4 := p.Threads() // our context switches are those of all threads
				_, err5 := p.NumCtxSwitches()
				_, err6 := p.IOCounters()
				_, err7 := p.PageFaults()
				_, err8 := p.NumFDs()
				_, err9 := cpu.Times(false)
				_, err10 := mem.VirtualMemory()
				_, err11 := mem.SwapMemory()
				_, err12 := disk.IOCounters()
				if maps {
					_, err = p.MemoryMaps(false)
				}
				for _, err := range []error{err, err1, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11, err12} {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
