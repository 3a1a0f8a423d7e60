// Package doctor says whether a machine is fit to measure on, why not and what
// to do about it, and can change the settings of its kernel for as long as a
// measurement takes.
//
// [Examine] judges a description of the machine and changes nothing. [Tune]
// changes settings, after it has written each change to a journal; [Restore]
// undoes what a journal tells, also that of a process that was killed.
package doctor

import (
	"fmt"
	"strconv"
	"strings"

	"brig/result"
)

// How much a finding matters.
const (
	OK      = "ok"      // as it should be
	Note    = "note"    // worth knowing; figures stay good
	Warning = "warning" // figures will vary for it, or mislead
)

// A Finding is what was found about one thing.
type Finding struct {
	Name    string `json:"name"`
	Level   string `json:"level"`
	Found   string `json:"found"`
	Reason  string `json:"reason,omitempty"` // why it matters; empty when OK
	Remedy  string `json:"remedy,omitempty"`
	Tunable bool   `json:"tunable,omitempty"` // Tune does it
}

// Fit reports whether nothing found speaks against measuring.
func Fit(findings []Finding) bool {
	for _, f := range findings {
		if f.Level == Warning {
			return false
		}
	}
	return true
}

// An examination gathers findings.
type examination struct {
	system   *result.System
	now      result.Condition
	findings []Finding
}

// Examine judges a machine by its description and its state. What they do not
// tell is passed over.
func Examine(s *result.System, now result.Condition) []Finding {
	e := &examination{system: s, now: now}
	for _, check := range []func(*examination){
		(*examination).processors, (*examination).governor, (*examination).turbo, (*examination).smt, (*examination).heat,
		(*examination).load, (*examination).guest, (*examination).limits, (*examination).memory, (*examination).hugePages,
		(*examination).numa, (*examination).layout, (*examination).clock, (*examination).power,
		(*examination).counters, (*examination).watchdog, (*examination).platform,
	} {
		check(e)
	}
	return e.findings
}

func (e *examination) ok(name, format string, args ...any) {
	e.findings = append(e.findings, Finding{Name: name, Level: OK, Found: fmt.Sprintf(format, args...)})
}

func (e *examination) find(level, name, found, reason, remedy string) *Finding {
	e.findings = append(e.findings, Finding{Name: name, Level: level, Found: found, Reason: reason, Remedy: remedy})
	return &e.findings[len(e.findings)-1]
}

