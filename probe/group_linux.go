package probe

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// A group is the open files of a process's control group, -1 for those that
// are not there. Version 2 has one group with all files; version 1 has one for
// each controller.
type group struct {
	cpu       int // version 2: cpu.stat, version 1: cpuacct.usage
	throttled int // version 1: cpu.stat
	memory    int
	io        int
	pressure  [3]int // cpu, memory, io; version 2 only
	two       bool   // cpu and io are of version 2
}

func (g *group) files() [7]*int {
	return [7]*int{&g.cpu, &g.throttled, &g.memory, &g.io, &g.pressure[0], &g.pressure[1], &g.pressure[2]}
}

func (g *group) close() {
	for _, fd := range g.files() {
		if *fd >= 0 {
			unix.Close(*fd)
		}
	}
}

// A membership is a control group that a process is in, as a directory.
type membership struct {
	dir string
	two bool
}

// memberships finds the control groups of a process: one for each controller
// of version 1, and that of version 2 under the name "". The root group, which
// is the machine, is left out.
func memberships(root string, pid string) map[string]membership {
	mounts := tree(root).table("proc/self/mountinfo")
	where := tree(root).table("proc/" + pid + "/cgroup")
	found := map[string]membership{}
	for line := range strings.Lines(where) {
		// number:controller,controller:path; version 2 has 0 and none
		f := strings.SplitN(strings.TrimSuffix(line, "\n"), ":", 3)
		if len(f) != 3 || !strings.HasPrefix(f[2], "/") {
			continue
		}
		for controller := range strings.SplitSeq(f[1], ",") {
			dir := groupDir(mounts, controller, f[2])
			if dir == "" {
				continue
			}
			m := membership{dir: filepath.Join(root, dir), two: controller == ""}
			if !isRootGroup(m) {
				found[controller] = m
			}
		}
	}
	return found
}

// groupDir is where a control group is mounted, by /proc/self/mountinfo:
// id parent device root mountpoint options ... - type source options.
func groupDir(mounts, controller, path string) string {
	for line := range strings.Lines(mounts) {
		first, last, ok := strings.Cut(line, " - ")
		f, g := strings.Fields(first), strings.Fields(last)
		if !ok || len(f) < 5 || len(g) < 3 {
			continue
		}
		if controller == "" {
			ok = g[0] == "cgroup2"
		} else {
			ok = g[0] == "cgroup" && strings.Contains(","+g[2]+",", ","+controller+",")
		}
		if !ok {
			continue
		}
		// A container may see only its own part of the hierarchy.
		rel, err := filepath.Rel(unescapeMount(f[3]), path)
		if err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
			rel = "."
		}
		return filepath.Join(unescapeMount(f[4]), rel)
	}
	return ""
}

// isRootGroup tells the machine's own group by what only it has or lacks.
func isRootGroup(m membership) bool {
	if m.two {
		_, err := os.Stat(filepath.Join(m.dir, "cgroup.type"))
		return err != nil
	}
	_, err := os.Stat(filepath.Join(m.dir, "release_agent"))
	return err == nil
}

// openGroup opens the files of the process's control group.
func (s *sampler) openGroup() {
	for _, fd := range s.group.files() {
		*fd = -1
	}
	found := memberships(s.root, strconv.Itoa(s.pid))
	open := func(into *int, controller, file string, cols ...int) {
		m, ok := found[controller]
		if !ok {
			s.without("the process is in the root control group"+ofController(controller), cols...)
			return
		}
		var err error
		if *into, err = openFile(filepath.Join(m.dir, file)); err != nil {
			*into = -1
			s.without(fmt.Sprintf("opening %s of the control group: %v", file, err), cols...)
		}
	}
	g := &s.group
	if m, ok := found[""]; ok && hasFile(m.dir, "memory.current") || len(found) == 0 {
		g.two = true
		open(&g.cpu, "", "cpu.stat", colGroupCPU, colGroupThrottled)
		open(&g.memory, "", "memory.current", colGroupMemory)
		open(&g.io, "", "io.stat", colGroupRead, colGroupWrite)
	} else {
		open(&g.cpu, "cpuacct", "cpuacct.usage", colGroupCPU)
		open(&g.throttled, "cpu", "cpu.stat", colGroupThrottled)
		open(&g.memory, "memory", "memory.usage_in_bytes", colGroupMemory)
		open(&g.io, "blkio", "blkio.throttle.io_service_bytes", colGroupRead, colGroupWrite)
	}
	open(&g.pressure[0], "", "cpu.pressure", colGroupCPUPressure)
	open(&g.pressure[1], "", "memory.pressure", colGroupMemPressure)
	open(&g.pressure[2], "", "io.pressure", colGroupIOPressure)
}

func ofController(name string) string {
	if name == "" {
		return ""
	}
	return " of " + name
}

// The keys of cpu.stat.
var (
	usageKeys     = [...]string{"usage_usec", "throttled_usec"}
	throttledKeys = [...]string{"throttled_time"}
)

// readGroup reads what is of the control group.
func (s *sampler) readGroup(r *row) {
	g := &s.group
	if t, ok := s.pread(g.cpu); ok && g.two {
		var v [len(usageKeys)]int64
		found := t.values(usageKeys[:], v[:])
		r.setIf(colGroupCPU, v[0]*1000, found&1 != 0)
		r.setIf(colGroupThrottled, v[1]*1000, found&2 != 0)
	} else if ok {
		ns, ok := t.number()
		r.setIf(colGroupCPU, ns, ok)
	}
	if t, ok := s.pread(g.throttled); ok {
		var v [len(throttledKeys)]int64
		r.setIf(colGroupThrottled, v[0], t.values(throttledKeys[:], v[:]) != 0)
	}
	if t, ok := s.pread(g.memory); ok {
		n, ok := t.number()
		r.setIf(colGroupMemory, n, ok)
	}
	if g.io >= 0 {
		t, _ := s.pread(g.io) // empty before the first access
		read, written := parseGroupIO(t)
		r.set(colGroupRead, read)
		r.set(colGroupWrite, written)
	}
	for i, col := range [3]int{colGroupCPUPressure, colGroupMemPressure, colGroupIOPressure} {
		if t, ok := s.pread(g.pressure[i]); ok {
			ns, ok := t.pressure()
			r.setIf(col, ns, ok)
		}
	}
}

// parseGroupIO adds up the bytes read and written, over devices, of io.stat
// ("8:0 rbytes=1 wbytes=2 ...") or of blkio.throttle.io_service_bytes
// ("8:0 Read 1").
func parseGroupIO(t text) (read, written int64) {
	for {
		l, ok := t.line()
		if !ok {
			return read, written
		}
		l.field() // the device
		for f := l.field(); len(f) > 0; f = l.field() {
			n, ok := f.after("rbytes=")
			m, ok2 := f.after("wbytes=")
			switch {
			case ok:
				read += n
			case ok2:
				written += m
			case string(f) == "Read":
				n, _ := l.number()
				read += n
			case string(f) == "Write":
				n, _ := l.number()
				written += n
			}
		}
	}
}
