package probe

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"brig/result"
)

// A tree is the root of the kernel's files. What is read of them is bounded:
// a recorded tree may hold anything.
type tree string

// Bounds of what is read of a file.
const (
	maxTable = 4 << 20 // a table such as /proc/self/mounts
	maxWord  = 4 << 10 // a single value
)

func (t tree) path(name string) string { return filepath.Join(string(t), name) }

// table is the text of a file, "" when it cannot be read.
func (t tree) table(name string) string { return readBounded(t.path(name), maxTable) }

// word is the one line that a file has, "" when it has none fit to print.
func (t tree) word(name string) string { return wordOf(t.path(name)) }

func wordOf(path string) string {
	w := strings.TrimSpace(readBounded(path, maxWord))
	if strings.ContainsFunc(w, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return ""
	}
	return w
}

// number is the number that a file holds, and whether it holds one.
func (t tree) number(name string) (int64, bool) {
	n, err := strconv.ParseInt(t.word(name), 10, 64)
	return n, err == nil
}

// glob lists files in the order of their names.
func (t tree) glob(pattern string) []string {
	names, _ := filepath.Glob(t.path(pattern)) // the patterns are well formed
	return names
}

// readBounded reads at most so much of a regular file, as valid UTF-8.
func readBounded(path string, limit int64) string {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0) // a FIFO must not hold it up
	if err != nil {
		return ""
	}
	defer f.Close()
	if fi, err := f.Stat(); err != nil || !fi.Mode().IsRegular() {
		return ""
	}
	b, _ := io.ReadAll(io.LimitReader(f, limit)) // what came before an error is what there is
	return strings.ToValidUTF8(string(b), "?")
}

// gatherSystem reads what the kernel's files below root say. What cannot be
// read is absent.
func gatherSystem(ctx context.Context, root string, s *result.System) error {
	t := tree(root)
	info := text(t.table("proc/meminfo"))
	if kb, ok := info.value("MemTotal:"); ok && kb >= 0 && kb < 1<<50 {
		s.Memory = kb * 1024
	}
	if kb, ok := info.value("SwapTotal:"); ok && kb >= 0 && kb < 1<<50 {
		s.Swap = kb * 1024
	}
	cpuinfo := t.table("proc/cpuinfo")
	s.Platform = platform(t.table("etc/os-release"))
	s.CPU = t.cpu(cpuinfo)
	s.Container = t.container()
	s.Limits = t.limits()
	s.Virtual = t.virtualization(cpuinfo, s.Container)
	s.PcapVersion = pcapVersion(root)
	s.Partitions = partitions(t.table("proc/self/mounts"), t.table("proc/filesystems"))
	for line := range strings.Lines(t.table("proc/modules")) {
		if name, _, _ := strings.Cut(strings.TrimSpace(line), " "); name != "" {
			s.Modules = append(s.Modules, name)
		}
	}
	s.Mitigations = t.mitigations()
	s.NUMA = t.nodes()
	s.HugePages = t.hugePages()
	if n, ok := t.number("proc/sys/kernel/randomize_va_space"); ok && n >= 0 && n <= 2 {
		aslr := int(n)
		s.ASLR = &aslr
	}
	s.Clock = t.word("sys/devices/system/clocksource/clocksource0/current_clocksource")
	s.CommandLine = t.word("proc/cmdline")
	s.Power = t.power()
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
		value, ok := readSetting(name)
		if !ok {
			return nil
		}
		// As sysctl(8) writes them: an interface eth0.5 becomes eth0/5.
		key := strings.NewReplacer("/", ".", ".", "/").Replace(rel)
		all = append(all, result.Setting{Name: key, Value: value})
		return nil
	})
	return all, err
}

func readSetting(name string) (value string, ok bool) {
	f, err := os.Open(name)
	if err != nil {
		return "", false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSetting))
	return strings.ToValidUTF8(strings.TrimSpace(string(b)), "?"), err == nil
}
