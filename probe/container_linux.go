package probe

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"brig/result"
)

// container tells what kind of container this is, nil when it is none.
func (t tree) container() *result.Container {
	env := t.table("run/.containerenv") // of podman: name="value" lines
	groups := t.table("proc/self/cgroup")
	c := &result.Container{ID: containerID(groups + t.table("proc/self/mountinfo"))}
	switch {
	case hasFile(string(t), "run/.containerenv"):
		c.Runtime = "podman"
		for line := range strings.Lines(env) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			value = strings.Trim(value, `"`)
			switch key {
			case "image":
				c.Image = value
			case "imageid":
				c.ImageID = value
			case "id":
				c.ID = value
			}
		}
		return c
	case hasFile(string(t), "var/run/secrets/kubernetes.io"):
		c.Runtime = "kubernetes"
		return c
	case hasFile(string(t), ".dockerenv"):
		c.Runtime = "docker"
		return c
	}
	for _, mark := range []struct{ word, runtime string }{
		{"/kubepods", "kubernetes"}, {"/docker", "docker"}, {"/libpod", "podman"}, {"/lxc", "lxc"}, {"/containerd", "containerd"},
	} {
		if strings.Contains(groups, mark.word) {
			c.Runtime = mark.runtime
			return c
		}
	}
	return nil
}

// containerID is the number that a runtime gave its container, in the paths
// of its control groups and of the files that it mounts.
func containerID(paths string) string {
	return regexp.MustCompile(`\b[0-9a-f]{64}\b`).FindString(paths)
}

// virtualization says what this machine is a guest of: a container, or the
// hypervisor that the firmware's vendor names.
func (t tree) virtualization(cpuinfo string, c *result.Container) string {
	if c != nil {
		return c.Runtime + " container"
	}
	var flags []string
	for line := range strings.Lines(cpuinfo) {
		if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "flags" {
			flags = strings.Fields(value)
			break
		}
	}
	if !slices.Contains(flags, "hypervisor") {
		return ""
	}
	firmware := strings.ToLower(t.word("sys/class/dmi/id/sys_vendor") + " " + t.word("sys/class/dmi/id/product_name"))
	for _, h := range []struct{ word, kind string }{
		{"vmware", "vmware"}, {"virtualbox", "virtualbox"}, {"innotek", "virtualbox"}, {"xen", "xen"},
		{"parallels", "parallels"}, {"microsoft", "hyperv"}, {"bhyve", "bhyve"},
		{"kvm", "kvm"}, {"qemu", "kvm"}, {"amazon", "kvm"}, {"google", "kvm"}, {"openstack", "kvm"},
	} {
		if strings.Contains(firmware, h.word) {
			return h.kind + " guest"
		}
	}
	return "guest"
}

// limits are those of this process and of its control group. A limit that
// every group above has too is that of the lowest; what only they have is not seen
// in a container, where they are hidden.
func (t tree) limits() *result.Limits {
	var l result.Limits
	for line := range strings.Lines(t.table("proc/self/status")) {
		if list, ok := strings.CutPrefix(line, "Cpus_allowed_list:"); ok {
			l.Affinity = strings.TrimSpace(list)
		}
	}
	groups := memberships(string(t), "self")
	if m, ok := groups[""]; ok {
		f := strings.Fields(wordOf(filepath.Join(m.dir, "cpu.max"))) // "max 100000"
		if len(f) == 2 {
			l.Processors = quota(f[0], f[1])
		}
		l.Memory = memoryLimit(wordOf(filepath.Join(m.dir, "memory.max")))
	}
	if m, ok := groups["cpu"]; ok {
		l.Processors = quota(wordOf(filepath.Join(m.dir, "cpu.cfs_quota_us")), wordOf(filepath.Join(m.dir, "cpu.cfs_period_us")))
	}
	if m, ok := groups["memory"]; ok {
		l.Memory = memoryLimit(wordOf(filepath.Join(m.dir, "memory.limit_in_bytes")))
	}
	if l == (result.Limits{}) {
		return nil
	}
	return &l
}

// quota is CPU time a period, 0 when there is no limit.
func quota(time, period string) float64 {
	us, err := strconv.ParseInt(time, 10, 64)
	of, err2 := strconv.ParseInt(period, 10, 64)
	if err != nil || err2 != nil || us <= 0 || of <= 0 {
		return 0
	}
	return math.Round(100*float64(us)/float64(of)) / 100
}

// memoryLimit is a limit in bytes, 0 when there is none: version 1 has no word
// for that, but a number near the largest.
func memoryLimit(word string) int64 {
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil || n <= 0 || n > 1<<60 {
		return 0
	}
	return n
}

func hasFile(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}
