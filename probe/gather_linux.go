package probe

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"brig/result"
)

// gatherSystem reads what the kernel's files below root say. What cannot be
// read is absent.
func gatherSystem(ctx context.Context, root string, s *result.System) error {
	read := func(name string) string {
		b, _ := os.ReadFile(filepath.Join(root, name))
		return string(b)
	}
	info := text(read("proc/meminfo"))
	if kb, ok := info.value("MemTotal:"); ok {
		s.Memory = kb * 1024
	}
	if kb, ok := info.value("SwapTotal:"); ok {
		s.Swap = kb * 1024
	}
	s.Platform = platform(read("etc/os-release"))
	s.CPU = cpuOf(root, read("proc/cpuinfo"))
	s.Virtual = virtualization(root, read("proc/cpuinfo"))
	s.PcapVersion = pcapVersion(root)
	s.Partitions = partitions(read("proc/self/mounts"), read("proc/filesystems"))
	for line := range strings.Lines(read("proc/modules")) {
		name, _, _ := strings.Cut(line, " ")
		s.Modules = append(s.Modules, name)
	}
	var err error
	s.Sysctl, err = settings(ctx, root)
	return err
}

// platform is the distribution's name and version, see os-release(5).
func platform(release string) string {
	var name, version string
	for line := range strings.Lines(release) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		value = strings.Trim(value, `"'`)
		switch key {
		case "ID":
			name = value
		case "VERSION_ID":
			version = value
		}
	}
	return strings.TrimSpace(name + " " + version)
}

// cpuOf describes the processors. The text of cpuinfo differs between
// architectures; topology, caches and governor come from sysfs.
func cpuOf(root, cpuinfo string) result.CPU {
	var c result.CPU
	for line := range strings.Lines(cpuinfo) {
		key, value, _ := strings.Cut(line, ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case (key == "vendor_id" || key == "CPU implementer") && c.Vendor == "":
			c.Vendor = value
		case (key == "model name" || key == "Model") && c.Model == "":
			c.Model = value
		}
	}
	c.MHz = meanMHz(root)
	c.Logical = processors(root)

	dir := filepath.Join(root, "sys/devices/system/cpu")
	word := func(name string) string {
		b, _ := os.ReadFile(name)
		return strings.TrimSpace(string(b))
	}
	type core struct{ socket, id string }
	sockets, cores := map[string]bool{}, map[core]bool{}
	topologies, _ := filepath.Glob(filepath.Join(dir, "cpu[0-9]*/topology"))
	for _, t := range topologies {
		socket := word(filepath.Join(t, "physical_package_id"))
		sockets[socket] = true
		cores[core{socket, word(filepath.Join(t, "core_id"))}] = true
	}
	if len(sockets) > 0 {
		c.Sockets, c.CoresPerSocket = len(sockets), len(cores)/len(sockets)
	}
	caches, _ := filepath.Glob(filepath.Join(dir, "cpu0/cache/index*"))
	level := 0
	for _, cache := range caches {
		l, err := strconv.Atoi(word(filepath.Join(cache, "level")))
		kb, isKB := strings.CutSuffix(word(filepath.Join(cache, "size")), "K")
		n, err2 := strconv.ParseInt(kb, 10, 64)
		if err == nil && err2 == nil && isKB && l > level {
			level, c.Cache = l, n*1024
		}
	}
	c.Governor = word(filepath.Join(dir, "cpu0/cpufreq/scaling_governor"))
	return c
}

// virtualization says what this machine is a guest of: a container, or the
// hypervisor that the firmware's vendor names.
func virtualization(root, cpuinfo string) string {
	for _, mark := range []struct{ file, kind string }{
		{".dockerenv", "docker container"}, {"run/.containerenv", "podman container"},
	} {
		if _, err := os.Stat(filepath.Join(root, mark.file)); err == nil {
			return mark.kind
		}
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
	vendor, _ := os.ReadFile(filepath.Join(root, "sys/class/dmi/id/sys_vendor"))
	product, _ := os.ReadFile(filepath.Join(root, "sys/class/dmi/id/product_name"))
	firmware := strings.ToLower(string(vendor) + " " + string(product))
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

// pcapVersion is the version of the libpcap that is installed, by the name
// of its file. The programs of brig read captures without it; it says what
// other programs on this machine would use.
func pcapVersion(root string) string {
	newest := ""
	for _, dir := range []string{"usr/lib", "usr/lib64", "usr/lib/*-linux-*", "usr/local/lib", "lib", "lib64"} {
		names, _ := filepath.Glob(filepath.Join(root, dir, "libpcap.so.[0-9]*.[0-9]*"))
		for _, name := range names {
			// Debian has a link libpcap.so.0.8 to libpcap.so.1.10.3.
			if target, err := filepath.EvalSymlinks(name); err == nil {
				name = target
			}
			_, v, _ := strings.Cut(filepath.Base(name), ".so.")
			if newest == "" || slices.Compare(versionParts(v), versionParts(newest)) > 0 {
				newest = v
			}
		}
	}
	return newest
}

func versionParts(v string) []int {
	var parts []int
	for p := range strings.SplitSeq(v, ".") {
		n, _ := strconv.Atoi(p)
		parts = append(parts, n)
	}
	return parts
}

// partitions lists the mounted file systems that hold files: those on a
// device, and of the others the ones below.
func partitions(mounts, filesystems string) []result.Partition {
	virtual := map[string]bool{}
	for line := range strings.Lines(filesystems) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "nodev\t"); ok {
			virtual[name] = true
		}
	}
	for _, name := range []string{"tmpfs", "overlay", "nfs", "nfs4", "cifs", "9p", "virtiofs", "zfs", "btrfs", "ceph"} {
		virtual[name] = false
	}
	var all []result.Partition
	for line := range strings.Lines(mounts) {
		f := strings.Fields(line)
		if len(f) < 4 || virtual[f[2]] || strings.HasPrefix(f[2], "fuse.") {
			continue
		}
		p := result.Partition{
			Device: unescapeMount(f[0]), Mount: unescapeMount(f[1]), Type: f[2], Options: f[3]}
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// unescapeMount undoes what the kernel does to white space in its tables of
// mounts.
func unescapeMount(s string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(s)
}

// settings reads all kernel settings, as sysctl -a does.
func settings(ctx context.Context, root string) ([]result.Setting, error) {
	var all []result.Setting
	dir := filepath.Join(root, "proc/sys")
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || !d.Type().IsRegular() {
			return nil // not ours to read
		}
		fi, err := d.Info()
		if err != nil || fi.Mode()&0o444 == 0 {
			return nil // some act when they are read, and say so by their mode
		}
		rel := strings.TrimPrefix(name, dir+"/")
		if rel == "kernel/random/uuid" {
			return nil // no setting: another one each time
		}
		value, err := readSetting(name)
		if err != nil {
			return nil
		}
		// As sysctl(8) writes them: an interface eth0.5 becomes eth0/5.
		key := strings.NewReplacer("/", ".", ".", "/").Replace(rel)
		all = append(all, result.Setting{Name: key, Value: value})
		return nil
	})
	return all, err
}

func readSetting(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSetting))
	if err != nil {
		return "", err
	}
	return strings.ToValidUTF8(string(bytes.TrimSpace(b)), "?"), nil
}
