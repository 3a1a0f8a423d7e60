package main

import (
	"os"
	"strings"
	"testing"
)

// What is allocated after hugePages lies where huge pages were asked for.
func TestHugePages(t *testing.T) {
	if _, err := os.Stat("/sys/kernel/mm/transparent_hugepage"); err != nil {
		t.Skip("this kernel has no huge pages")
	}
	hugePages()
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	asked := 0
	for line := range strings.Lines(string(maps)) {
		if strings.HasPrefix(line, "VmFlags:") && strings.Contains(line, " hg") {
			asked++
		}
	}
	if asked == 0 {
		t.Error("no part of the memory is marked for huge pages")
	}
}