// setting is a kernel setting that is a number.
func (e *examination) setting(name string) (int64, bool) {
	for _, s := range e.system.Sysctl {
		if s.Name == name {
			n, err := strconv.ParseInt(strings.TrimSpace(s.Value), 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}

func (e *examination) processors() {
	if n := e.system.CPU.Logical; n < 2 {
		e.find(Warning, "processors", fmt.Sprint(n),
			"the engine and the probe take turns on one processor",
			"measure on a machine with two or more")
	} else {
		e.ok("processors", "%d", n)
	}
}

func (e *examination) governor() {
	switch g := e.system.CPU.Governor; g {
	case "":
	case "performance":
		e.ok("governor", "%s", g)
	default:
		e.find(Warning, "governor", g,
			"the frequency follows the load, so that short runs are slow and the first are slower than the next",
			`set the governor "performance": cpupower frequency-set -g performance`).Tunable = true
	}
}

func (e *examination) turbo() {
	switch t := e.system.CPU.Turbo; {
	case t == nil:
	case *t:
		e.find(Warning, "turbo", "on",
			"how far a processor exceeds its nominal frequency depends on its heat and on what the others do",
			"switch it off: echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo, or echo 0 > /sys/devices/system/cpu/cpufreq/boost").Tunable = true
	default:
		e.ok("turbo", "off")
	}
}

func (e *examination) smt() {
	switch smt := e.system.CPU.SMT; smt {
	case "":
	case "on":
		e.find(Note, "SMT", smt,
			"two processors of the kernel share a core: what runs on one slows the other",
			"give the experiment processors of different cores (cpus = ...), or switch SMT off: echo off > /sys/devices/system/cpu/smt/control")
	default:
		e.ok("SMT", "%s", smt)
	}
}

func (e *examination) heat() {
	switch n := e.now.Throttled; {
	case n == nil:
	case *n > 0:
		e.find(Note, "throttling", fmt.Sprintf("%d times since boot", *n),
			"processors have slowed down for heat; when they do it in a run, the run does not count",
			"see to the cooling, or measure at a lower frequency")
	default:
		e.ok("throttling", "none since boot")
	}
}

// Limits of what else may go on. A run's own gates are wider: they bear what
// the runs before it leave.
const maxLoad = 0.5 // a processor

func (e *examination) load() {
	n := float64(max(e.system.CPU.Logical, 1))
	if l := e.now.Load1; l != nil {
		found := fmt.Sprintf("%.2f on %.0f processors", *l, n)
		if *l > maxLoad*n {
			e.find(Warning, "load", found,
				"other programs have been running: they take processor time, memory bandwidth and caches",
				"end them, or wait: uptime tells the load, top tells whose it is")
		} else {
			e.ok("load", "%s", found)
		}
	}
	if r := e.now.Runnable; r != nil && *r-1 >= int64(n) {
		e.find(Warning, "runnable tasks", fmt.Sprintf("%d others on %.0f processors", *r-1, n),
			"the engine would have to wait for a processor", "end them: top -H tells which they are")
	}
}

func (e *examination) guest() {
	v := e.system.Virtual
	switch {
	case v == "":
		e.ok("machine", "not a guest")
	case strings.HasSuffix(v, "container"):
		e.find(Note, "machine", v, "what else runs on the machine cannot be seen from in here, and limits may apply",
			"run brig doctor outside of the container too")
	default:
		e.find(Warning, "machine", v,
			"the hypervisor may take processors away (steal), and neighbours share caches and memory",
			"measure on a machine of its own, or repeat more often; runs from which over 1 % was stolen do not count")
	}
}

func (e *examination) limits() {
	l := e.system.Limits
	if l == nil {
		return
	}
	if l.Processors > 0 {
		e.find(Warning, "CPU quota", fmt.Sprintf("%g processors", l.Processors),
			"a program that has used its share stands still until the next period",
			"lift the quota of the control group, and name processors (cpuset) instead")
	}
	if l.Memory > 0 && l.Memory < minMemory {
		e.find(Warning, "memory limit", mebibytes(l.Memory), "pages are taken back while the engine runs, or it is killed",
			"raise the limit of the control group to "+mebibytes(minMemory)+" or more")
	}
}

// minMemory is what a run of the default scripts should have at least.
const minMemory = 1 << 30

func mebibytes(n int64) string { return fmt.Sprintf("%d MiB", n>>20) }

func (e *examination) memory() {
	if e.system.Memory > 0 && e.system.Memory < minMemory {
		e.find(Warning, "memory", mebibytes(e.system.Memory), "the capture does not stay in memory beside the engine",
			"measure on a machine with more")
	} else if e.system.Memory > 0 {
		e.ok("memory", "%s", mebibytes(e.system.Memory))
	}
	if e.system.Swap > 0 {
		e.find(Note, "swap", mebibytes(e.system.Swap), "a run in which a page is swapped does not count",
			"switch it off while measuring: swapoff -a")
	} else if e.system.Memory > 0 {
		e.ok("swap", "none")
	}
}

func (e *examination) hugePages() {
	h := e.system.HugePages
	switch {
	case h == nil || h.Transparent == "":
	case h.Transparent == "always":
		e.find(Warning, "huge pages", h.Transparent,
			"the kernel gathers small pages into huge ones behind a program's back, when it finds the time",
			"leave it to programs that ask: echo madvise > /sys/kernel/mm/transparent_hugepage/enabled").Tunable = true
	default:
		e.ok("huge pages", "%s", h.Transparent)
	}
}

func (e *examination) numa() {
	n := len(e.system.NUMA)
	if n < 2 {
		return
	}
	e.find(Note, "NUMA", fmt.Sprintf("%d nodes", n), "memory of another node is slower, and where a run gets its memory is chance",
		"give the experiment processors of one node (cpus = "+strconv.Quote(e.system.NUMA[0].CPUs)+")")
	if on, ok := e.setting("kernel.numa_balancing"); ok && on != 0 {
		e.find(Warning, "NUMA balancing", "on", "the kernel takes pages away to learn who uses them, and moves them",
			"switch it off: sysctl kernel.numa_balancing=0").Tunable = true
	}
}

// layout judges the randomization of addresses. Tools disagree: with it, each
// run has another layout and the repeats tell how much that matters; without,
// every run has the same one, which may be a lucky one. brig repeats runs, so
// it wants it on.
func (e *examination) layout() {
	switch a := e.system.ASLR; {
	case a == nil:
	case *a == 2:
		e.ok("address layout", "random")
	default:
		e.find(Warning, "address layout", "not or only partly random",
			"all runs have one layout of memory: a fast or slow one by chance, which the interval then does not show",
			"sysctl kernel.randomize_va_space=2").Tunable = true
	}
}

func (e *examination) clock() {
	switch c := e.system.Clock; c {
	case "":
	case "hpet", "acpi_pm", "jiffies", "i8254", "ACPI-fast", "ACPI-safe":
		e.find(Warning, "clock", c, "reading the time takes microseconds, and engine and probe read it all the time",
			"find out why the kernel does not trust the processor's own clock: dmesg | grep -i clocksource")
	default:
		e.ok("clock", "%s", c)
	}
}

func (e *examination) power() {
	for _, p := range e.system.Power {
		switch {
		case p.Type == "Mains" && p.Online != nil && !*p.Online, p.Status == "Discharging":
			e.find(Warning, "power", "battery", "processors are slowed down to save the battery", "connect the machine to the mains")
			return
		}
	}
	if len(e.system.Power) > 0 {
		e.ok("power", "mains")
	}
}

func (e *examination) counters() {
	if n, ok := e.setting("kernel.perf_event_paranoid"); ok && n > 2 {
		e.find(Note, "processor counters", fmt.Sprintf("kernel.perf_event_paranoid is %d", n),
			"cycles, instructions and misses are not in the samples unless the probe is privileged",
			"sysctl kernel.perf_event_paranoid=2").Tunable = true
	}
}

func (e *examination) watchdog() {
	if n, ok := e.setting("kernel.nmi_watchdog"); ok && n != 0 {
		e.find(Note, "NMI watchdog", "on", "it keeps one of the processor's counters to itself and interrupts every processor",
			"sysctl kernel.nmi_watchdog=0").Tunable = true
	}
}

func (e *examination) platform() {
	if os := e.system.OS; os != "linux" {
		e.find(Note, "system", os, "steal, pressure, throttling and most settings are not told here: such disturbances go unnoticed",
			"measure on Linux")
	}
}
