package probe

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"brig/result"
)

// planted is a description of a machine with secrets in every field that
// could hold one.
func planted(t *testing.T) *result.System {
	t.Helper()
	s := &result.System{
		OS: "linux", Arch: "amd64",
		Kernel:   "6.1.0-18-planted+zoe",
		Hostname: "planted-host",
		Interfaces: []result.Interface{
			{Name: "wlp3s0", MAC: "02:00:5e:10:00:02"},
			{Name: "enx02005e100001", MAC: "02:00:5e:10:00:01", IPv4: []string{"192.0.2.77/24"}, IPv6: []string{"2001:db8:77::1/64"}},
			{Name: "plantednic", MAC: "02:00:5e:10:00:03"},
		},
	}
	if err := gatherSystem(t.Context(), recorded, s); err != nil {
		t.Fatal(err)
	}
	sortSystem(s)
	return s
}

func TestGatherRecordedTree(t *testing.T) {
	s := planted(t)
	want := &result.System{
		OS: "linux", Arch: "amd64", Kernel: s.Kernel, Hostname: s.Hostname, Interfaces: s.Interfaces,
		Platform: "debian 12", Virtual: "kvm guest", PcapVersion: "1.10.3",
		CPU: result.CPU{Vendor: "GenuineExample", Model: "Example CPU @ 2.60GHz", MHz: 2600.5,
			Sockets: 1, CoresPerSocket: 2, Logical: 2, Cache: 32 << 20, Governor: "performance"},
		Memory: 4030256 * 1024, Swap: 2097148 * 1024,
		Container: s.Container,
		Partitions: []result.Partition{
			{Device: "/dev/vda1", Mount: "/", Type: "ext4", Options: "rw,relatime"},
			{Device: "/dev/disk/by-id/acme-serial-9", Mount: "/home/zoe q", Type: "ext4", Options: "rw,usrquota=/home/zoe"},
			{Device: "tmpfs", Mount: "/tmp", Type: "tmpfs", Options: "rw,size=1024k"},
		},
		Modules: []string{"ext4", "virtio_net"},
		Sysctl: []result.Setting{
			{Name: "dev.cdrom.info", Value: "CD-ROM information, Id: planted-serial-77"},
			{Name: "kernel.core_pattern", Value: "|/home/zoe/bin/dump %p"},
			{Name: "kernel.domainname", Value: "planted.example.org"},
			{Name: "kernel.hostname", Value: "planted-host"},
			{Name: "kernel.new_unknown_setting", Value: "5"},
			{Name: "kernel.perf_event_paranoid", Value: "2"},
			{Name: "kernel.random.boot_id", Value: "11111111-2222-3333-4444-555555555555"},
			{Name: "kernel.sched_planted", Value: "zoe@planted.example.org"},
			{Name: "kernel.sched_rt_runtime_us", Value: "950000"},
			{Name: "net.core.default_qdisc", Value: "fq_codel"},
			{Name: "net.core.rmem_max", Value: "212992"},
			{Name: "net.ipv4.conf.plantednic/5.forwarding", Value: "1"},
			{Name: "net.ipv4.tcp_fastopen_key", Value: "00112233-44556677-8899aabb-ccddeeff"},
			{Name: "vm.lowmem_reserve_ratio", Value: "256\t256\t32\t0"},
			{Name: "vm.swappiness", Value: "60"},
		},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("system (-want +got):\n%s", diff)
	}
}

