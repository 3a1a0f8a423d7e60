package probe

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
		root := t.TempDir()
		dir := filepath.Join(root, "sys/class/dmi/id")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "sys_vendor"), []byte(tt.vendor+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := virtualization(root, "flags\t\t: "+tt.flags+"\n"); got != tt.want {
			t.Errorf("vendor %q, flags %q: %q, want %q", tt.vendor, tt.flags, got, tt.want)
		}
	}
}
