package probe

import (
	"cmp"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"brig/result"
)

const cpuDir = "sys/devices/system/cpu/"

// cpu describes the processors. The text of cpuinfo differs between
// architectures; topology, caches and governor come from sysfs.
func (t tree) cpu(cpuinfo string) result.CPU {
	var c result.CPU
	for line := range strings.Lines(cpuinfo) {
		key, value, _ := strings.Cut(line, ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case (key == "vendor_id" || key == "CPU implementer") && c.Vendor == "":
			c.Vendor = value
		case (key == "model name" || key == "Model") && c.Model == "":
			c.Model = value
		case key == "microcode" && c.Microcode == "":
			c.Microcode = value
		}
	}
	if v := t.word(cpuDir + "cpu0/microcode/version"); v != "" {
		c.Microcode = v
	}
	c.MHz = meanMHz(string(t))
	c.Logical = processors(string(t))
	c.Sockets, c.CoresPerSocket = t.topology()
	level := 0
	for _, cache := range t.glob(cpuDir + "cpu0/cache/index*") {
		l, err := strconv.Atoi(wordOf(filepath.Join(cache, "level")))
		kb, isKB := strings.CutSuffix(wordOf(filepath.Join(cache, "size")), "K")
		n, err2 := strconv.ParseInt(kb, 10, 32)
		if err == nil && err2 == nil && isKB && l > level && n > 0 {
			level, c.Cache = l, n*1024
		}
	}
	c.Governor = t.word(cpuDir + "cpu0/cpufreq/scaling_governor")
	c.Driver = t.word(cpuDir + "cpu0/cpufreq/scaling_driver")
	c.MinMHz = t.megahertz(cpuDir + "cpu0/cpufreq/scaling_min_freq")
	c.MaxMHz = t.megahertz(cpuDir + "cpu0/cpufreq/scaling_max_freq")
	c.Turbo = t.turbo()
	c.SMT = t.word(cpuDir + "smt/control")
	c.Isolated = t.word(cpuDir + "isolated")
	return c
}

// megahertz is a frequency that is written in kHz, 0 when not known.
func (t tree) megahertz(name string) float64 {
	khz, _ := t.number(name)
	return float64(max(khz, 0)) / 1000
}

// topology counts sockets, and the cores of each.
func (t tree) topology() (sockets, coresPerSocket int) {
	type core struct{ socket, id string }
	bySocket, byCore := map[string]bool{}, map[core]bool{}
	for _, topology := range t.glob(cpuDir + "cpu[0-9]*/topology") {
		socket := wordOf(filepath.Join(topology, "physical_package_id"))
		bySocket[socket] = true
		byCore[core{socket, wordOf(filepath.Join(topology, "core_id"))}] = true
	}
	if len(bySocket) == 0 {
		return 0, 0
	}
	return len(bySocket), len(byCore) / len(bySocket)
}

// turbo says whether the processors may exceed their nominal frequency. Each
// driver has its own switch.
func (t tree) turbo() *bool {
	for _, s := range []struct {
		file string
		on   int64
	}{
		{cpuDir + "intel_pstate/no_turbo", 0},
		{cpuDir + "cpufreq/boost", 1},
		{cpuDir + "cpufreq/policy0/boost", 1},
	} {
		if n, ok := t.number(s.file); ok {
			on := n == s.on
			return &on
		}
	}
	return nil
}

// mitigations lists the processor's known faults and what the kernel does
// about each.
func (t tree) mitigations() []result.Setting {
	var all []result.Setting
	for _, name := range t.glob(cpuDir + "vulnerabilities/*") {
		if w := wordOf(name); w != "" {
			all = append(all, result.Setting{Name: filepath.Base(name), Value: w})
		}
	}
	return all
}

func (t tree) nodes() []result.Node {
	var all []result.Node
	for _, dir := range t.glob("sys/devices/system/node/node[0-9]*") {
		id, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(dir), "node"))
		if err != nil {
			continue
		}
		n := result.Node{ID: id, CPUs: wordOf(filepath.Join(dir, "cpulist"))}
		for line := range strings.Lines(readBounded(filepath.Join(dir, "meminfo"), maxTable)) {
			// Node 0 MemTotal:  123 kB
			if f := strings.Fields(line); len(f) == 5 && f[2] == "MemTotal:" {
				if kb, err := strconv.ParseInt(f[3], 10, 50); err == nil && kb > 0 {
					n.Memory = kb * 1024
				}
			}
		}
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b result.Node) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

func (t tree) hugePages() *result.HugePages {
	h := result.HugePages{
		Transparent: chosen(t.word("sys/kernel/mm/transparent_hugepage/enabled")),
		Defrag:      chosen(t.word("sys/kernel/mm/transparent_hugepage/defrag")),
	}
	for _, dir := range t.glob("sys/kernel/mm/hugepages/hugepages-*kB") {
		var p result.HugePool
		var ok [3]bool
		size := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(dir), "hugepages-"), "kB")
		kb, err := strconv.ParseInt(size, 10, 50)
		p.Size, ok[0] = kb*1024, err == nil && kb > 0
		at := strings.TrimPrefix(dir, string(t))
		p.Pages, ok[1] = t.number(at + "/nr_hugepages")
		p.Free, ok[2] = t.number(at + "/free_hugepages")
		if ok == [3]bool{true, true, true} {
			h.Pools = append(h.Pools, p)
		}
	}
	slices.SortFunc(h.Pools, func(a, b result.HugePool) int { return cmp.Compare(a.Size, b.Size) })
	if h.Transparent == "" && h.Defrag == "" && h.Pools == nil {
		return nil
	}
	return &h
}

// chosen is the word in brackets: "always [madvise] never".
func chosen(choice string) string {
	_, after, _ := strings.Cut(choice, "[")
	word, _, ok := strings.Cut(after, "]")
	if !ok {
		return ""
	}
	return word
}

func (t tree) power() []result.Supply {
	var all []result.Supply
	for _, dir := range t.glob("sys/class/power_supply/*") {
		s := result.Supply{
			Name: filepath.Base(dir), Type: wordOf(filepath.Join(dir, "type")), Status: wordOf(filepath.Join(dir, "status"))}
		if s.Type == "" {
			continue
		}
		if w := wordOf(filepath.Join(dir, "online")); w == "0" || w == "1" {
			on := w == "1"
			s.Online = &on
		}
		all = append(all, s)
	}
	return all
}
