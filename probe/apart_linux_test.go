package probe

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestApart checks that a program has one processor and the probe the others, in
// threads that it makes afterwards too.
func TestApart(t *testing.T) {
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		t.Fatal(err)
	}
	if all.Count() < 2 {
		t.Skip("one processor: nothing to separate")
	}
	defer func() { // the processors of this process are those of later tests
		for _, id := range threadsOf(t) {
			_ = unix.SchedSetaffinity(id, &all)
		}
	}()
	var out bytes.Buffer
	run, err := Measure(t.Context(), Command{
		Args:     []string{"grep", "Cpus_allowed_list", "/proc/self/status"},
		Stdout:   &out,
		Interval: MinInterval,
		Apart:    true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if run.Noise.Apart == nil {
		t.Fatal("the run does not say which processor the program had")
	}
	last := int(*run.Noise.Apart)
	if got, want := strings.Fields(out.String()), fmt.Sprint(last); len(got) != 2 || got[1] != want {
		t.Errorf("the program ran with %q, want processor %s alone", out.String(), want)
	}
	seen := make(chan bool)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with this
		var mine unix.CPUSet
		seen <- unix.SchedGetaffinity(0, &mine) == nil && !mine.IsSet(last) && mine.Count() == all.Count()-1
	}()
	if !<-seen {
		t.Errorf("a thread of the probe may run on processor %d", last)
	}
	for _, id := range threadsOf(t) {
		var set unix.CPUSet
		if err := unix.SchedGetaffinity(id, &set); err == nil && set.IsSet(last) {
			t.Errorf("thread %d of the probe may run on processor %d", id, last)
		}
	}
}

func threadsOf(t *testing.T) []int {
	entries, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	var list []int
	for _, e := range entries {
		if id, err := strconv.Atoi(e.Name()); err == nil {
			list = append(list, id)
		}
	}
	return list
}
