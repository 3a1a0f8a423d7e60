package privacy

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

func TestRules(t *testing.T) {
	const linux = "[output.enabled]\nsysctl:true\ninterfaces:true\nfacter:true\n"
	for _, tt := range []struct {
		name, text, section, item, value, want string // want is empty when it is left out
	}{
		{"neither", "[sysctl.include]\nvm\\..*:.*", "sysctl", "net.a", "1", ""},
		{"include", "[sysctl.include]\nvm\\..*:.*", "sysctl", "vm.a", "1", "1"},
		{"exclude beats include", "[sysctl.exclude]\nvm\\.a:.*\n[sysctl.include]\nvm\\..*:.*", "sysctl", "vm.a", "1", ""},
		{"exclude by value", "[sysctl.include]\n.*:.*\n[sysctl.exclude]\n.*:.*zoe", "sysctl", "vm.a", "of zoe", ""},
		{"name somewhere", "[sysctl.include]\n.*ip.*:.*", "sysctl", "net.ipv4.x", "5", "5"},
		{"name from the start", "[sysctl.include]\nip.*:.*", "sysctl", "net.ipv4.x", "5", ""},
		{"value begins", "[sysctl.include]\n.*:1.*", "sysctl", "a", "10", "10"},
		{"value begins with another", "[sysctl.include]\n.*:1.*", "sysctl", "a", "01", ""},
		{"not to the end", "[sysctl.include]\nkern.sched\\.*:.*", "sysctl", "kern.sched_pri", "x", "x"},
		{"the end pinned", "[sysctl.include]\nvm$:.*", "sysctl", "vm.a", "x", ""},
		{"a value of several lines", "[sysctl.exclude]\n.*:.*secret\n[sysctl.include]\n.*:.*", "sysctl", "a", "x\nsecret", ""},
		{"disabled", "[output.enabled]\nsysctl:false\n[sysctl.include]\n.*:.*", "sysctl", "a", "x", ""},
		{"not listed as enabled", "[output.enabled]\nmodules:true\n[sysctl.include]\n.*:.*", "sysctl", "a", "x", ""},
		{"no list of enabled ones", "[sysctl.include]\n.*:.*", "sysctl", "a", "x", "x"},
		{"enabled without rules", linux, "sysctl", "a", "x", ""},
		{"PyBrIG's name of a section", "[facter.include]\nkernel:.*", "system", "kernel", "6", "6"},
		{"a colon in a class", "[sysctl.include]\na[:.]b:.*", "sysctl", "a:b", "x", "x"},
		{"a colon in a named class", "[sysctl.include]\na[[:digit:]]b:.*", "sysctl", "a7b", "x", "x"},
		{"an escaped colon", "[sysctl.include]\na\\:b:.*", "sysctl", "a:b", "x", "x"},
		{"a colon of a group", "[sysctl.include]\n(?:a|b):.*", "sysctl", "b", "x", "x"},
		{"a part kept", "[system.include]\nkernel:(?P<keep>[0-9.]+)", "system", "kernel", "6.1-acme", "6.1"},
		{"comments", "# a\n; b\n\n[sysctl.include]\n  .*:.*  ", "sysctl", "a", "x", "x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rules, err := ParseRules("x.conf", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := rules.keep(tt.section, tt.value, tt.item); got != tt.want {
				t.Errorf("%s = %q: kept %q, want %q", tt.item, tt.value, got, tt.want)
			}
		})
	}
}

func TestRulesErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"a:b", "x.conf:1: a rule before the first section"},
		{"\n[sysctl.include]\na", `x.conf:3: "a": want NAME-REGEX:VALUE-REGEX`},
		{"[sysctl.include]\n(:b", "x.conf:2: "},
		{"[sysctl.include]\na:(", "x.conf:2: \"(\": error parsing regexp"},
		{"[sysctl.include]\na:x{1000}{1000}", "x.conf:2: "},
		{"[sysctl]", `x.conf:1: "[sysctl]": want a section`},
		{"[sysctl.include", "x.conf:1: "},
		{"[sysctl.maybe]\na:b", "x.conf:1: [sysctl.maybe]: want [sysctl.include] or [sysctl.exclude]"},
		{"[sysctrl.include]", `x.conf:1: unknown section "sysctrl": one of container, cpu,`},
		{"[output.enabled]\nsysctl:yes", `x.conf:2: "sysctl:yes": want SECTION:true or SECTION:false`},
		{"[output.enabled]\nsysctrl:true", "x.conf:2: unknown section"},
		{"[a.include]\nx:y\n[b.include]\n", "x.conf:3: unknown section \"b\""},
		{strings.Repeat("x", maxRuleLine+1), "x.conf:1: a line of 4097 bytes"},
		{strings.Repeat("\n", maxRulesSize+1), "x.conf: 1048577 bytes"},
		{"[sysctl.include]\n" + strings.Repeat("a:b\n", maxRules+1), "x.conf:10002: more than 10000 rules"},
	} {
		if _, err := ParseRules("x.conf", []byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.40q: error %v, want one with %q", tt.text, err, tt.want)
		}
	}
}

