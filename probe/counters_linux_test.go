package probe

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Counters of the kernel itself work on every machine that has perf events
// at all, and go the same way as those of the processor: of the program from its
// first instruction on, with its threads, and of nothing else.
func TestCountersOfAProgram(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	c := openCounters([4]event{
		{colCycles, unix.PERF_TYPE_SOFTWARE, unix.PERF_COUNT_SW_TASK_CLOCK},
		{colInstructions, unix.PERF_TYPE_SOFTWARE, unix.PERF_COUNT_SW_PAGE_FAULTS_MIN},
		{colCacheMisses, unix.PERF_TYPE_SOFTWARE, 9999}, // there is none
		{colBranchMisses, unix.PERF_TYPE_SOFTWARE, unix.PERF_COUNT_SW_TASK_CLOCK},
	})
	defer c.close()
	if c.fd[0] < 0 {
		t.Skipf("no perf events here: %s", c.absent[0].Reason)
	}
	var r row
	if c.read(&r); r.value[colCycles] != 0 {
		t.Errorf("%d ns before the program started", r.value[colCycles])
	}
	for x := 0; x < 50_000_000; x++ { // work of the probe, which is not counted
		runtime.KeepAlive(x)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROBE_TEST=burn 200000000")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	r.have = 0
	c.read(&r)
	used := usageOf(cmd.ProcessState, 0)
	if got, want := r.value[colCycles], used.User+used.System; got < want/2 || got > want*3/2 {
		t.Errorf("counted %d ns of a program that used %d", got, want)
	}
	if r.value[colCycles] != r.value[colBranchMisses] && r.value[colBranchMisses] < r.value[colCycles]/2 {
		t.Errorf("two counters of one thing: %d and %d", r.value[colCycles], r.value[colBranchMisses])
	}
	if n := r.value[colInstructions]; n <= 0 || n > used.MinorFaults+used.MajorFaults {
		t.Errorf("counted %d page faults, the program had %d", n, used.MinorFaults)
	}
	if r.have&(1<<colCacheMisses) != 0 || len(c.absent) != 1 || c.absent[0].Columns[0] != "cache_misses" ||
		!strings.HasPrefix(c.absent[0].Reason, "perf_event_open: ") {
		t.Errorf("an event that there is not: have %b, absent %v", r.have, c.absent)
	}
	if n := testing.AllocsPerRun(100, func() { c.read(&r) }); n != 0 {
		t.Errorf("reading counters made %v allocations", n)
	}
}
