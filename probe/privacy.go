package probe

import (
	"fmt"
	"strings"

	"brig/result"
)

// redact leaves out of a description what could tell which machine, site or
// person it is of:
//
//	hostname, MAC and IP addresses   left out
//	interfaces                       numbered within their kind: eth0, eth1, wlan0, other0
//	partitions                       the type stays; device, mount point and options do not
//	kernel release, platform         the leading version stays: "6.1.0-18" of "6.1.0-18-acme"
//	sysctl                           only those in publicSettings, and only values that are
//	                                 numbers or single words of the kernel's own
//
// Settings not named are left out: what a kernel or driver adds is private
// until someone has looked at it.
func redact(s *result.System) {
	s.Private = true
	s.Hostname = ""
	s.Kernel = publicVersion(s.Kernel)
	s.Platform = publicPlatform(s.Platform)
	n := map[string]int{}
	for i := range s.Interfaces {
		kind := interfaceKind(s.Interfaces[i].Name)
		s.Interfaces[i] = result.Interface{Name: fmt.Sprintf("%s%d", kind, n[kind])}
		n[kind]++
	}
	for i := range s.Partitions {
		s.Partitions[i] = result.Partition{Type: s.Partitions[i].Type}
	}
	var kept []result.Setting
	for _, set := range s.Sysctl {
		if publicSetting(set.Name) && publicValue(set.Value) {
			kept = append(kept, set)
		}
	}
	s.Sysctl = kept
}

// interfaceKind classes an interface by its name, which may be an
// administrator's invention, or hold the MAC address (enx0123456789ab).
func interfaceKind(name string) string {
	for _, k := range []struct{ prefix, kind string }{
		{"lo", "lo"}, {"en", "eth"}, {"eth", "eth"}, {"em", "eth"}, {"igb", "eth"}, {"ix", "eth"}, {"vtnet", "eth"},
		{"wl", "wlan"}, {"veth", "veth"}, {"docker", "bridge"}, {"br", "bridge"}, {"virbr", "bridge"},
		{"tun", "tun"}, {"tap", "tap"}, {"wg", "tun"}, {"bond", "bond"},
	} {
		if strings.HasPrefix(name, k.prefix) {
			return k.kind
		}
	}
	return "other"
}

// publicVersion cuts a version before the first part that does not begin
// with a digit.
func publicVersion(v string) string {
	parts := strings.Split(v, "-")
	for i, p := range parts {
		if p == "" || p[0] < '0' || p[0] > '9' || strings.ContainsAny(p, "+~_ ") {
			return strings.Join(parts[:i], "-")
		}
	}
	return v
}

// publicPlatform keeps a system's name and version: "debian 12.11".
func publicPlatform(p string) string {
	if f := strings.Fields(p); len(f) > 2 {
		return strings.Join(f[:2], " ")
	}
	return p
}

// publicSettings are names, and prefixes that end in "*", of settings that
// matter to measuring and do not depend on who runs the machine.
const publicSettings = `
abi.vsyscall32
fs.aio-max-nr fs.file-max fs.nr_open fs.pipe-max-size
kernel.numa_balancing* kernel.nmi_watchdog kernel.ostype
kernel.perf_* kernel.pid_max kernel.preempt* kernel.randomize_va_space kernel.sched_*
kernel.soft_watchdog kernel.split_lock_mitigate kernel.task_delayacct
kernel.threads-max kernel.timer_migration kernel.unprivileged_bpf_disabled kernel.watchdog
kernel.watchdog_thresh
net.core.bpf_jit_enable net.core.busy_poll net.core.busy_read net.core.default_qdisc
net.core.dev_weight net.core.netdev_budget* net.core.netdev_max_backlog
net.core.rmem_* net.core.wmem_* net.core.somaxconn
vm.*
kern.clockrate kern.eventtimer.* kern.hz kern.maxproc kern.maxfiles kern.osrelease kern.ostype
kern.sched.* kern.timecounter.*
hw.activecpu hw.byteorder hw.cachelinesize hw.cpufrequency hw.l1dcachesize hw.l1icachesize
hw.l2cachesize hw.l3cachesize hw.logicalcpu hw.machine hw.memsize hw.ncpu hw.pagesize
hw.physicalcpu hw.physmem machdep.cpu.core_count machdep.cpu.thread_count
`

func publicSetting(name string) bool {
	for _, p := range strings.Fields(publicSettings) {
		if prefix, wild := strings.CutSuffix(p, "*"); name == p || wild && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// publicValue reports whether a value is made of numbers, or is one short
// lower-case word such as "fq_codel".
func publicValue(v string) bool {
	words := strings.Fields(v)
	number := func(w string) bool { return strings.Trim(w, "-0123456789") == "" && len(w) <= 20 }
	for _, w := range words {
		if !number(w) && (len(words) > 1 || len(w) > 16 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz_0123456789") != "") {
			return false
		}
	}
	return true
}
