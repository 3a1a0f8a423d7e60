package doctor

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

// quiet is a machine with nothing against it.
func quiet() (*result.System, result.Condition) {
	load, runnable, heat := 0.2, int64(1), int64(0)
	off, full, on := false, 2, true
	return &result.System{
		OS:        "linux",
		CPU:       result.CPU{Logical: 8, Governor: "performance", Turbo: &off, SMT: "off"},
		Memory:    16 << 30,
		NUMA:      []result.Node{{CPUs: "0-7"}},
		HugePages: &result.HugePages{Transparent: "madvise"},
		ASLR:      &full, Clock: "tsc",
		Power:  []result.Supply{{Type: "Mains", Online: &on}},
		Limits: &result.Limits{Affinity: "0-7"},
		Sysctl: []result.Setting{{Name: "kernel.perf_event_paranoid", Value: "2"}, {Name: "kernel.nmi_watchdog", Value: "0"}},
	}, result.Condition{Load1: &load, Runnable: &runnable, Throttled: &heat}
}

func TestExamine(t *testing.T) {
	type finding struct {
		Level, Name string
		Tunable     bool
	}
	on, none, many := true, 0, int64(9)
	for _, tt := range []struct {
		name  string
		spoil func(*result.System, *result.Condition)
		want  []finding // that are not OK
	}{
		{"quiet", func(*result.System, *result.Condition) {}, nil},
		{"nothing known", func(s *result.System, c *result.Condition) {
			*s, *c = result.System{OS: "linux", CPU: result.CPU{Logical: 2}}, result.Condition{}
		}, nil},
		{"one processor", func(s *result.System, _ *result.Condition) { s.CPU.Logical = 1 }, []finding{{Warning, "processors", false}}},
		{"governor", func(s *result.System, _ *result.Condition) { s.CPU.Governor = "powersave" }, []finding{{Warning, "governor", true}}},
		{"turbo", func(s *result.System, _ *result.Condition) { s.CPU.Turbo = &on }, []finding{{Warning, "turbo", true}}},
		{"SMT", func(s *result.System, _ *result.Condition) { s.CPU.SMT = "on" }, []finding{{Note, "SMT", false}}},
		{"heat", func(_ *result.System, c *result.Condition) { c.Throttled = &many }, []finding{{Note, "throttling", false}}},
		{"load", func(_ *result.System, c *result.Condition) { l := 4.5; c.Load1, c.Runnable = &l, &many },
			[]finding{{Warning, "load", false}, {Warning, "runnable tasks", false}}},
		{"guest", func(s *result.System, _ *result.Condition) { s.Virtual = "kvm guest" }, []finding{{Warning, "machine", false}}},
		{"container", func(s *result.System, _ *result.Condition) { s.Virtual = "docker container" }, []finding{{Note, "machine", false}}},
		{"limits", func(s *result.System, _ *result.Condition) {
			s.Limits = &result.Limits{Processors: 1.5, Memory: 1 << 20}
		},
			[]finding{{Warning, "CPU quota", false}, {Warning, "memory limit", false}}},
		{"memory", func(s *result.System, _ *result.Condition) { s.Memory, s.Swap = 1<<20, 1<<20 },
			[]finding{{Warning, "memory", false}, {Note, "swap", false}}},
		{"huge pages", func(s *result.System, _ *result.Condition) { s.HugePages.Transparent = "always" }, []finding{{Warning, "huge pages", true}}},
		{"nodes", func(s *result.System, _ *result.Condition) {
			s.NUMA = append(s.NUMA, result.Node{ID: 1})
			s.Sysctl = append(s.Sysctl, result.Setting{Name: "kernel.numa_balancing", Value: "1"})
		}, []finding{{Note, "NUMA", false}, {Warning, "NUMA balancing", true}}},
		{"one layout", func(s *result.System, _ *result.Condition) { s.ASLR = &none }, []finding{{Warning, "address layout", true}}},
		{"slow clock", func(s *result.System, _ *result.Condition) { s.Clock = "hpet" }, []finding{{Warning, "clock", false}}},
		{"battery", func(s *result.System, _ *result.Condition) {
			s.Power = append(s.Power, result.Supply{Type: "Battery", Status: "Discharging"})
		}, []finding{{Warning, "power", false}}},
		{"counters", func(s *result.System, _ *result.Condition) { s.Sysctl[0].Value, s.Sysctl[1].Value = "3", "1" },
			[]finding{{Note, "processor counters", true}, {Note, "NMI watchdog", true}}},
		{"another system", func(s *result.System, _ *result.Condition) { s.OS = "freebsd" }, []finding{{Note, "system", false}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, c := quiet()
			tt.spoil(s, &c)
			findings := Examine(s, c)
			var got []finding
			fit := true
			for _, f := range findings {
				if f.Found == "" || (f.Level == OK) != (f.Reason == "") || (f.Level == OK) != (f.Remedy == "") {
					t.Errorf("finding %+v: want what was found, and a reason and a remedy unless it is OK", f)
				}
				if f.Level != OK {
					got = append(got, finding{f.Level, f.Name, f.Tunable})
				}
				fit = fit && f.Level != Warning
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if Fit(findings) != fit {
				t.Errorf("fit: %v, want %v", !fit, fit)
			}
		})
	}
}

// What is said to be tunable is what Tune changes.
func TestTunable(t *testing.T) {
	names := map[string]bool{}
	for _, k := range knobs() {
		names[k.name] = true
	}
	s, c := quiet()
	on, none := true, 0
	s.CPU.Governor, s.CPU.Turbo, s.HugePages.Transparent, s.ASLR = "powersave", &on, "always", &none
	s.NUMA = append(s.NUMA, result.Node{ID: 1})
	s.Sysctl = []result.Setting{{Name: "kernel.perf_event_paranoid", Value: "4"}, {Name: "kernel.nmi_watchdog", Value: "1"},
		{Name: "kernel.numa_balancing", Value: "1"}}
	found := map[string]bool{}
	for _, f := range Examine(s, c) {
		if f.Tunable {
			found[f.Name] = true
		}
	}
	if diff := cmp.Diff(names, found); diff != "" {
		t.Errorf("tunable (-tuned +found):\n%s", diff)
	}
}
