package probe

import (
	"os"
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
		b, _ := os.ReadFile(filepath.Join(root, name))
		return b
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
	}
	vmstat := read("proc/vmstat")
	c.SwapIn = present(vmstat.value("pswpin"))
	c.SwapOut = present(vmstat.value("pswpout"))
	c.Throttled = throttled(root)
	pressure := func(what string) *int64 {
		for t := read("proc/pressure/" + what); ; {
			l, ok := t.line()
			if !ok {
				return nil
			}
			if rest, ok := strings.CutPrefix(string(l), "some "); ok {
				_, total, _ := strings.Cut(rest, "total=")
				us, err := strconv.ParseInt(total, 10, 64)
				return present(us*1000, err == nil)
			}
		}
	}
	c.CPUPressure, c.MemPressure, c.IOPressure = pressure("cpu"), pressure("memory"), pressure("io")
	if mhz := meanMHz(root); mhz > 0 {
		c.MHz = &mhz
	}
	return c
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
		b, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil {
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
		b, _ := os.ReadFile(name)
		if khz, err := strconv.ParseFloat(strings.TrimSpace(string(b)), 64); err == nil {
			sum, n = sum+khz/1000, n+1
		}
	}
	if n == 0 {
		b, _ := os.ReadFile(filepath.Join(root, "proc/cpuinfo"))
		for line := range strings.Lines(string(b)) {
			name, value, _ := strings.Cut(line, ":")
			if strings.TrimSpace(name) != "cpu MHz" {
				continue
			}
			if mhz, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
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
		if b, err := os.ReadFile(filepath.Join(c, "online")); err != nil || string(b) != "0\n" {
			n++
		}
	}
	return n
}