func plantedASLR() *int { n := 2; return &n }

// planted is a description of a machine with secrets in every field that
// could hold one.
func planted() *result.System {
	return &result.System{
		Header: result.Header{UUID: "01234567-89ab-4def-8123-456789abcdef", Schema: 1, Tool: result.Version{Name: "brig", Version: "1"}},
		OS:     "linux", Arch: "amd64", Platform: "debian 12 acme", Virtual: "kvm guest", PcapVersion: "1.10.3",
		Kernel:   "6.1.0-18-planted+zoe",
		Hostname: "planted-host",
		CPU: result.CPU{Vendor: "GenuineExample", Model: "Example CPU @ 2.60GHz", MHz: 2600.5,
			Sockets: 1, CoresPerSocket: 2, Logical: 2, Cache: 32 << 20, Governor: "performance"},
		Memory: 4030256 * 1024, Swap: 2097148 * 1024,
		Container: &result.Container{Runtime: "docker", ID: "planted0123", Image: "planted.example.org/zoe", ImageID: "sha256:planted"},
		Limits:    &result.Limits{Processors: 1.5, Memory: 1 << 30, Affinity: "0-3,8"},
		Mitigations: []result.Setting{
			{Name: "mds", Value: "Mitigation: Clear CPU buffers; SMT vulnerable"}, {Name: "planted/zoe", Value: "x"}},
		NUMA: []result.Node{{ID: 1, CPUs: "0,2-3", Memory: 5 << 30}},
		HugePages: &result.HugePages{Transparent: "madvise", Defrag: "defer+madvise",
			Pools: []result.HugePool{{Size: 2 << 20, Pages: 3, Free: 1}}},
		ASLR: plantedASLR(), Clock: "kvm-clock", CommandLine: "root=UUID=planted nfsroot=192.0.2.9:/home/zoe",
		Power: []result.Supply{{Name: "BAT-planted-77", Type: "Battery", Status: "Not charging"}},
		Images: []result.Image{{Name: "brig/bro", Digest: "sha256:" + strings.Repeat("0a", 32)},
			{Name: "planted.example.org/zoe", Digest: "sha256:planted"}},
		Interfaces: []result.Interface{
			{Name: "wlp3s0", MAC: "02:00:5e:10:00:02"},
			{Name: "enx02005e100001", MAC: "02:00:5e:10:00:01", IPv4: []string{"192.0.2.77/24"}, IPv6: []string{"2001:db8:77::1/64"}},
			{Name: "plantednic", MAC: "02:00:5e:10:00:03"},
		},
		Partitions: []result.Partition{
			{Device: "/dev/vda1", Mount: "/", Type: "ext4", Options: "rw,relatime"},
			{Device: "/dev/disk/by-id/acme-serial-9", Mount: "/home/zoe q", Type: "ext4", Options: "rw,usrquota=/home/zoe"},
		},
		Modules: []string{"ext4", "virtio_net"},
		Sysctl: []result.Setting{
			{Name: "dev.cdrom.info", Value: "CD-ROM information, Id: planted-serial-77"},
			{Name: "kernel.core_pattern", Value: "|/home/zoe/bin/dump %p"},
			{Name: "kernel.domainname", Value: "planted.example.org"},
			{Name: "kernel.new_unknown_setting", Value: "5"},
			{Name: "kernel.perf_event_paranoid", Value: "2"},
			{Name: "kernel.random.boot_id", Value: "11111111-2222-3333-4444-555555555555"},
			{Name: "kernel.sched_planted", Value: "zoe@planted.example.org"},
			{Name: "kernel.sched_long", Value: "plantedplantedplantedplanted"},
			{Name: "kernel.sched_words", Value: "zoe was here"},
			{Name: "net.core.default_qdisc", Value: "fq_codel"},
			{Name: "net.ipv4.conf.plantednic/5.forwarding", Value: "1"},
			{Name: "net.ipv4.tcp_fastopen_key", Value: "00112233-44556677-8899aabb-ccddeeff"},
			{Name: "vm.lowmem_reserve_ratio", Value: "256\t256\t32\t0"},
			{Name: "vm.swappiness", Value: "60"},
		},
	}
}

