package probe

import (
	"path/filepath"
	"strconv"
	"strings"

	"brig/result"
)

// readCondition reads the state of the machine. What cannot be read is
// absent.
func readCondition(root string) result.Condition {
	var c result.Condition
	read := func(name string) text {
		return text(tree(root).table(name))
	}
	if f := strings.Fields(string(read("proc/loadavg"))); len(f) >= 4 {
		if load, err := strconv.ParseFloat(f[0], 64); err == nil {
			c.Load1 = &load
		}
		running, _, _ := strings.Cut(f[3], "/")
		if n, err := strconv.ParseInt(running, 10, 64); err == nil {
			c.Runnable = &n
		}
	}
	if cpu, ok := parseCPU(read("proc/stat")); ok {
		steal := cpu.steal * tick
		c.Steal = &steal
		busy := (cpu.user + cpu.nice + cpu.system + cpu.irq + cpu.softirq) * tick
		c.Busy = &busy
	}
	vmstat := read("proc/vmstat")
	c.SwapIn = present(vmstat.value("pswpin"))
	c.SwapOut = present(vmstat.value("pswpout"))
	c.OOMKills = present(vmstat.value("oom_kill"))
	c.Throttled = throttled(root)
	pressure := func(what string) *int64 { return present(read("proc/pressure/" + what).pressure()) }
	c.CPUPressure, c.MemPressure, c.IOPressure = pressure("cpu"), pressure("memory"), pressure("io")
	if mhz := meanMHz(root); mhz > 0 {
		c.MHz = &mhz
	}
	return c
}

// quotaFile is the file in which the probe's own control group counts how long
// its CPU quota held it back, "" when there is none. It takes longer to find than
// to read.
func quotaFile(root string) string {
	groups := memberships(root, "self")
	for _, controller := range []string{"cpu", ""} {
		if m, ok := groups[controller]; ok {
			return filepath.Join(m.dir, "cpu.stat")
		}
	}
	return ""
}

// heldBack is that time in ns.
func heldBack(file string) *int64 {
	t := text(readBounded(file, maxTable))
	if ns, ok := t.value("throttled_time"); ok {
		return &ns
	}
	us, ok := t.value("throttled_usec")
	return present(us*1000, ok)
}

func present(n int64, ok bool) *int64 {
	if !ok {
		return nil
	}
	return &n
}

// throttled adds up how often the processors slowed down for heat. Only
// Intel's drivers count that.
func throttled(root string) *int64 {
	counts, _ := filepath.Glob(filepath.Join(root,
		"sys/devices/system/cpu/cpu[0-9]*/thermal_throttle/*_throttle_count"))
	var sum int64
	found := false
	for _, name := range counts {
		if n, err := strconv.ParseInt(wordOf(name), 10, 64); err == nil {
			sum, found = sum+n, true
		}
	}
	return present(sum, found)
}

// meanMHz is the mean frequency of the processors now, 0 when not known.
func meanMHz(root string) float64 {
	var sum float64
	var n int
	files, _ := filepath.Glob(filepath.Join(root, "sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_cur_freq"))
	for _, name := range files {
		if khz, err := strconv.ParseFloat(wordOf(name), 64); err == nil && khz > 0 && khz < 1e9 {
			sum, n = sum+khz/1000, n+1
		}
	}
	if n == 0 {
		for line := range strings.Lines(tree(root).table("proc/cpuinfo")) {
			name, value, _ := strings.Cut(line, ":")
			if strings.TrimSpace(name) != "cpu MHz" {
				continue
			}
			if mhz, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && mhz > 0 && mhz < 1e6 {
				sum, n = sum+mhz, n+1
			}
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// processors counts the processors of the machine that are online, which may
// be more than this process may use.
func processors(root string) int {
	cpus, _ := filepath.Glob(filepath.Join(root, "sys/devices/system/cpu/cpu[0-9]*"))
	n := 0
	for _, c := range cpus {
		// The first processor often cannot be switched off and has no such file.
		if wordOf(filepath.Join(c, "online")) != "0" {
			n++
		}
	}
	return n
}