func TestGatherHere(t *testing.T) {
	s, err := Gather(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s.Private || s.Kernel == "" || s.Memory <= 0 || s.CPU.Logical < 1 || len(s.Interfaces) == 0 || len(s.Sysctl) < 50 {
		t.Errorf("system: %+v", s)
	}
	out, err := exec.Command("uname", "-r").Output()
	if err != nil {
		t.Skip("no program uname to compare with")
	}
	if got, want := s.Kernel, strings.TrimSpace(string(out)); got != want {
		t.Errorf("kernel %q, uname says %q", got, want)
	}
	if !slices.IsSortedFunc(s.Sysctl, func(a, b result.Setting) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("settings are not sorted")
	}
}

func TestVirtualization(t *testing.T) {
	for _, tt := range []struct{ vendor, flags, want string }{
		{"QEMU", "fpu hypervisor", "kvm guest"}, {"VMware, Inc.", "hypervisor", "vmware guest"},
		{"", "hypervisor", "guest"}, {"Dell Inc.", "fpu vme", ""},
	} {
		root := plant(t, map[string]string{"sys/class/dmi/id/sys_vendor": tt.vendor + "\n"})
		if got := root.virtualization("flags\t\t: "+tt.flags+"\n", nil); got != tt.want {
			t.Errorf("vendor %q, flags %q: %q, want %q", tt.vendor, tt.flags, got, tt.want)
		}
	}
}

// plant makes a tree of files.
func plant(t *testing.T, files map[string]string) tree {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return tree(root)
}

// Machines as their kernels describe them.
func TestGatherMachines(t *testing.T) {
	yes, no, full := true, false, 2
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  result.System
	}{
		{"bare metal with two sockets", map[string]string{
			"proc/meminfo":                       "MemTotal: 1000 kB\nSwapTotal: 0 kB\n",
			"proc/cpuinfo":                       "vendor_id\t: GenuineExample\nmodel name\t: Example 9000\nmicrocode\t: 0xd0003b9\nflags\t\t: fpu\ncpu MHz\t\t: 1000.0\n",
			"proc/cmdline":                       "root=/dev/sda1 isolcpus=3\n",
			"etc/os-release":                     "ID=\"debian\"\nVERSION_ID='12'\n",
			"proc/sys/kernel/randomize_va_space": "2\n",
			"sys/devices/system/cpu/cpu0/topology/physical_package_id":        "0\n",
			"sys/devices/system/cpu/cpu0/topology/core_id":                    "0\n",
			"sys/devices/system/cpu/cpu1/topology/physical_package_id":        "1\n",
			"sys/devices/system/cpu/cpu1/topology/core_id":                    "0\n",
			"sys/devices/system/cpu/cpu2/topology/physical_package_id":        "0\n",
			"sys/devices/system/cpu/cpu2/topology/core_id":                    "0\n",
			"sys/devices/system/cpu/cpu3/topology/physical_package_id":        "1\n",
			"sys/devices/system/cpu/cpu3/topology/core_id":                    "0\n",
			"sys/devices/system/cpu/cpu3/online":                              "1\n",
			"sys/devices/system/cpu/cpu0/microcode/version":                   "0xd0003ba\n",
			"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor":            "powersave\n",
			"sys/devices/system/cpu/cpu0/cpufreq/scaling_driver":              "intel_pstate\n",
			"sys/devices/system/cpu/cpu0/cpufreq/scaling_min_freq":            "800000\n",
			"sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq":            "3500000\n",
			"sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq":            "900000\n",
			"sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq":            "1100000\n",
			"sys/devices/system/cpu/cpu0/cache/index0/level":                  "1\n",
			"sys/devices/system/cpu/cpu0/cache/index0/size":                   "48K\n",
			"sys/devices/system/cpu/cpu0/cache/index3/level":                  "3\n",
			"sys/devices/system/cpu/cpu0/cache/index3/size":                   "54272K\n",
			"sys/devices/system/cpu/intel_pstate/no_turbo":                    "0\n",
			"sys/devices/system/cpu/smt/control":                              "on\n",
			"sys/devices/system/cpu/isolated":                                 "3\n",
			"sys/devices/system/cpu/vulnerabilities/meltdown":                 "Not affected\n",
			"sys/devices/system/cpu/vulnerabilities/mds":                      "Mitigation: Clear CPU buffers; SMT vulnerable\n",
			"sys/devices/system/node/node0/cpulist":                           "0,2\n",
			"sys/devices/system/node/node0/meminfo":                           "Node 0 MemTotal:  600 kB\nNode 0 MemFree: 1 kB\n",
			"sys/devices/system/node/node10/cpulist":                          "\n",
			"sys/devices/system/node/node1/cpulist":                           "1,3\n",
			"sys/kernel/mm/transparent_hugepage/enabled":                      "always [madvise] never\n",
			"sys/kernel/mm/transparent_hugepage/defrag":                       "[always] defer defer+madvise madvise never\n",
			"sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages":           "8\n",
			"sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages":         "7\n",
			"sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages":        "0\n",
			"sys/kernel/mm/hugepages/hugepages-1048576kB/free_hugepages":      "0\n",
			"sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
			"sys/class/power_supply/AC/type":                                  "Mains\n",
			"sys/class/power_supply/AC/online":                                "0\n",
			"sys/class/power_supply/BAT0/type":                                "Battery\n",
			"sys/class/power_supply/BAT0/status":                              "Discharging\n",
			"usr/lib/x86_64-linux-gnu/libpcap.so.1.9.0":                       "",
			"usr/lib/x86_64-linux-gnu/libpcap.so.1.10.1":                      "",
			"proc/self/status": "Name:\tx\nCpus_allowed_list:\t0-2\n",
		}, result.System{
			Platform: "debian 12", PcapVersion: "1.10.1", Memory: 1000 << 10,
			CPU: result.CPU{Vendor: "GenuineExample", Model: "Example 9000", MHz: 1000, MinMHz: 800, MaxMHz: 3500, Sockets: 2,
				CoresPerSocket: 1, Logical: 4, Cache: 53 << 20, Microcode: "0xd0003ba", Governor: "powersave",
				Driver: "intel_pstate", Turbo: &yes, SMT: "on", Isolated: "3"},
			Limits: &result.Limits{Affinity: "0-2"},
			Mitigations: []result.Setting{
				{Name: "mds", Value: "Mitigation: Clear CPU buffers; SMT vulnerable"}, {Name: "meltdown", Value: "Not affected"}},
			NUMA: []result.Node{{ID: 0, CPUs: "0,2", Memory: 600 << 10}, {ID: 1, CPUs: "1,3"}, {ID: 10}},
			HugePages: &result.HugePages{Transparent: "madvise", Defrag: "always",
				Pools: []result.HugePool{{Size: 2 << 20, Pages: 8, Free: 7}, {Size: 1 << 30}}},
			ASLR: &full, Clock: "tsc", CommandLine: "root=/dev/sda1 isolcpus=3",
			Power: []result.Supply{{Name: "AC", Type: "Mains", Online: &no}, {Name: "BAT0", Type: "Battery", Status: "Discharging"}},
		}},
		{"guest with turbo off", map[string]string{
			"proc/cpuinfo":                                                    "flags : fpu hypervisor\nmicrocode : 0x1\n",
			"sys/devices/system/cpu/cpu0/online":                              "1\n",
			"sys/devices/system/cpu/cpu1/online":                              "0\n",
			"sys/devices/system/cpu/cpufreq/boost":                            "0\n",
			"sys/devices/system/cpu/smt/control":                              "notsupported\n",
			"sys/class/dmi/id/sys_vendor":                                     "QEMU\n",
			"sys/devices/system/clocksource/clocksource0/current_clocksource": "kvm-clock\n",
		}, result.System{
			Virtual: "kvm guest", Clock: "kvm-clock",
			CPU: result.CPU{Logical: 1, Microcode: "0x1", Turbo: &no, SMT: "notsupported"},
		}},
		{"container of docker with limits, version 2", map[string]string{
			".dockerenv":                "",
			"proc/cpuinfo":              "flags : fpu hypervisor\n",
			"proc/self/cgroup":          "0::/\n",
			"proc/self/mountinfo":       "1 1 0:1 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n2 1 8:1 /docker/containers/" + strings.Repeat("0a", 32) + "/hosts /etc/hosts rw - ext4 /dev/sda1 rw\n",
			"sys/fs/cgroup/cgroup.type": "domain\n",
			"sys/fs/cgroup/cpu.max":     "150000 100000\n",
			"sys/fs/cgroup/memory.max":  "1073741824\n",
		}, result.System{
			Virtual:   "docker container",
			Container: &result.Container{Runtime: "docker", ID: strings.Repeat("0a", 32)},
			Limits:    &result.Limits{Processors: 1.5, Memory: 1 << 30},
		}},
		{"container of podman without limits, version 1", map[string]string{
			"run/.containerenv":   "engine=\"podman-4.3.1\"\nname=\"x\"\nid=\"abc\"\nimage=\"localhost/bro:latest\"\nimageid=\"sha256:77\"\n",
			"proc/self/cgroup":    "4:memory:/libpod-abc\n3:cpu,cpuacct:/libpod-abc\n",
			"proc/self/mountinfo": "1 1 0:1 / /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n2 1 0:1 / /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu,cpuacct\n",
			"sys/fs/cgroup/memory/libpod-abc/memory.limit_in_bytes": "9223372036854771712\n",
			"sys/fs/cgroup/cpu/libpod-abc/cpu.cfs_quota_us":         "-1\n",
			"sys/fs/cgroup/cpu/libpod-abc/cpu.cfs_period_us":        "100000\n",
		}, result.System{
			Virtual:   "podman container",
			Container: &result.Container{Runtime: "podman", ID: "abc", Image: "localhost/bro:latest", ImageID: "sha256:77"},
		}},
		{"nothing at all", nil, result.System{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := &result.System{}
			if err := gatherSystem(t.Context(), string(plant(t, tt.files)), got); err != nil {
				t.Fatal(err)
			}
			got.Sysctl = nil
			if diff := cmp.Diff(&tt.want, got); diff != "" {
				t.Errorf("system (-want +got):\n%s", diff)
			}
		})
	}
}