func TestDefaultRulesKeepNoSecret(t *testing.T) {
	rules, err := DefaultRules("linux")
	if err != nil {
		t.Fatal(err)
	}
	s := planted()
	if err := rules.Apply(s); err != nil {
		t.Fatal(err)
	}
	want := &result.System{
		Header: planted().Header, Private: true,
		OS: "linux", Arch: "amd64", Platform: "debian 12", Virtual: "kvm guest", PcapVersion: "1.10.3", Kernel: "6.1.0-18",
		CPU:    planted().CPU,
		Memory: 4030256 * 1024, Swap: 2097148 * 1024,
		Container:   &result.Container{Runtime: "docker"},
		Limits:      planted().Limits,
		Mitigations: planted().Mitigations[:1],
		NUMA:        planted().NUMA,
		HugePages:   planted().HugePages,
		ASLR:        plantedASLR(), Clock: "kvm-clock",
		Power:      []result.Supply{{Type: "Battery", Status: "Not charging"}},
		Images:     planted().Images[:1],
		Interfaces: []result.Interface{{Name: "wl"}, {Name: "en"}},
		Partitions: []result.Partition{{Type: "ext4"}, {Type: "ext4"}},
		Modules:    []string{"ext4", "virtio_net"},
		Sysctl: []result.Setting{
			{Name: "kernel.perf_event_paranoid", Value: "2"},
			{Name: "net.core.default_qdisc", Value: "fq_codel"},
			{Name: "vm.lowmem_reserve_ratio", Value: "256\t256\t32\t0"},
			{Name: "vm.swappiness", Value: "60"},
		},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("system (-want +got):\n%s", diff)
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"planted", "zoe", "acme", "192.0.2", "2001:db8", "02:00:5e", "02005e", "home", "/dev", "1111", "0011"} {
		if strings.Contains(strings.ToLower(string(text)), secret) {
			t.Errorf("%q is in the private description %s", secret, text)
		}
	}
}

func TestKernelVersions(t *testing.T) {
	rules, err := DefaultRules("linux")
	if err != nil {
		t.Fatal(err)
	}
	for version, want := range map[string]string{
		"6.18.44":              "6.18.44",
		"6.1.0-18-amd64":       "6.1.0-18",
		"5.14.0-362.8.1.el9_3": "5.14.0-362.8.1",
		"6.1.0-zoe":            "6.1.0",
		"acme-6.1":             "",
	} {
		if got, _ := rules.keep("system", version, "kernel"); got != want {
			t.Errorf("kernel %q: kept %q, want %q", version, got, want)
		}
	}
}

func TestDefaultRulesParse(t *testing.T) {
	for _, system := range []string{"linux", "freebsd", "darwin", "plan9"} {
		rules, err := DefaultRules(system)
		if err != nil {
			t.Errorf("%s: %v", system, err)
			continue
		}
		s := planted()
		s.Sysctl = append(s.Sysctl,
			result.Setting{Name: "kern.hostname", Value: "planted-host"},
			result.Setting{Name: "kern.hostuuid", Value: "11111111-2222-3333-4444-555555555555"},
			result.Setting{Name: "kern.sched.name", Value: "ULE"},
			result.Setting{Name: "kern.sched.planted", Value: "192.0.2.9"})
		if err := rules.Apply(s); err != nil {
			t.Errorf("%s: %v", system, err)
		}
		text, _ := json.Marshal(s)
		for _, secret := range []string{"planted-host", "/home", "192.0.2", "2001:db8", "02:00:5e", "1111", "serial-77"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s: %q is in the private description %s", system, secret, text)
			}
		}
	}
}

func FuzzParseRules(f *testing.F) {
	f.Add("# x\n[output.enabled]\nsysctl:true\n[sysctl.include]\nvm\\..*:[0-9]+$\n[sysctl.exclude]\n.*:x")
	f.Add("[sysctl.include]\na[^]:]b:(?P<keep>x)\n")
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := ParseRules("x", []byte(text))
		if err != nil {
			return
		}
		s := planted()
		if err := rules.Apply(s); err != nil {
			t.Skip() // a kept part of a value may not be one of its type
		}
		if !s.Private || s.UUID != planted().UUID {
			t.Error("the header did not stay")
		}
	})
}