// Files that say nonsense give a description without it.
func TestGatherHostileTree(t *testing.T) {
	huge := strings.Repeat("x", maxTable+100)
	files := map[string]string{}
	for _, name := range []string{
		"proc/meminfo", "proc/cpuinfo", "proc/cmdline", "proc/modules", "proc/self/mounts", "proc/self/mountinfo", "proc/self/cgroup",
		"proc/self/status", "proc/filesystems", "etc/os-release", "run/.containerenv", "proc/loadavg", "proc/stat", "proc/vmstat",
		"proc/sys/kernel/randomize_va_space", "proc/sys/kernel/x",
		"sys/devices/system/cpu/cpu0/topology/physical_package_id", "sys/devices/system/cpu/cpu0/topology/core_id",
		"sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq", "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
		"sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq",
		"sys/devices/system/cpu/cpu0/cache/index0/level", "sys/devices/system/cpu/cpu0/cache/index0/size",
		"sys/devices/system/cpu/cpu0/microcode/version", "sys/devices/system/cpu/vulnerabilities/mds",
		"sys/devices/system/cpu/intel_pstate/no_turbo", "sys/devices/system/node/node0/meminfo",
		"sys/devices/system/node/node99999999999999999999/cpulist", "sys/kernel/mm/hugepages/hugepages-99999999999999999999kB/nr_hugepages",
		"sys/kernel/mm/transparent_hugepage/enabled", "sys/class/power_supply/x/type", "sys/class/power_supply/x/online",
	} {
		files[name] = ""
	}
	for _, content := range []string{
		"", "\x00\xff\xfe\n\x1b[31m", huge, "-1\n", "9223372036854775808\n", "1.5e308e\n", "MemTotal: -5 kB\nSwapTotal: 99999999999999999999 kB\n",
		"a b c d e\n:\n=\n::/../../../etc\n0::../../..\n - cgroup2 \n[\n]\n", "Node 0 MemTotal: 9223372036854775807 kB\ncpu MHz: NaN\nmicrocode: \x1b[2J\n",
	} {
		for name := range files {
			files[name] = content
		}
		root := plant(t, files)
		s := &result.System{}
		if err := gatherSystem(t.Context(), string(root), s); err != nil {
			t.Errorf("%.20q everywhere: %v", content, err)
		}
		c := readCondition(string(root))
		if s.Memory < 0 || s.Swap < 0 || s.CPU.MaxMHz < 0 || c.MHz != nil && !(*c.MHz >= 0) {
			t.Errorf("%.20q everywhere: memory %d, swap %d, %v MHz at most, %v", content, s.Memory, s.Swap, s.CPU.MaxMHz, c.MHz)
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Errorf("%.20q everywhere: %v", content, err)
		}
		if bytes.ContainsAny(text, "\x1b\x00") || len(text) > 3*maxTable {
			t.Errorf("%.20q everywhere: %d bytes of description", content, len(text))
		}
	}
	// A directory, a FIFO and a loop where a file should be.
	root := plant(t, map[string]string{"proc/meminfo/x": "", "proc/sys/x": "1\n"})
	if err := unix.Mkfifo(root.path("proc/cpuinfo"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("loop", root.path("proc/loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(root.path("proc/loop"), root.path("proc/modules")); err != nil {
		t.Fatal(err)
	}
	if err := gatherSystem(t.Context(), string(root), new(result.System)); err != nil {
		t.Error(err)
	}
}

func TestQuota(t *testing.T) {
	for _, tt := range []struct {
		name string
		root tree
		want *int64
	}{
		{"version 1", tree(recorded), nil}, // this process is in no group there
		{"version 2", plant(t, map[string]string{
			"proc/self/cgroup":    "0::/a\n",
			"proc/self/mountinfo": "1 1 0:1 / /cg rw - cgroup2 cgroup rw\n",
			"cg/a/cgroup.type":    "domain\n",
			"cg/a/cpu.stat":       "usage_usec 5\nthrottled_usec 12\n",
		}), func() *int64 { n := int64(12000); return &n }()},
	} {
		if diff := cmp.Diff(tt.want, heldBack(quotaFile(string(tt.root)))); diff != "" {
			t.Errorf("%s: held back (-want +got):\n%s", tt.name, diff)
		}
	}
}
